"""Requests, opened: the only module that goes from the bytes of an HTTP request to its envelope."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from conformance.errors import WireError, WireKind
from conformance.markup import xml
from conformance.model.binding import SOAP, SOAP11, Binding, binding_of_namespace
from conformance.model.exchange import Headers, Request, field_values
from conformance.model.media import MediaType, media_type
from conformance.model.tree import Element, local_of, namespace_of
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.soap import envelope
from conformance.soap.envelope import Envelope

# The encodings that are read when a charset parameter names them.
_CHARSETS = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1"})
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(r"""\A(<\?xml[^>]*?)\sencoding\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request with its envelope; ``data`` is the document as it was read, after the charset was applied."""

    headers: Headers
    media: MediaType
    data: bytes
    envelope: Envelope


def likely_binding(request: Request) -> Binding:
    """Return the version that the media type speaks of, SOAP 1.1 where it speaks of none."""
    media = media_type(request.headers)
    return next((row for row in SOAP.values() if media is not None and media.name == row.media_type), SOAP11)


def read(request: Request, carriers: Mapping[str, frozenset[str]]) -> Incoming:
    """Return a request, opened; ``carriers`` are the media types in which each version may come.

    Raises:
        RefusalError: the media type, the XML, the version or the frame of the envelope is wrong.
    """
    media = media_type(request.headers)
    coded = [coding for coding in field_values(request.headers, "Content-Encoding") if coding.lower() != "identity"]
    if media is None or coded or not any(media.name in held for held in carriers.values()):
        raise RefusalError(Refusal(why=Why.MEDIA))
    try:
        data = _decoded(request.body, media.parameters.get("charset"))
        root = xml.parse(data)
    except WireError as broken:
        raise RefusalError(Refusal(why=Why.MALFORMED, about=str(broken), line=broken.line)) from None
    opened = _framed(root)
    if media.name not in carriers[opened.binding.name]:
        raise RefusalError(Refusal(why=Why.MEDIA))
    return Incoming(headers=request.headers, media=media, data=data, envelope=opened)


def _decoded(body: bytes, charset: str | None) -> bytes:
    """Return a document whose bytes speak for themselves.

    RFC 7303 section 3.2: a byte order mark decides, then the charset parameter, then the rules of XML.
    """
    if charset is None or body.startswith(_MARKS):
        return body
    try:
        codec = codecs.lookup(charset).name
        if codec not in _CHARSETS:
            message = f"the charset {charset} is not read here"
            raise WireError(message, kind=WireKind.ENCODING)
        return _DECLARED.sub(r"\1", body.decode(codec), count=1).encode()
    except (LookupError, ValueError) as broken:
        message = f"the bytes are not what charset={charset} says: {broken}"
        raise WireError(message, kind=WireKind.ENCODING) from None


def _framed(root: Element) -> Envelope:
    """Return the envelope in a document element; what stands after its Body is not read here."""
    binding = binding_of_namespace(namespace_of(root.name))
    if local_of(root.name) != "Envelope":
        raise RefusalError(Refusal(why=Why.FRAME, about="Envelope", line=root.line, binding=binding))
    if binding is None:
        namespace = namespace_of(root.name)
        raise RefusalError(Refusal(why=Why.VERSION, about=namespace, line=root.line, binding=SOAP11))
    last = 1 if [child.name for child in root.children[:1]] == [binding.tag("Body")] else 2
    try:
        return envelope.read(replace(root, content=root.children[:last]))
    except WireError as broken:
        raise RefusalError(Refusal(why=Why.FRAME, about="Body", line=broken.line, binding=binding)) from None
