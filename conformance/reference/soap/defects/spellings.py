"""Defects of reading: what an endpoint does wrong with XML that is spelled otherwise than it expects."""

import codecs
import re
from dataclasses import replace

from conformance.model.binding import SOAP
from conformance.model.exchange import Request
from conformance.model.media import charset_of
from conformance.model.tree import Element
from conformance.reference.defect import Asked, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._reread import reread

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PREFIXED = re.compile(rb"<(?:[\w.-]+:)?Body\b[^<]*<[\w.-]+:")
_DEFAULT = re.compile(rb"(?:<\?[^>]*\?>)?\s*<Envelope\b[^>]*>")
_SECTION = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_COMMENTED = re.compile(rb">[^<]+<!--.*?-->[^<]*", re.DOTALL)
_BODY = b"Body"


@misreading("parity.spelling-changes-nothing", shown="UpdateSession/soap12/variant/utf-16-le")
def utf_16_is_refused(asked: Asked) -> Request:
    """Refuse messages in UTF-16."""
    if asked.request.body.startswith(_UTF16):
        raise RefusalError(Refusal(why=Why.UNREADABLE, about="the message is not in UTF-8"))
    return asked.request


@misreading("parity.spelling-changes-nothing", shown="Login/soap12/variant/byte-order-mark")
def byte_order_mark_is_refused(asked: Asked) -> Request:
    """Refuse messages in UTF-8 that begin with a byte order mark, which is read as text before the document."""
    if asked.request.body.startswith(codecs.BOM_UTF8):
        raise RefusalError(Refusal(why=Why.UNREADABLE, about="there is text before the document element"))
    return asked.request


@misreading(
    "parity.spelling-changes-nothing",
    "results.in-the-order-of-the-items",
    shown="UpdateSession/soap12/variant/hexadecimal-references",
)
def reference_is_not_resolved(asked: Asked) -> Request:
    """Read a hexadecimal reference to a character as the text that it is written with."""
    return replace(asked.request, body=asked.request.body.replace(b"&#x", b"&amp;#x"))


@misreading("parity.spelling-changes-nothing", shown="UpdateSession/soap12/variant/comments-in-text")
def comment_hides_the_text(asked: Asked) -> Request:
    """Read the text of an element in the Body as empty where a comment stands in it."""
    return _in_body(asked.request, _COMMENTED, b">")


@misreading("parity.spelling-changes-nothing", shown="UpdateGuestInfo/soap12/variant/cdata-in-two")
def cdata_is_dropped(asked: Asked) -> Request:
    """Read a CDATA section in the Body as if it were not there."""
    return _in_body(asked.request, _SECTION, b"")


@misreading("parity.spelling-changes-nothing", shown="UpdateSession/soap12/variant/payload-with-prefix")
def prefixed_payload_is_empty(asked: Asked) -> Request:
    """Read a payload whose name has a prefix as empty."""
    if not _PREFIXED.search(asked.request.body):
        return asked.request
    return reread(asked, lambda payload, _binding: Element(name=payload.name))


@misreading("parity.spelling-changes-nothing", shown="UpdateContact/soap12/variant/envelope-in-default-namespace")
def envelope_without_prefix_is_not_found(asked: Asked) -> Request:
    """Refuse an envelope whose name has no prefix, as if there were none."""
    start = _DEFAULT.match(asked.request.body)
    if start is not None and any(f'"{row.namespace}"'.encode() in start[0] for row in SOAP.values()):
        raise RefusalError(Refusal(why=Why.FRAME, about="Envelope"))
    return asked.request


@misreading(
    "parity.spelling-changes-nothing",
    "results.in-the-order-of-the-items",
    shown="UpdateSession/soap12/variant/no-charset",
)
def no_charset_is_latin_1(asked: Asked) -> Request:
    """Read a message as ISO 8859-1 where Content-Type has no charset, whatever the XML declaration says."""
    request = asked.request
    if charset_of(request.headers) is not None:
        return request
    headers = (
        (name, f"{value}; charset=iso-8859-1" if name.lower() == "content-type" else value)
        for name, value in request.headers
    )
    return replace(request, headers=tuple(headers))


def _in_body(request: Request, pattern: re.Pattern[bytes], instead: bytes) -> Request:
    before, mark, after = request.body.partition(_BODY)
    return replace(request, body=before + mark + pattern.sub(instead, after))
