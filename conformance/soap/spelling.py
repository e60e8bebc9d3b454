"""Spellings: the only module that writes one message in all the ways that XML has for the same infoset.

What is plain is written by ``conformance.markup.write``; here a row of facts says what is written otherwise.
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from conformance.markup.write import DECLARATION
from conformance.model.binding import binding_of_namespace
from conformance.model.tree import XML, XSD, XSI, Element, clark, local_of, namespace_of

_ASCII = 0x80
_COMMENT = "<!-- a comment -->"
_LOCATION = ("urn:example:nothing http://example.com/never-fetched.xsd", clark(XSI, "schemaLocation"))
_ENTITIES: Mapping[str, str] = MappingProxyType({"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"})
_SECTION_END = re.compile(r"(?<=\]\])(?=>)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How a message is written; the defaults are the plain way.

    ``variant`` is its number in the list of the ways that XML has, ``summary`` says what is written otherwise.
    ``charset`` is what Content-Type has to say, nothing where it is None. ``envelope`` and ``payload`` are prefixes of
    namespaces, empty for a default one; of two in ``payload`` the second is used at every other depth. ``declared``
    tells where: where needed, on the root, or everywhere. ``special`` tells how markup in text is written, ``foreign``
    in which base the references to other than ASCII, ``blank`` what stands for a blank in an attribute. ``adds`` is
    what the infoset has more than before: a part that means nothing.
    """

    name: str
    variant: str
    summary: str
    charset: str | None = "utf-8"
    codec: str = "utf-8"
    mark: bytes = b""
    declaration: str = DECLARATION
    after: str = ""
    envelope: str = "soap"
    payload: tuple[str, ...] = ("",)
    declared: Literal["needed", "root", "everywhere"] = "needed"
    unused: tuple[tuple[str, str], ...] = ()
    quote: str = '"'
    equals: str = "="
    backwards: bool = False
    end_tags: bool = False
    line_end: str = ""
    between: str = ""
    inside: str = ""
    special: Literal["entity", "number", "cdata", "two sections"] = "entity"
    foreign: str = ""
    blank: str = " "
    adds: Literal["", "header", "schema location"] = ""


