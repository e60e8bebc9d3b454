"""Defects of faults."""

from collections.abc import Callable
from dataclasses import replace

from conformance.model.binding import SOAP11, SOAP12, binding_of_namespace
from conformance.model.exchange import Request, Response
from conformance.model.tree import XML, Element, clark, namespace_of, select
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap import incoming
from conformance.reference.soap.defects._asked import envelope_of, root_of
from conformance.reference.soap.defects._edit import changed, edited, opened
from conformance.reference.soap.defects._frame import has_fault, in_fault
from conformance.reference.soap.dialect import ASMX
from conformance.soap.envelope import Envelope
from conformance.soap.session import header_value

_CODES = ("Body/Fault/faultcode", "Body/Fault/Code/Value")
_PREFIX = "undeclared"
_TEXTS = ("Body/Fault/faultstring", "Body/Fault/Reason/Text")
_EXCEPTION = "System.Web.Services.Protocols.SoapException"
_TRACE = "\n   at Example.Api.Messages.Read(Stream stream)\n   at Example.Api.Messages.Answer(HttpContext context)"
_LANG = clark(XML, "lang")


@defect(
    "fault.faultcode-is-a-qname-in-scope",
    "fault.code-is-standard",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/invalid/Contact.Active",
)
def undeclared_fault_prefix(answered: Answered) -> Response:
    """Write fault codes with a prefix that is declared nowhere."""
    return _at(answered, _CODES, lambda code: replace(code, content=(f"{_PREFIX}:{_bare(code)}",)))


@defect("codes.have-the-declared-form", shown="UpdateContact/soap11/invalid/Contact.Active")
def faultcode_without_prefix(answered: Answered) -> Response:
    """Write the faultcode of SOAP 1.1 without a prefix, so that it is no code of SOAP."""
    return _at(answered, _CODES[:1], lambda code: replace(code, content=(_bare(code),)))


@defect(
    "fault.faultstring-is-present",
    "schema.message-is-valid",
    shown="UpdateContact/soap11/invalid/Contact.Active",
)
def fault_without_faultstring(answered: Answered) -> Response:
    """Leave out the faultstring of SOAP 1.1."""
    return edited(answered.response, _TEXTS[0], lambda _text: None)


@defect(
    "fault.faultcode-is-a-qname-in-scope",
    "fault.faultstring-is-present",
    "schema.message-is-valid",
    "fault.detail-is-for-the-body",
    shown="UpdateContact/soap11/invalid/Contact.Active",
)
def fault_children_are_qualified(answered: Answered) -> Response:
    """Write the children of a Fault of SOAP 1.1 in the namespace of SOAP."""

    def qualified(fault: Element) -> Element:
        return replace(fault, content=tuple(replace(part, name=SOAP11.tag(part.local)) for part in fault.children))

    return in_fault(answered, SOAP11, qualified)


@defect(
    "fault.other-children-are-qualified",
    "schema.message-is-valid",
    shown="UpdateContact/soap11/invalid/Contact.Active",
)
def errorcode_in_fault(answered: Answered) -> Response:
    """Write a child of its own, in no namespace, into a Fault of SOAP 1.1."""
    own = Element(name="errorcode", content=("1",))
    return in_fault(answered, SOAP11, lambda fault: replace(fault, content=(*fault.content, own)))


@defect(
    "fault.children-in-order",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/invalid/Contact.Active",
)
def reason_before_code(answered: Answered) -> Response:
    """Write the Reason of a Fault of SOAP 1.2 before its Code."""

    def swapped(fault: Element) -> Element:
        code, reason, *others = fault.children
        return replace(fault, content=(reason, code, *others))

    return in_fault(answered, SOAP12, swapped)


@defect(
    "fault.subcodes-nest",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/invalid/Contact.Active",
)
def subcodes_side_by_side(answered: Answered) -> Response:
    """Write two Subcode elements beside each other into the Code of a Fault of SOAP 1.2."""

    def doubled(code: Element) -> Element:
        value, *below = code.children
        subcodes = below or (Element(name=SOAP12.tag("Subcode"), content=(value,)),)
        return replace(code, content=(value, subcodes[0], subcodes[0]))

    return edited(answered.response, "Body/Fault/Code", doubled)


