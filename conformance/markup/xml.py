"""Bytes to Elements: the only reader of XML that came from elsewhere, hardened by construction.

No DTD, no entity, no network, no recovery; size, depth, and all that costs more than its bytes are bounded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Never, TypeAlias

from lxml import etree

from conformance.errors import WireError, WireKind
from conformance.markup import encoding
from conformance.model.tree import EMPTY_SCOPE, Element

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
MAX_ATTRIBUTES = 2_000
MAX_PREFIXES = 200
# Prefixes, counted anew wherever an element declares one in a scope that no other has: they are kept.
MAX_SCOPES = 1_000_000
MOST_INSTRUCTIONS = 50

_BLANK = b" \t\r\n"
_DECLARATION = b"<?xml "
# lxml looks for each value among all attributes, in quadratic time; XPath takes them one after the other.
_VALUES = etree.XPath("@*", smart_strings=False)
_FEW = 20
# A document type declaration, where the prolog has one; XML 1.0 section 2.8, productions 22 and 27.
_DOCTYPE = re.compile(rb"(?:[ \t\r\n]+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
# libxml2's codes: no memory, a name that is too long, any other limit.
_LIMITS = frozenset({2, 110, 114})
# A comment, an instruction, a CDATA section without an end, or one that is too big: only the words differ.
_ENDLESS = frozenset({45, 47, 63})

_Own: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """A processing instruction: its target, and the line that it stands in (1-based)."""

    target: str
    line: int | None


def parse(data: bytes, *, charset: str | None = None) -> Element:
    """Return the document element of a message; ``charset`` is what Content-Type says, and counts where it is needed.

    Raises:
        WireError: it is empty, not well-formed, not in the encoding that it claims, has a DTD, or is too large: 16 MiB,
            200 elements deep, 1,000,000 elements, 2,000 attributes of an element, 200 prefixes in scope, a name of
            50,000 characters, a text or a value of 10 million.
    """
    return convert(parse_tree(data, charset=charset))


def parse_tree(data: bytes, *, charset: str | None = None) -> etree._Element:
    """Return lxml's tree of a message, for the two XSD engines; comments and processing instructions are dropped.

    Raises:
        WireError: as ``parse``, but for depth, elements, attributes and prefixes.
    """
    return _tree(_readable(data, charset), remove_pis=True)


def instructions(data: bytes, *, charset: str | None = None) -> tuple[Instruction, ...]:
    """Return the first fifty processing instructions of a message; the XML declaration is none.

    Raises:
        WireError: as ``parse_tree``.
    """
    plain = _readable(data, charset)
    # Few messages have "<?" after the declaration; in those that do, it may stand in a comment or a CDATA section.
    if plain.find(b"<?", len(_DECLARATION) if plain.startswith(_DECLARATION) else 0) < 0:
        return ()
    root = _tree(plain, remove_pis=False)
    found = chain(
        reversed(list(islice(root.itersiblings(etree.PI, preceding=True), MOST_INSTRUCTIONS))),
        root.iter(etree.PI),
        root.itersiblings(etree.PI),
    )
    known = (one for one in found if isinstance(one, etree._ProcessingInstruction))  # noqa: SLF001 - lxml names it so
    return tuple(Instruction(target=str(one.target), line=one.sourceline) for one in islice(known, MOST_INSTRUCTIONS))


def convert(root: etree._Element) -> Element:
    """Return our tree of lxml's.

    Raises:
        WireError: it is too deep, has too many elements, or one of them too many attributes or prefixes.
    """
    declared: dict[int, _Own] = {}
    count = 0
    own: list[tuple[str, str]] = []
    # Asking each element for the prefixes in its scope would take lxml the number of these, each time.
    for _, found in etree.iterwalk(root, events=("start", "start-ns")):
        if isinstance(found, tuple):
            own.append((str(found[0] or ""), str(found[1] or "")))
            if len(own) > MAX_PREFIXES:  # before lxml has moved them all: that takes it quadratic time
                _stop(f"an element declares more than the {MAX_PREFIXES} prefixes that are read")
            continue
        if own:
            declared[count] = tuple(own)
            own.clear()
        count += 1
    if count > MAX_ELEMENTS:
        _stop(f"the message has {count:,} elements, more than the {MAX_ELEMENTS:,} that are read")
    return _Reader(declared=declared).convert(root, EMPTY_SCOPE, 1)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One tree, on its way to be ours; ``declared`` is what elements bind, by their place in the document."""

    declared: Mapping[int, _Own]
    scopes: dict[tuple[int, _Own], Mapping[str, str]] = field(default_factory=dict)
    place: int = 0
    kept: int = 0

    def convert(self, node: etree._Element, above: Mapping[str, str], depth: int) -> Element:
        line = node.sourceline
        if depth > MAX_DEPTH:
            _stop(f"elements are nested more than {MAX_DEPTH} deep", line)
        own = self.declared.get(self.place)
        self.place += 1
        scope = above if own is None else self.scope(above, own, line)
        content: list[Element | str] = [node.text] if node.text else []
        for child in node:
            content.append(self.convert(child, scope, depth + 1))
            if child.tail:
                content.append(child.tail)
        return Element(
            name=str(node.tag),
            attributes=_attributes(node),
            content=tuple(content),
            scope=scope,
            line=line,
        )

    def scope(self, above: Mapping[str, str], own: _Own, line: int | None) -> Mapping[str, str]:
        """Return what is bound where an element binds ``own``, one mapping for all that bind the same."""
        known = self.scopes.get((id(above), own))
        if known is not None:
            return known
        made = {**above, **dict(own)}
        self.kept += len(made)
        if len(made) > MAX_PREFIXES:
            _stop(f"more than the {MAX_PREFIXES} prefixes that are read are in scope", line)
        if self.kept > MAX_SCOPES:
            _stop(f"the namespace declarations make more than the {MAX_SCOPES:,} bindings that are kept", line)
        self.scopes[id(above), own] = made
        return made


