"""Defects of the envelope and its header; answers without results, such as that of a login, are left as they are."""

from collections.abc import Callable
from dataclasses import replace

from conformance.model.binding import SOAP, Binding
from conformance.model.exchange import Response
from conformance.model.tree import Element, clark, local_of, select, steps_of
from conformance.reference.defect import Answered, defect
from conformance.reference.soap.defects._edit import always, edited, opened, operation_of, revised
from conformance.reference.soap.defects._frame import has_results, in_envelope, labelled
from conformance.reference.soap.dialect import message
from conformance.soap import envelope
from conformance.soap.envelope import Envelope

_OTHER = "urn:example:other"
_PAGE = b'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Please sign in.</p></body></html>\n'
_HTML = "text/html; charset=utf-8"
_SOAP_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"


@defect("envelope.version-is-the-requests", shown="UpdateContact/soap12/example")
def results_in_the_other_version(answered: Answered) -> Response:
    """Send results in the other SOAP version than the request's."""
    right = _with_results(answered)
    if right is None:
        return answered.response
    other = next(row for row in SOAP.values() if row != right.binding)
    return message(other, right.body, right.header)


@defect(
    "envelope.root-is-soap11-envelope",
    "envelope.root-is-soap12-envelope",
    "results.example-succeeds",
    shown="UpdateContact/soap12/example",
)
def sign_in_page_for_results(answered: Answered) -> Response:
    """Send a page to sign in, with status 200, in place of results, as a proxy does in front of a server."""
    response = answered.response
    return labelled(replace(response, body=_PAGE), _HTML) if has_results(answered) else response


@defect(
    "envelope.header-comes-first",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def header_after_body(answered: Answered) -> Response:
    """Write the Header behind the Body."""
    return in_envelope(answered, lambda root, _binding: replace(root, content=root.content[::-1]))


@defect(
    "envelope.one-body-in-its-place",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def body_twice(answered: Answered) -> Response:
    """Write the Body of results twice."""
    return in_envelope(answered, lambda root, _binding: replace(root, content=(*root.content, root.children[-1])))


@defect(
    "envelope.nothing-follows-body",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def trailer_after_body(answered: Answered) -> Response:
    """Write an element of its own behind the Body, which only SOAP 1.1 permits."""
    trailer = Element(name=clark(_OTHER, "Trailer"))
    return in_envelope(answered, lambda root, _binding: replace(root, content=(*root.content, trailer)))


@defect(
    "envelope.attributes-are-qualified",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def version_on_the_envelope(answered: Answered) -> Response:
    """Write an attribute without namespace on the Envelope of results."""
    held = ("version", "1.0")
    return in_envelope(answered, lambda root, _binding: replace(root, attributes=(*root.attributes, held)))


@defect(
    "envelope.no-encoding-style",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def encoding_style_on_the_envelope(answered: Answered) -> Response:
    """Write encodingStyle on the Envelope of results, which only SOAP 1.1 permits."""

    def styled(root: Element, binding: Binding) -> Element:
        return replace(root, attributes=(*root.attributes, (binding.tag("encodingStyle"), _SOAP_ENCODING)))

    return in_envelope(answered, styled)


@defect(
    "body.payload-is-the-declared-element",
    "schema.message-is-valid",
    "negative.is-not-accepted",
    shown=(
        "UpdateContact/soap12/example",
        "UpdateContact/soap12/invalid/items/malformed-object",
    ),
)
def results_without_response(answered: Answered) -> Response:
    """Name the payload of results with "Return" where the contract has "Response" in it."""

    def renamed(payload: Element) -> Element:
        return replace(payload, name=payload.name.removesuffix("Response") + "Return")

    return _in_payload(answered, renamed)


@defect(
    "body.payload-is-the-declared-element",
    "negative.is-not-accepted",
    shown=(
        "UpdateContact/soap12/example",
        "UpdateContact/soap12/invalid/items/malformed-object",
    ),
)
def results_of_another_operation(answered: Answered) -> Response:
    """Send the empty payload of another operation in place of results."""
    own = operation_of(answered)
    others = (found for found in answered.contract.operations.values() if found != own and found.results is not None)
    other = next(others, None)
    if other is None:
        return answered.response
    return _in_payload(answered, lambda _payload: Element(name=other.output.payload))


@defect("results.one-result-or-one-fault", "results.example-succeeds", shown="UpdateContact/soap12/example")
def empty_body_for_results(answered: Answered) -> Response:
    """Send an empty Body in place of results."""
    return _in_body(answered, lambda body: replace(body, content=()))


@defect("results.one-result-or-one-fault", shown="UpdateContact/soap12/example")
def payload_twice(answered: Answered) -> Response:
    """Write the payload of results twice into one Body."""
    return _in_body(answered, lambda body: replace(body, content=body.content * 2))


@defect("header.declared-blocks-present", shown="UpdateContact/soap12/example")
def results_without_session(answered: Answered) -> Response:
    """Send results without the header block of the session."""
    right, rule = _with_results(answered), answered.contract.session
    if right is None or rule is None:
        return answered.response
    block = steps_of(rule.header)[0]
    return message(right.binding, right.body, tuple(found for found in right.header if found.name != block))


@defect(
    "header.blocks-are-qualified",
    "header.declared-blocks-present",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def session_in_no_namespace(answered: Answered) -> Response:
    """Write the header block of the session in no namespace."""
    return _in_blocks(answered, lambda block: replace(block, name=local_of(block.name)))


@defect(
    "header.must-understand-is-0-or-1",
    "header.must-understand-is-a-boolean",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def must_understand_yes(answered: Answered) -> Response:
    """Write mustUnderstand as "yes" on the header blocks of results."""

    def flagged(root: Element, binding: Binding) -> Element:
        flag = (binding.tag("mustUnderstand"), "yes")
        (header,) = select(root, "Header")
        blocks = tuple(replace(block, attributes=(*block.attributes, flag)) for block in header.children)
        return replace(root, content=(replace(header, content=blocks), *root.children[1:]))

    return in_envelope(answered, flagged)


@defect("header.session-is-the-requests", shown="UpdateContact/soap12/example")
def session_of_another_call(answered: Answered) -> Response:
    """Send results with the session of somebody else, as a server does that shares what it must not."""
    rule = answered.contract.session
    if rule is None:
        return answered.response
    below = "/".join(steps_of(rule.header)[1:])
    return _in_blocks(answered, lambda block: revised(block, below, always("somebody-elses-session")))


def _in_body(answered: Answered, change: Callable[[Element], Element]) -> Response:
    return edited(answered.response, "Body", change) if has_results(answered) else answered.response


def _in_payload(answered: Answered, change: Callable[[Element], Element]) -> Response:
    operation = operation_of(answered)
    if operation is None or not has_results(answered):
        return answered.response
    return edited(answered.response, f"Body/{operation.output.payload}", change)


def _in_blocks(answered: Answered, change: Callable[[Element], Element]) -> Response:
    """Return an answer with a change made to the session's block beside results."""
    rule = answered.contract.session
    if rule is None or not has_results(answered):
        return answered.response
    return edited(answered.response, f"Header/{steps_of(rule.header)[0]}", change)


def _with_results(answered: Answered) -> Envelope | None:
    """Return the envelope of an answer with results, None where it is another answer."""
    root = opened(answered.response)
    return envelope.read(root) if root is not None and has_results(answered) else None
