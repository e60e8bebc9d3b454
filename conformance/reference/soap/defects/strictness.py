"""Defects of strictness: what an endpoint lets pass that the contract forbids, and what it blames on itself."""

import re
from collections.abc import Callable
from dataclasses import replace

from conformance.contract.example import plain
from conformance.generation.pools import is_integer
from conformance.model.binding import SOAP12, Binding
from conformance.model.exchange import Request, Response
from conformance.model.schema import SimpleType
from conformance.model.tree import XSI, Element, clark, namespace_of
from conformance.reference import lexical
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.payload import Shape
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._edit import opened
from conformance.reference.soap.defects._reread import each_element, each_value
from conformance.soap import envelope, fault

_TYPE = clark(XSI, "type")
_START_TAG = re.compile(rb"<[^\s<>/!?]+(?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@misreading("negative.is-not-accepted", shown="UpdateContact/soap12/invalid/Contact.PrimaryAddressType")
def any_listed_value_passes(asked: Asked) -> Request:
    """Take a value that is none of those listed for the first of them."""
    return _mended(asked, lambda kind: bool(kind.facets.enumeration))


@misreading("negative.is-not-accepted", shown="UpdateContact/soap12/invalid/Contact.JoinDate")
def any_moment_passes(asked: Asked) -> Request:
    """Take a text that is no date and time for one."""
    return _mended(asked, lambda kind: kind.builtin == "dateTime")


@misreading("negative.is-not-accepted", shown="UpdateSession/soap12/invalid/Session.Capacity")
def any_integer_passes(asked: Asked) -> Request:
    """Take a text that is no integer, or one that is too great or too small, for a number."""
    return _mended(asked, is_integer)


@misreading("negative.is-not-accepted", shown="UpdateContact/soap12/invalid/Contact.Active")
def any_boolean_passes(asked: Asked) -> Request:
    """Take a text that is no boolean for true."""
    return _mended(asked, lambda kind: kind.builtin == "boolean")


@misreading("negative.is-not-accepted", shown="SessionRegAction/soap12/invalid/SessionRegActionType")
def missing_attribute_passes(asked: Asked) -> Request:
    """Make up an attribute that is missing and has to be there."""

    def completed(element: Element, shape: Shape, _binding: Binding) -> Element:
        made_up = ((name, plain(shape.attributes[name])) for name in shape.required if element.get(name) is None)
        return replace(element, attributes=(*element.attributes, *made_up))

    return each_element(asked, completed)


@misreading("negative.is-not-accepted", shown="SessionRegAction/soap12/invalid/CvInvitee")
def any_type_passes(asked: Asked) -> Request:
    """Pass over what type an element says that it is of."""

    def untyped(element: Element, _shape: Shape, _binding: Binding) -> Element:
        return replace(element, attributes=tuple(held for held in element.attributes if held[0] != _TYPE))

    return each_element(asked, untyped)


@misreading("negative.is-not-accepted", shown="UpdateContact/soap12/invalid/Contact")
def second_attribute_passes(asked: Asked) -> Request:
    """Pass over an attribute that stands in its element already, which no XML parser may do."""
    return replace(asked.request, body=_START_TAG.sub(_once_each, asked.request.body))


@misreading(
    "parity.bindings-treat-it-alike",
    "fault.unknown-encoding-is-told",
    shown=(
        "UpdateContact/soap12/invalid/Contact.ContactGroupDetail",
        "UpdateContact/soap12/invalid/header/encoding-style-on-payload",
    ),
)
def soap12_refuses_unknown_attributes(asked: Asked) -> Request:
    """Refuse attributes that no type has in SOAP 1.2, and pass over them in SOAP 1.1."""

    def known(element: Element, shape: Shape, binding: Binding) -> Element:
        kept = tuple(held for held in element.attributes if _is_known(held[0], shape))
        if kept != element.attributes and binding == SOAP12:
            raise RefusalError(Refusal(why=Why.UNREADABLE, about="an attribute is not known", line=element.line))
        return replace(element, attributes=kept)

    return each_element(asked, known)


@defect(
    "negative.is-refused-as-the-senders-fault",
    "envelope.malformed-envelope-is-the-senders-fault",
    shown=(
        "UpdateContact/soap12/invalid/Contact.Active",
        "UpdateContact/soap12/invalid/envelope/body-of-the-other-version",
    ),
)
def server_blames_itself(answered: Answered) -> Response:
    """Blame the server in faults that have only the standard code of the sender."""
    root = opened(answered.response)
    held = None if root is None else envelope.read(root)
    found = None if held is None else fault.find(held.body, held.binding)
    if held is None or found is None:
        return answered.response
    told = fault.read(found, held.binding)
    if told.subcode is None and told.code == held.binding.tag(held.binding.codes["client"]):
        raise RefusalError(Refusal(why=Why.CRASH, about=told.reason or "", binding=held.binding))
    return answered.response


def _mended(asked: Asked, means: Callable[[SimpleType], bool]) -> Request:
    """Return a request in which no value of the types that are meant is wrong: a plain one stands in its stead."""

    def mend(kind: SimpleType, text: str) -> str:
        return plain(kind) if means(kind) and not lexical.fits(kind, text) else text

    return each_value(asked, mend)


def _once_each(tag: re.Match[bytes]) -> bytes:
    """Return a start tag in which no name stands twice."""
    met: set[bytes] = set()

    def first(found: re.Match[bytes]) -> bytes:
        again = found[1] in met
        met.add(found[1])
        return b"" if again else found[0]

    return _ATTRIBUTE.sub(first, tag[0])


def _is_known(name: str, shape: Shape) -> bool:
    return name in shape.attributes or shape.open_attributes or namespace_of(name) == XSI
