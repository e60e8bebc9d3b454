"""Which encoding a document is in: the only module that decides, by byte order mark, declaration and charset.

A document that names its own encoding is read in it, whatever Content-Type says, so that a wrong label does not hide
all else; where it names none, or one that it is not in, the charset of Content-Type counts (XML 1.0 section 4.3.3
leaves that to the transport, RFC 7303 section 3.2 to a mark before the charset). Read are UTF-8 and UTF-16, all that
WS-I Basic Profile 1.1 allows (R1012), and US-ASCII and ISO-8859-1; always by Python's strict decoders, so that no later
reader sees another text. Encodings that exist and are not read, as UTF-7, UTF-32 and EBCDIC, are a limit of ours.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Never

from conformance.errors import WireError, WireKind

# Python's names of codecs, with the names that people know.
READ: Mapping[str, str] = MappingProxyType(
    {
        "utf-8": "UTF-8",
        "utf-16-le": "UTF-16",
        "utf-16-be": "UTF-16",
        "ascii": "US-ASCII",
        "iso8859-1": "ISO-8859-1",
    }
)

# In these "<" is one byte.
_ONE_BYTE = frozenset({"utf-8", "ascii", "iso8859-1"})

# The marks of UTF-32 come first: that of UTF-32LE begins with that of UTF-16LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0 appendix F: what the first four bytes of a document without a mark tell.
_FAMILIES = (
    (re.compile(rb"\0\0\0[^\0]", re.DOTALL), "utf-32-be"),
    (re.compile(rb"[^\0]\0\0\0", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\0[^\0]", re.DOTALL), "utf-16-be"),
    (re.compile(rb"[^\0]\0", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
# What most documents begin with tells as much, and more quickly.
_PLAIN = re.compile(rb"<[^\0]", re.DOTALL)
_START = "<?xml"
# Longer declarations are taken for none.
_HEAD = 1024
_DECLARED = re.compile(
    r"""<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"[^"<]*"|'[^'<]*')"""
    r"""[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])([A-Za-z][A-Za-z0-9._-]*)\1"""
)
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What a document says of its encoding: ``mark`` and ``family`` are codecs, ``declared`` is the name as written."""

    mark: str | None
    family: str | None
    declared: str | None
    start: int = 0


def in_utf8(data: bytes, charset: str | None = None) -> bytes:
    """Return a document in UTF-8 without a byte order mark; its declaration stays as it is, and may now be wrong.

    Raises:
        WireError: the bytes are not in the encoding that they claim, or it is one that is not read.
    """
    claim = _claim(data)
    told = None if charset is None else _told(claim, charset)
    if claim.mark is claim.family is claim.declared is None and told is not None:
        return _decoded(data, told, start=0)
    try:
        return _decoded(data, _claimed(data, claim), start=claim.start)
    except WireError as broken:
        if told is None:
            raise
        try:
            return _decoded(data, told, start=claim.start)
        except WireError:
            raise broken from None


def against_charset(data: bytes, charset: str) -> str | None:
    """Return how a document that can be read contradicts a charset, None where it does not."""
    named = _codec(charset)
    if named is None:
        return "which is no known encoding"
    claim = _claim(data)
    if claim.mark is not None and not _same(named, claim.mark):
        return f"and the message begins with the byte order mark of {_titled(claim.mark)}"
    declared = None if claim.declared is None else _codec(claim.declared)
    if declared is not None and not (_same(named, declared) or _same(declared, named)):
        return f"and the message declares {claim.declared}"
    if claim.mark is None and (named == "utf-16" or not _is_in(data, named)):
        return "and the bytes of the message are in another encoding"
    return None


def _claim(data: bytes) -> _Claim:
    if _PLAIN.match(data):
        return _Claim(mark=None, family=None, declared=_declared(data[:_HEAD], "iso8859-1"))
    for mark, codec in _MARKS:
        if data.startswith(mark):
            head = data[len(mark) : len(mark) + _HEAD]
            return _Claim(mark=codec, family=codec, declared=_declared(head, codec), start=len(mark))
    family = next((codec for signature, codec in _FAMILIES if signature.match(data)), None)
    return _Claim(mark=None, family=family, declared=_declared(data[:_HEAD], family or "iso8859-1"))


def _declared(head: bytes, codec: str) -> str | None:
    found = _DECLARED.match(head.decode(codec, "replace"))
    return None if found is None else found[2]


def _claimed(data: bytes, claim: _Claim) -> str:
    """Return the codec that a document claims.

    Raises:
        WireError: it claims what is not true, or what is not known.
    """
    declared = None if claim.declared is None else _codec(claim.declared)
    if claim.declared is not None and declared is None:
        _lie(f"the message declares the encoding {claim.declared}, which is no known one")
    if claim.mark is not None:
        if declared is not None and not _same(declared, claim.mark):
            _lie(f"the message begins with the byte order mark of {_titled(claim.mark)}, {_says(claim)}")
        return claim.mark
    if claim.family is not None and declared is None:
        kind = _titled(claim.family)
        _lie(f"the bytes look like {kind}, without a byte order mark or a declaration that says so; write UTF-8")
    if declared is None:
        return "utf-8"
    if not data.startswith(_START.encode(declared)):
        bare = claim.family is not None and claim.family.startswith(declared)
        wrong = "begins without the byte order mark that it needs" if bare else "is in another encoding"
        _lie(f"the message {wrong}, {_says(claim)}")
    return declared


def _told(claim: _Claim, charset: str) -> str | None:
    """Return the codec that a charset names, None where it cannot be that of the document."""
    codec = _codec(charset)
    if codec is None:
        return None
    if claim.mark is not None:
        return claim.mark if _same(codec, claim.mark) else None
    fitting = codec in _ONE_BYTE if claim.family is None else codec == claim.family
    return codec if codec in READ and fitting else None


def _decoded(data: bytes, codec: str, *, start: int) -> bytes:
    if codec not in READ:
        message = f"the message is in {codec}, which is not read here: send it in UTF-8 or UTF-16"
        raise WireError(message, kind=WireKind.LIMIT, line=1)
    content = data[start:] if start else data
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as broken:
        line = content[: broken.start].decode(codec, "replace").count("\n") + 1
        found = content[broken.start : broken.start + 4].hex(" ")
        where = f"at offset {start + broken.start}"
        _lie(f"the message is said to be in {READ[codec]}, and the bytes {found} {where} are not", line)
    plain = content if codec in {"utf-8", "ascii"} else text.encode()
    # A second mark is a character, and must not be taken for the first one.
    return codecs.BOM_UTF8 + plain if plain.startswith(codecs.BOM_UTF8) else plain


def _is_in(data: bytes, codec: str) -> bool:
    """Tell whether bytes can be in an encoding; of one that is not read, whether they begin as it would."""
    if codec not in READ:
        return data.startswith(_START.encode(codec))
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=64)
def _codec(name: str) -> str | None:
    """Return Python's name of a text encoding, None where the name is not known to be one."""
    if len(name) > _LONGEST_NAME:
        return None
    try:
        codec = codecs.lookup(name).name
        _START.encode(codec)
    except (LookupError, ValueError):
        return None
    return codec


def _same(name: str, codec: str) -> bool:
    """Tell whether a name means an encoding: that of UTF-16 alone means both orders of bytes."""
    return name == codec or (name in {"utf-16", "utf-32"} and codec.startswith(name))


def _titled(codec: str) -> str:
    return READ.get(codec) or {"cp037": "EBCDIC"}.get(codec) or "UTF-32"


def _says(claim: _Claim) -> str:
    return f"and its declaration says {claim.declared}; let both name the encoding that the bytes are in"


def _lie(message: str, line: int = 1) -> Never:
    raise WireError(message, kind=WireKind.ENCODING, line=line) from None
