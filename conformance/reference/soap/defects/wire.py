"""Defects of the bytes that are sent."""

from dataclasses import replace

from conformance.model.exchange import Response
from conformance.model.media import CHARSET
from conformance.reference.defect import Answered, defect
from conformance.reference.soap.defects._frame import has_results

_OK = 200
_LIE = "utf-16"
_ENVELOPE = b"<soap:Envelope"
_DOCTYPE = b'<!DOCTYPE soap:Envelope SYSTEM "envelope.dtd">\n'
_INSTRUCTION = b'<?xml-stylesheet href="answer.xsl" type="text/xsl"?>\n'
_PREFIXES = "".join(f' xmlns:type{number}="urn:example:type:{number}"' for number in range(250)).encode()
_TAIL = 20


@defect(
    "xml.bytes-are-the-declared-encoding",
    "parity.spelling-changes-nothing",
    shown=("UpdateContact/soap12/variant/prefix-s", "UpdateContact/soap12/variant/hexadecimal-references"),
)
def utf_8_as_utf_16(answered: Answered) -> Response:
    """Declare and label a result as UTF-16, and send it in UTF-8, where the request has a character beyond ASCII."""
    response = answered.response
    if response.status != _OK or answered.request.body.isascii():
        return response
    declared = response.body.replace(f'encoding="{CHARSET}"'.encode(), f'encoding="{_LIE}"'.encode(), 1)
    fields = tuple((name, value.replace(f"charset={CHARSET}", f"charset={_LIE}")) for name, value in response.headers)
    return replace(response, headers=fields, body=declared)


@defect("xml.no-document-type", "results.example-succeeds", shown="UpdateContact/soap12/example")
def doctype_in_results(answered: Answered) -> Response:
    """Write a document type declaration before the Envelope of results."""
    return _replaced(answered, _DOCTYPE + _ENVELOPE)


@defect("xml.no-processing-instruction", shown="UpdateContact/soap12/example")
def stylesheet_for_results(answered: Answered) -> Response:
    """Write an instruction for browsers before the Envelope of results."""
    return _replaced(answered, _INSTRUCTION + _ENVELOPE)


@defect("xml.within-limits", "results.example-succeeds", shown="UpdateContact/soap12/example")
def prefix_for_every_type(answered: Answered) -> Response:
    """Declare 250 prefixes on the Envelope of results, as if each type needed one."""
    return _replaced(answered, _ENVELOPE + _PREFIXES)


@defect("xml.well-formed", "results.example-succeeds", shown="UpdateContact/soap12/example")
def results_end_early(answered: Answered) -> Response:
    """Leave off the last bytes of results, as a server does that counts characters for bytes."""
    response = answered.response
    return replace(response, body=response.body[:-_TAIL]) if has_results(answered) else response


def _replaced(answered: Answered, envelope: bytes) -> Response:
    """Return an answer with something else where the start tag of the Envelope around results begins."""
    response = answered.response
    return replace(response, body=response.body.replace(_ENVELOPE, envelope, 1)) if has_results(answered) else response
