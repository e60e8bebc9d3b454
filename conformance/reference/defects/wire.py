"""Defects of the bytes that are sent."""

from dataclasses import replace

from conformance.model.exchange import Response
from conformance.reference.defects._declare import Answered, defect
from conformance.soap.binding import CHARSET

_OK = 200
_LIE = "utf-16"


@defect("xml.bytes-are-the-declared-encoding")
def utf_8_as_utf_16(answered: Answered) -> Response:
    """Declare and label a result as UTF-16, and send it in UTF-8, where the request has a character beyond ASCII."""
    response = answered.response
    if response.status != _OK or answered.request.body.isascii():
        return response
    declared = response.body.replace(f'encoding="{CHARSET}"'.encode(), f'encoding="{_LIE}"'.encode(), 1)
    fields = tuple((name, value.replace(f"charset={CHARSET}", f"charset={_LIE}")) for name, value in response.headers)
    return replace(response, headers=fields, body=declared)
