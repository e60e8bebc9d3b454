"""JSV on the wire: the shape of JSON, the quotes of CSV, and no white space but what belongs to a text.

::

    value  := object | list | quoted | bare | nothing
    object := '{' [ key ':' value { ',' key ':' value } ] '}'
    list   := '[' [ value { ',' value } ] ']'
    key    := quoted | bare, without the white space around it, not empty

A text is quoted where it holds one of ``" : , { } [ ]``, CR or LF; a quote in it is doubled; the empty one is ``""``.
Nothing at all is null. A date is bare for all its colons, so that a bare value may hold these. ServiceStack itself
reads more than that, and not always what was meant; this reader refuses what no writer writes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Never, TypeAlias

from conformance.errors import WireError, WireKind
from conformance.servicestack.text import MAX_DEPTH, Source, shown
from conformance.servicestack.value import Reading, Value, scalar

_SPECIAL = re.compile(r'[":,{}\[\]\r\n]')
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_BARE = re.compile(r'[^",{}\[\]\r\n]*+')
_BARE_KEY = re.compile(r'[^":,{}\[\]\r\n]*+')

_Found: TypeAlias = "str | list[_Found] | dict[str, _Found] | None"


def loads(text: str) -> Value:
    """Return what a JSV text says: texts, lists, mappings and None; of a name that stands twice, the last member.

    Raises:
        WireError: it is not JSV, or more than 200 levels deep; the message has the line and the column.
    """
    return read(text).value


def read(text: str, source: Source | None = None) -> Reading:
    """Return what a JSV text says, with the names that stand more than once in one object.

    ``source`` is what the text was made of, where that is another one: errors tell places in it.

    Raises:
        WireError: as ``loads``.
    """
    reader = _Reader(text=text, source=source or Source(text=text))
    return Reading(value=reader.document(), repeated=tuple(reader.repeated))


def dumps(value: Value) -> str:
    """Return a value as ServiceStack writes it, which says ``textual(value)``: members that are null are left out.

    Only keys with white space around them are written otherwise, in quotes: a reader would drop it.

    Raises:
        WireError: it is more than 200 levels deep.
    """
    return _written(value, 0)


def _written(value: Value, depth: int) -> str:
    match value:
        case None:
            return ""
        case str():
            return _quoted(value) if not value or _SPECIAL.search(value) else value
        case Mapping() | Sequence() if depth == MAX_DEPTH:
            message = f"lists and objects are nested more than {MAX_DEPTH} deep, which nobody reads back"
            raise WireError(message, kind=WireKind.LIMIT)
        case Mapping():
            members = [
                f"{_key(name)}:{_written(member, depth + 1)}" for name, member in value.items() if member is not None
            ]
            return "{" + ",".join(members) + "}"
        case Sequence():
            return "[" + ",".join([_written(item, depth + 1) for item in value]) + "]"
        case _:
            return scalar(value)


def _key(name: str) -> str:
    return _quoted(name) if name != name.strip() or not name or _SPECIAL.search(name) else name


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@dataclass(slots=True, kw_only=True)
class _Reader:
    """A text on its way to be a value: ``at`` is where it is read, ``keys`` has one for each object or list in it."""

    text: str
    source: Source
    at: int = 0
    inside: list[list[_Found] | dict[str, _Found]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)

    def document(self) -> Value:
        """Return the value that is the whole text."""
        while True:
            found = self.text[self.at : self.at + 1]
            if found in {"{", "["} and not self.opened(found):
                continue
            value = self.inside.pop() if found in {"{", "["} else self.leaf()
            while self.inside:
                self.keep(value)
                if not self.closed():
                    break
                value = self.inside.pop()
            else:
                if self.at < len(self.text):
                    self.expected("the end of the text")
                return value

    def opened(self, mark: str) -> bool:
        """Open an object or a list; return whether it ends at once."""
        if len(self.inside) == MAX_DEPTH:
            self.source.refuse_depth(self.at)
        self.at += 1
        self.inside.append({} if mark == "{" else [])
        self.keys.append("")
        if self.text.startswith("}" if mark == "{" else "]", self.at):
            self.at += 1
            self.keys.pop()
            return True
        if mark == "{":
            self.key()
        return False

    def closed(self) -> bool:
        """Read what follows a value; return whether that ends what it is in, or else begins the next one."""
        here = self.inside[-1]
        end = "}" if isinstance(here, dict) else "]"
        found = self.text[self.at : self.at + 1]
        if found not in {",", end} or not found:
            self.expected(f"',' or '{end}'")
        self.at += 1
        if found == end:
            self.keys.pop()
            return True
        if isinstance(here, dict):
            self.key()
        return False

    def keep(self, value: _Found) -> None:
        """Put a value where it belongs."""
        here = self.inside[-1]
        if isinstance(here, list):
            here.append(value)
            return
        if self.keys[-1] in here:
            self.repeated.append(self.keys[-1])
        here[self.keys[-1]] = value

    def key(self) -> None:
        """Read the key of a member, and its colon."""
        start = self.at
        quoted = self.text.startswith('"', start)
        name = self.quoted() if quoted else self.bare(_BARE_KEY).strip()
        if not self.text.startswith(":", self.at):
            self.expected("':' after a key" if name or quoted else "a key")
        if not name and not quoted:
            self.at = start
            self.expected("a key")
        self.at += 1
        self.keys[-1] = name

    def leaf(self) -> str | None:
        """Read a text, or nothing."""
        return self.quoted() if self.text.startswith('"', self.at) else self.bare(_BARE) or None

    def quoted(self) -> str:
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            self.source.refuse(self.at, "a quoted text has no end: expected '\"'")
        self.at = found.end()
        return found[1].replace('""', '"')

    def bare(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def expected(self, wanted: str) -> Never:
        """Refuse what is read now."""
        message = f"not JSV: expected {wanted}, found {shown(self.text, self.at)}"
        if self.text.startswith(("\r", "\n"), self.at):
            message += ", which stands in quotes only, and between values on documentation pages only"
        elif self.text.startswith('"', self.at):
            message += ", which stands in quotes only, and there twice"
        self.source.refuse(self.at, message)
