"""Defects of the action and the media type."""

from dataclasses import replace

from conformance.model.binding import SOAP12
from conformance.model.exchange import Request, Response, field_values
from conformance.model.media import media_type
from conformance.model.tree import Element
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._asked import envelope_of
from conformance.soap import envelope
from conformance.soap.binding import action_of

_UNSUPPORTED, _NOT_ACCEPTABLE = 415, 406


@misreading(
    "action.names-no-other-operation",
    "body.payload-is-the-declared-element",
    "header.declared-blocks-present",
    shown="UpdateContact/soap12/invalid/action/action-of-another-operation",
)
def action_alone_decides(asked: Asked) -> Request:
    """Run the operation that the action names on nothing, where the Body holds the request of another one."""
    found = envelope_of(asked.request)
    if found is None or found.payload is None:
        return asked.request
    action = action_of(asked.request.headers, found.binding)
    named = next((one.input.payload for one in asked.contract.operations.values() if one.action == action), None)
    if named is None or named == found.payload.name:
        return asked.request
    body = envelope.encode(replace(found, body=(Element(name=named),)))
    return replace(asked.request, body=body)


@defect("action.wrong-media-type-gets-415", shown="UpdateContact/soap12/invalid/action/media-type-of-json")
def wrong_media_type_is_not_acceptable(answered: Answered) -> Response:
    """Refuse a wrong media type with status 406, which is about what the client accepts."""
    right = answered.response
    return replace(right, status=_NOT_ACCEPTABLE) if right.status == _UNSUPPORTED else right


@misreading("action.action-is-not-needed", shown="UpdateContact/soap12/variant/connection/no-action")
def action_is_demanded(asked: Asked) -> Request:
    """Refuse a SOAP 1.2 message whose media type names no action."""
    media, found = media_type(asked.request.headers), envelope_of(asked.request)
    of_soap12 = found is not None and found.binding == SOAP12 and media is not None and media.name == SOAP12.media_type
    if of_soap12 and media is not None and "action" not in media.parameters:
        raise RefusalError(Refusal(why=Why.ACTION, about="there is no action"))
    return asked.request


@misreading(
    "action.media-type-is-read-without-case",
    "xml.well-formed",
    shown="UpdateContact/soap12/variant/connection/media-type-in-capitals",
)
def media_type_is_read_by_letter(asked: Asked) -> Request:
    """Compare the media type letter by letter."""
    given = "".join(field_values(asked.request.headers, "Content-Type")[:1]).partition(";")[0]
    if given != given.lower():
        raise RefusalError(Refusal(why=Why.MEDIA))
    return asked.request
