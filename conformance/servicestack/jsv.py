"""JSV, the text format of ServiceStack.Text 5.0.2: the only module that reads and writes it, as it is on the wire.

Nothing in a JSV text tells what is a number: all scalars are texts. A text is quoted where it has one of ``":,{}[]`` or
a line break, and a quote in it is doubled; nothing at all is null, and an empty text is ``""``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

from conformance.errors import WireError, WireKind

MAX_DEPTH = 200
Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""What JSV says: texts, null, lists, and members by name."""
_SPECIAL = frozenset('":,{}[]\r\n')


def dumps(value: object) -> str:
    """Return a value as JSV; members and entries that are null are left out.

    Raises:
        TypeError: it holds something that has no text.
    """
    match value:
        case None:
            return ""
        case str():
            return _quoted(value)
        case bool():
            return "True" if value else "False"
        case Mapping():
            told = (f"{_quoted(str(key))}:{dumps(held)}" for key, held in value.items() if held is not None)
            return f"{{{','.join(told)}}}"
        case Sequence():
            return f"[{','.join(map(dumps, value))}]"
        case int() | float():
            return repr(value)
    message = f"{type(value).__name__} has no text in JSV"
    raise TypeError(message)


def _quoted(text: str) -> str:
    if not text or not _SPECIAL.isdisjoint(text):
        return '"{}"'.format(text.replace('"', '""'))
    return text


def loads(text: str) -> Value:
    """Return what a JSV text says; of members of one name the last one counts.

    Raises:
        WireError: it is no JSV; the text tells the character, counted from 1, and what was expected there.
    """
    reader = _Reader(text=text)
    value = reader.value(stop="")
    if reader.at < len(text):
        reader.stop("the end")
    return value


@dataclass(slots=True, kw_only=True)
class _Reader:
    """A text, and how far it is read."""

    text: str
    at: int = 0
    depth: int = field(default=0)

    def stop(self, wanted: str) -> NoReturn:
        found = f"{self.text[self.at]!r}" if self.at < len(self.text) else "the end of the text"
        line = self.text.count("\n", 0, self.at) + 1
        message = f"JSV: character {self.at + 1:,}: {wanted} is expected, and {found} stands there"
        raise WireError(message, kind=WireKind.MALFORMED, line=line)

    def take(self, wanted: str) -> None:
        if self.at >= len(self.text) or self.text[self.at] not in wanted:
            self.stop(" or ".join(map(repr, wanted)))
        self.at += 1

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def value(self, *, stop: str) -> Value:
        """Return the value that begins here; a text without quotes ends before one of ``stop``."""
        match self.peek():
            case "{":
                return self.members()
            case "[":
                return self.items()
            case '"':
                return self.quoted()
        begin = self.at
        while self.at < len(self.text) and self.text[self.at] not in stop:
            self.at += 1
        return self.text[begin : self.at] or None

    def deeper(self) -> None:
        self.at += 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"JSV: character {self.at:,}: values are nested more than {MAX_DEPTH} deep"
            raise WireError(message, kind=WireKind.LIMIT)

    def members(self) -> Value:
        found: dict[str, Value] = {}
        self.deeper()
        while self.peek() != "}":
            name = self.quoted() if self.peek() == '"' else self.name()
            self.take(":")
            found[name] = self.value(stop=",}")
            if self.peek() != "}":
                self.take(",")
        self.at += 1
        self.depth -= 1
        return found

    def name(self) -> str:
        begin = self.at
        while self.at < len(self.text) and self.text[self.at] not in ":,{}[]":
            self.at += 1
        return self.text[begin : self.at].strip()

    def items(self) -> Value:
        found: list[Value] = []
        self.deeper()
        while self.peek() != "]":
            found.append(self.value(stop=",]"))
            if self.peek() != "]":
                self.take(",")
                if self.peek() == "]":
                    found.append(None)
        self.at += 1
        self.depth -= 1
        return found

    def quoted(self) -> str:
        self.at += 1
        parts: list[str] = []
        while True:
            end = self.text.find('"', self.at)
            if end < 0:
                self.at = len(self.text)
                self.stop("'\"'")
            parts.append(self.text[self.at : end])
            self.at = end + 1
            if self.peek() != '"':
                return '"'.join(parts)
            self.at += 1