@defect(
    "fault.reason-has-texts-with-languages",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/invalid/Contact.Active",
)
def text_without_language(answered: Answered) -> Response:
    """Write the Text of a Reason without its language."""

    def bare(text: Element) -> Element:
        return replace(text, attributes=tuple(held for held in text.attributes if held[0] != _LANG))

    return edited(answered.response, _TEXTS[1], bare)


@defect("fault.comes-once", "fault.stands-alone", shown="UpdateContact/soap12/invalid/Contact.Active")
def fault_twice(answered: Answered) -> Response:
    """Write a Fault twice, as a server does that fails once more when it reports its failure."""
    if not has_fault(answered):
        return answered.response
    return edited(answered.response, "Body", lambda body: replace(body, content=body.content * 2))


@defect(
    "fault.stands-alone",
    "results.one-result-or-one-fault",
    "results.one-result-per-item",
    shown="UpdateContact/soap12/invalid/Contact.Active",
)
def empty_results_beside_a_fault(answered: Answered) -> Response:
    """Write the empty payload of the operation beside a Fault."""
    request = _request(answered)
    payload = None if request is None or request.payload is None else request.payload.name
    operation = next((one for one in answered.contract.operations.values() if one.input.payload == payload), None)
    if operation is None or not has_fault(answered):
        return answered.response
    empty = Element(name=operation.output.payload)
    return edited(answered.response, "Body", lambda body: replace(body, content=(*body.content, empty)))


@defect("hygiene.fault-tells-no-internals", shown="UpdateContact/soap12/invalid/Contact.Active")
def stack_trace_in_faults(answered: Answered) -> Response:
    """Write a stack trace into the text of faults, as a server does that shows its own errors to everybody."""
    return _at(answered, _TEXTS, lambda text: replace(text, content=(f"{_EXCEPTION}: {text.text}{_TRACE}",)))


@defect("hygiene.fault-tells-no-session", shown="UpdateContact/soap12/invalid/Contact.Active")
def session_in_faults(answered: Answered) -> Response:
    """Write the session value of the request into the text of faults."""
    request, rule = _request(answered), answered.contract.session
    value = None if request is None or rule is None else header_value(rule, request.header)
    if not value:
        return answered.response
    return _at(answered, _TEXTS, lambda text: replace(text, content=(f"{text.text} (session {value})",)))


@misreading("fault.unknown-encoding-is-told", shown="UpdateContact/soap12/invalid/header/encoding-style-on-payload")
def unknown_encoding_is_the_senders_fault(asked: Asked) -> Request:
    """Refuse an encodingStyle that is not known as if the message were put together wrongly."""
    found = envelope_of(asked.request)
    payload = None if found is None else found.payload
    if payload is not None and payload.get(SOAP12.tag("encodingStyle")) is not None:
        raise RefusalError(Refusal(why=Why.UNREADABLE, about="the payload has an attribute that is not known"))
    return asked.request


@defect("fault.detail-is-for-the-body", shown="UpdateContact/soap11/invalid/Contact.Active")
def faults_of_the_body_have_no_detail(answered: Answered) -> Response:
    """Leave the detail out of faults of SOAP 1.1, whatever they are about."""
    return in_fault(answered, SOAP11, lambda fault: changed(fault, "detail", lambda _detail: None))


@misreading(
    "envelope.malformed-envelope-is-the-senders-fault",
    "negative.is-refused-as-the-senders-fault",
    shown="UpdateContact/soap12/invalid/envelope/no-body",
)
def missing_body_is_the_servers_fault(asked: Asked) -> Request:
    """Break on an Envelope without a Body, and say so."""
    root = root_of(asked.request)
    binding = None if root is None else binding_of_namespace(namespace_of(root.name))
    if root is not None and binding is not None and root.local == "Envelope" and not select(root, binding.tag("Body")):
        raise RefusalError(Refusal(why=Why.REQUEST, word="server", about="Object reference not set", binding=binding))
    return asked.request


def _at(answered: Answered, paths: tuple[str, ...], change: Callable[[Element], Element]) -> Response:
    """Return an answer with a change made to what stands at the first path that leads somewhere."""
    root = opened(answered.response)
    found = [] if root is None else [path for path in paths if select(root, path)]
    return edited(answered.response, found[0], change) if found else answered.response


def _bare(code: Element) -> str:
    return code.text.rpartition(":")[2]


def _request(answered: Answered) -> Envelope | None:
    """Return the envelope that was sent, None where it cannot be read."""
    try:
        return incoming.read(answered.request, ASMX.carriers).envelope
    except RefusalError:
        return None