def _attributes(node: etree._Element) -> tuple[tuple[str, str], ...]:
    names = node.keys()
    if len(names) <= _FEW:
        return tuple((str(name), str(value)) for name, value in node.items())
    if len(names) > MAX_ATTRIBUTES:
        _stop(f"an element has more than the {MAX_ATTRIBUTES:,} attributes that are read", node.sourceline)
    return tuple((str(name), str(value)) for name, value in zip(names, _VALUES(node), strict=True))


def _readable(data: bytes, charset: str | None) -> bytes:
    """Return a message in UTF-8 that has no DTD.

    Raises:
        WireError: it is empty, too large, in another encoding than it claims, or has a DTD.
    """
    if len(data) > MAX_BYTES:
        _stop(f"the message has more than the {MAX_BYTES:,} bytes that are read")
    if not data.strip(_BLANK):
        message = "the message is empty" if not data else "the message holds only white space"
        raise WireError(message, kind=WireKind.MALFORMED, line=1)
    plain = encoding.in_utf8(data, charset)
    found = _DOCTYPE.match(plain)
    if found is not None:
        message = "the message has a document type declaration, which no message may have; it was not read"
        raise WireError(message, kind=WireKind.DOCTYPE, line=plain.count(b"\n", 0, found.end()) + 1)
    return plain


def _tree(plain: bytes, *, remove_pis: bool) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever the declaration says: the bytes were decoded by it before
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=remove_pis,
        recover=False,
    )
    try:
        return etree.fromstring(plain, parser)
    except etree.XMLSyntaxError as broken:
        told = " ".join(str(broken.msg).split())
        if broken.code in _LIMITS or (broken.code in _ENDLESS and " too big " in told):
            _stop(f"the XML has a part that is too large or too deep to be read: {told}", broken.lineno)
        message = f"not well-formed XML: {told}"
        raise WireError(message, kind=WireKind.MALFORMED, line=broken.lineno or None) from None
    except (ValueError, LookupError) as broken:
        message = f"not readable as XML: {broken}"
        raise WireError(message, kind=WireKind.MALFORMED) from None


def _stop(message: str, line: int | None = None) -> Never:
    said = f"{message}; this is a limit of ours: judge a smaller message"
    raise WireError(said, kind=WireKind.LIMIT, line=line or None) from None