_ROWS = (
    Spelling(name="no-declaration", variant="V-01", summary="there is no XML declaration", declaration=""),
    Spelling(
        name="declaration-in-single-quotes",
        variant="V-01",
        summary="the XML declaration has single quotes",
        declaration="<?xml version='1.0' encoding='utf-8'?>\n",
    ),
    Spelling(
        name="standalone",
        variant="V-01",
        summary="the XML declaration says standalone",
        declaration='<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n',
    ),
    Spelling(
        name="encoding-in-capitals",
        variant="V-02",
        summary="the name of the encoding is in capitals",
        declaration='<?xml version="1.0" encoding="UTF-8"?>\n',
        charset="UTF-8",
    ),
    Spelling(
        name="no-encoding",
        variant="V-02",
        summary="the XML declaration names no encoding",
        declaration='<?xml version="1.0"?>\n',
    ),
    Spelling(
        name="utf-16-le",
        variant="V-03",
        summary="the message is in UTF-16, little end first",
        codec="utf-16-le",
        mark=codecs.BOM_UTF16_LE,
        declaration='<?xml version="1.0" encoding="utf-16"?>\n',
        charset="utf-16",
    ),
    Spelling(
        name="utf-16-be",
        variant="V-03",
        summary="the message is in UTF-16, big end first",
        codec="utf-16-be",
        mark=codecs.BOM_UTF16_BE,
        declaration='<?xml version="1.0" encoding="utf-16"?>\n',
        charset="utf-16",
    ),
    Spelling(
        name="byte-order-mark", variant="V-04", summary="a byte order mark stands before UTF-8", mark=codecs.BOM_UTF8
    ),
    Spelling(name="no-charset", variant="V-05", summary="Content-Type has no charset", charset=None),
    Spelling(
        name="decimal-references",
        variant="V-06",
        summary="characters beyond ASCII are decimal references",
        foreign="&#{:d};",
    ),
    Spelling(
        name="hexadecimal-references",
        variant="V-06",
        summary="characters beyond ASCII are hexadecimal references",
        foreign="&#x{:X};",
    ),
    Spelling(
        name="numbers-for-entities", variant="V-07", summary="markup in text is written by number", special="number"
    ),
    Spelling(name="cdata", variant="V-07", summary="text stands in CDATA sections", special="cdata"),
    Spelling(
        name="cdata-in-two", variant="V-07", summary="text stands in two CDATA sections each", special="two sections"
    ),
    Spelling(
        name="prefix-soap-env", variant="V-08", summary="the envelope has the prefix SOAP-ENV", envelope="SOAP-ENV"
    ),
    Spelling(name="prefix-s", variant="V-08", summary="the envelope has the prefix s", envelope="s"),
    Spelling(
        name="envelope-in-default-namespace",
        variant="V-08",
        summary="the envelope's namespace is the default one",
        envelope="",
    ),
    Spelling(name="payload-with-prefix", variant="V-09", summary="the payload has prefixes", payload=("p",)),
    Spelling(
        name="declared-on-the-root",
        variant="V-09",
        summary="all namespaces are declared on the root",
        payload=("p",),
        declared="root",
    ),
    Spelling(
        name="declared-everywhere",
        variant="V-09",
        summary="each element declares its namespace anew",
        declared="everywhere",
    ),
    Spelling(
        name="unused-declarations",
        variant="V-10",
        summary="namespaces are declared that nothing uses",
        unused=(("unused", "urn:example:unused"), ("xs", XSD)),
    ),
    Spelling(
        name="two-prefixes",
        variant="V-10",
        summary="a namespace has two prefixes, which are used in turn",
        payload=("p", "other"),
    ),
    Spelling(name="attributes-reversed", variant="V-11", summary="attributes stand in reverse order", backwards=True),
    Spelling(name="single-quotes", variant="V-11", summary="values stand in single quotes", quote="'"),
    Spelling(name="blanks-around-equals", variant="V-11", summary="blanks stand around equals signs", equals=" = "),
    Spelling(name="end-tags", variant="V-12", summary="empty elements have an end tag", end_tags=True),
    Spelling(name="indented", variant="V-13", summary="elements stand on lines of their own", line_end="\n"),
    Spelling(name="indented-by-crlf", variant="V-13", summary="lines end with CR and LF", line_end="\r\n"),
    Spelling(name="indented-by-cr", variant="V-13", summary="lines end with CR", line_end="\r"),
    Spelling(
        name="comments",
        variant="V-14",
        summary="comments stand before, between and after the elements",
        declaration=DECLARATION + _COMMENT,
        between=_COMMENT,
        after=_COMMENT,
    ),
    Spelling(name="comments-in-text", variant="V-15", summary="a comment stands inside each text", inside=_COMMENT),
    Spelling(name="empty-header", variant="V-16", summary="there is a Header without blocks", adds="header"),
    Spelling(name="blanks-by-number", variant="V-17", summary="blanks in values are references", blank="&#32;"),
    Spelling(name="line-breaks-for-blanks", variant="V-17", summary="blanks in values are line breaks", blank="\n"),
    Spelling(
        name="schema-location", variant="V-18", summary="the root says where a schema would be", adds="schema location"
    ),
    Spelling(
        name="white-space-at-the-end", variant="V-22", summary="white space stands behind the root", after=" \r\n\t\n"
    ),
)
SPELLINGS: Mapping[str, Spelling] = MappingProxyType({row.name: row for row in _ROWS})


def spell(root: Element, spelling: Spelling) -> bytes:
    """Return a document in a spelling; only what ``adds`` says is not as it was."""
    more = _ADDED[spelling.adds](root)
    whole = "".join((spelling.declaration, *_Writer(spelling, more).element(more, {}, 0), spelling.after))
    return spelling.mark + whole.encode(spelling.codec)


def with_header(root: Element) -> Element:
    """Return an envelope with a Header, an empty one where there was none; any other element as it is."""
    binding = binding_of_namespace(namespace_of(root.name))
    if binding is None or any(child.name == binding.tag("Header") for child in root.children):
        return root
    return replace(root, content=(Element(name=binding.tag("Header")), *root.content))


def with_location(root: Element) -> Element:
    """Return an element that says where a schema would be; a receiver must not fetch it."""
    value, name = _LOCATION
    if root.get(name) is not None:
        return root
    return replace(root, attributes=(*root.attributes, (name, value)))


class _Writer:
    """One document on its way."""

    def __init__(self, spelling: Spelling, root: Element) -> None:
        self.how = spelling
        # Prefixes that were read keep their meaning: QNames in content need them.
        self.taken: defaultdict[str, set[str]] = defaultdict(set)
        for part in root.walk():
            for prefix, uri in part.scope.items():
                self.taken[prefix].add(uri)
        self.prefixes: dict[tuple[str, str], str] = {}
        self.first = {self.prefix(space, wanted): space for wanted, space in spelling.unused}
        if spelling.declared == "root":
            names = [name for part in root.walk() for name in (part.name, *(key for key, _ in part.attributes))]
            spaces = dict.fromkeys(namespace_of(name) for name in names)
            self.first |= {
                self.prefix(space, self.wanted(space, 0) or "n"): space for space in spaces if space not in {"", XML}
            }

    def element(self, element: Element, above: Mapping[str, str], depth: int) -> Iterator[str]:
        """Yield the parts of an element and all below it; ``above`` is what is bound around it."""
        how = self.how
        bound = {**above, **element.scope}
        if element.scope:  # names without a prefix mean what they meant where it was read
            bound[""] = element.scope.get("", "")
        if not depth:
            bound |= self.first
        tag = self.name(element, bound, depth)
        pairs = [(self.attribute_name(name, bound), value) for name, value in element.attributes]
        known = {} if how.declared == "everywhere" else above
        own = [
            (f"xmlns:{prefix}" if prefix else "xmlns", uri)
            for prefix, uri in sorted(bound.items())
            if prefix != "xml" and (known.get(prefix) != uri if uri else above.get(prefix))
        ]
        written = [*own, *pairs]
        yield f"<{tag}"
        for name, value in reversed(written) if how.backwards else written:
            yield f" {name}{how.equals}{how.quote}{self.value(value)}{how.quote}"
        if not element.content and not how.end_tags:
            yield "/>"
            return
        yield ">"
        yield from self.content(element, bound, depth)
        yield f"</{tag}>"

    def content(self, element: Element, bound: Mapping[str, str], depth: int) -> Iterator[str]:
        """Yield what stands in an element; where there is no text, it may be set apart."""
        apart = bool(element.content) and all(isinstance(part, Element) for part in element.content)
        for part in element.content:
            if apart:
                yield self.how.between
                yield self.how.line_end and f"{self.how.line_end}{'  ' * (depth + 1)}"
            if isinstance(part, str):
                yield self.text(part)
            else:
                yield from self.element(part, bound, depth + 1)
        if apart:
            yield self.how.between
            yield self.how.line_end and f"{self.how.line_end}{'  ' * depth}"

    def name(self, element: Element, bound: dict[str, str], depth: int) -> str:
        """Return the name of an element as it is written, its namespace bound."""
        space, local = namespace_of(element.name), local_of(element.name)
        if not space:
            bound[""] = ""
            return local
        wanted = self.wanted(space, depth)
        if not wanted and (not element.scope or bound[""] == space):
            bound[""] = space
            return local
        prefix = self.prefix(space, wanted or "n")
        bound[prefix] = space
        return f"{prefix}:{local}"

    def wanted(self, space: str, depth: int) -> str:
        """Return the prefix that the spelling gives a namespace, empty where that is to be the default one."""
        if binding_of_namespace(space) is not None:
            return self.how.envelope
        return self.how.payload[depth % len(self.how.payload)]

    def attribute_name(self, name: str, bound: dict[str, str]) -> str:
        space, local = namespace_of(name), local_of(name)
        if not space or space == XML:
            return f"xml:{local}" if space else local
        kept = next((prefix for prefix, uri in sorted(bound.items()) if uri == space and prefix), None)
        prefix = kept or self.prefix(space, "a")
        bound[prefix] = space
        return f"{prefix}:{local}"

    def prefix(self, space: str, wanted: str) -> str:
        """Return a prefix that means this namespace in the whole document, and no other."""
        if (space, wanted) not in self.prefixes:
            prefix, number = wanted, 1
            while self.taken[prefix] - {space}:
                number += 1
                prefix = f"{wanted}{number}"
            self.taken[prefix].add(space)
            self.prefixes[space, wanted] = prefix
        return self.prefixes[space, wanted]

    def value(self, text: str) -> str:
        """Return the value of an attribute as it is written."""
        return "".join(
            self.how.blank if char == " " else self.character(char, f"&<>\t\n\r{self.how.quote}") for char in text
        )

    def text(self, text: str) -> str:
        """Return a text as it is written."""
        middle = (len(text) + 1) // 2
        if self.how.special == "cdata":
            return self.section(text)
        if self.how.special == "two sections":
            return self.section(text[:middle]) + self.section(text[middle:])
        plain = ["".join(self.character(char, "&<>\r") for char in half) for half in (text[:middle], text[middle:])]
        return self.how.inside.join(plain)

    def character(self, char: str, special: str) -> str:
        if char in special:
            named = self.how.special == "entity" and char in _ENTITIES
            return f"&{_ENTITIES[char]};" if named else f"&#{ord(char)};"
        return self.how.foreign.format(ord(char)) if self.how.foreign and ord(char) >= _ASCII else char

    def section(self, text: str) -> str:
        """Return a text in CDATA sections, but for carriage returns, which would not survive in one."""
        parts = (f"<![CDATA[{part}]]>" for part in _SECTION_END.split(text) if part)
        return "".join(parts).replace("\r", "]]>&#13;<![CDATA[")


_ADDED = MappingProxyType({"": lambda root: root, "header": with_header, "schema location": with_location})
