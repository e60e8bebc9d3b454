"""Wire logs: the only module that lays a message out in numbered lines, and finds the part that a path names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.model.exchange import Headers
from conformance.report._visible import decoded, visible, visible_lines

LONGEST = 20_000
"""Characters of a body that are shown."""
LONGEST_TOKEN = 2_000
_WIDE = 160
_TOKEN = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^>]*>|</?[^\s<>/!?][^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>|[^<]+|<""",
    re.DOTALL,
)
_NAME = re.compile(r"</?(?:[^\s:>/]+:)?([^\s>/]+)")
_HTTP, _STATUS = "HTTP/", "status"
_STEP = re.compile(r"([^\[]+)(?:\[([0-9]+)\])?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line; the one that is meant is marked."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A message in lines, and what had to be done to show it so."""

    head: tuple[Piece, ...]
    lines: tuple[tuple[Piece, ...], ...]
    remarks: tuple[str, ...] = ()

    @property
    def marks(self) -> bool:
        """Tell whether anything is marked."""
        return any(piece.marked for line in (self.head, *self.lines) for piece in line)

    @property
    def size(self) -> int:
        """Return how many characters there are."""
        return sum(len(piece.text) for line in (self.head, *self.lines) for piece in line)


def log(start: str, headers: Headers, body: bytes, *, path: str | None = None) -> Log:
    """Return a message as a log, in which a part is marked.

    ``path`` are local names from the document element to that part, ``HTTP/status``, or ``HTTP/`` and a field's name.
    """
    field = None if path is None or not path.startswith(_HTTP) else path.removeprefix(_HTTP)
    head = (
        Piece(visible(start), field == _STATUS),
        *(
            Piece(visible(f"{name}: {value}"), field is not None and name.lower() == field.lower())
            for name, value in headers
        ),
    )
    text, remarks = decoded(body)
    cut = len(text) - LONGEST
    tokens = _TOKEN.findall(text[:LONGEST])
    if cut > 0:
        remarks = (*remarks, f"{cut:,} of the {len(text):,} characters of the body are cut")
    found = None if path is None else _find(tokens, path.strip("/").split("/"))
    folded = any(len(line) > _WIDE for line in text.splitlines()) and text.lstrip().startswith("<")
    if folded:
        remarks = ("line breaks and indents are added", *remarks)
    lines = tuple(_lines(_folded(tokens, found) if folded else _plain(tokens, found)))
    return Log(head=head, lines=lines, remarks=remarks)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is meant: a token, and the attribute in it where one is meant."""

    token: int
    attribute: str | None = None


@dataclass(slots=True)
class _Node:
    name: str
    token: int
    children: list["_Node"] = field(default_factory=list)


def _tree(tokens: list[str]) -> _Node:
    """Return the elements of a document as far as its tags can be followed."""
    root = _Node("", -1)
    open_ones = [root]
    for number, token in enumerate(tokens):
        found = _NAME.match(token) if token.startswith("<") and token[1:2] not in {"!", "?", ""} else None
        if found is None:
            continue
        if token.startswith("</"):
            if len(open_ones) > 1:
                open_ones.pop()
            continue
        node = _Node(found[1], number)
        open_ones[-1].children.append(node)
        if not token.endswith("/>"):
            open_ones.append(node)
    return root


def _find(tokens: list[str], steps: list[str]) -> _Mark | None:
    """Return what a path names, or the nearest of what is around it that is there."""
    node, attribute = _tree(tokens), None
    for step in steps:
        if step.startswith("@"):
            attribute = step[1:]
            break
        named = _STEP.fullmatch(step)
        alike = [] if named is None else [child for child in node.children if child.name == named[1]]
        wanted = 1 if named is None else int(named[2] or 1)
        if not 0 < wanted <= len(alike):
            break
        node = alike[wanted - 1]
    return None if node.token < 0 else _Mark(node.token, attribute)


def _pieces(token: str, number: int, mark: _Mark | None) -> Iterator[Piece]:
    """Yield a token, of which the meant part is marked."""
    shown = token if len(token) <= LONGEST_TOKEN else f"{token[:LONGEST_TOKEN]}…"
    if mark is None or mark.token != number:
        yield Piece(shown)
        return
    attribute = None
    if mark.attribute is not None:
        attribute = re.search(rf"""(?<=\s)(?:[\w.-]+:)?{re.escape(mark.attribute)}\s*=\s*("[^"]*"|'[^']*')""", shown)
    if attribute is None:
        yield Piece(shown, marked=True)
        return
    yield Piece(shown[: attribute.start()])
    yield Piece(attribute[0], marked=True)
    yield Piece(shown[attribute.end() :])


def _plain(tokens: list[str], mark: _Mark | None) -> Iterator[Piece]:
    for number, token in enumerate(tokens):
        yield from _pieces(token, number, mark)


def _folded(tokens: list[str], mark: _Mark | None) -> Iterator[Piece]:
    """Yield the pieces with line breaks between elements, each indented by its depth."""
    depth, before = 0, ""
    for number, token in enumerate(tokens):
        if not token.strip():
            continue
        closes = token.startswith("</")
        if closes:
            depth = max(depth - 1, 0)
        alone = token.startswith("<") and not (closes and before in {"open", "text"}) and before != "text"
        if alone and before:
            yield Piece("\n" + "  " * depth)
        yield from _pieces(token.strip() if alone else token, number, mark)
        opens = token.startswith("<") and token[1:2] not in {"/", "!", "?"} and not token.endswith("/>")
        depth += opens
        before = "open" if opens else "tag" if token.startswith("<") else "text"


def _lines(pieces: Iterator[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Yield pieces line by line; what acts on a screen becomes visible."""
    line: list[Piece] = []
    for piece in pieces:
        first, *others = visible_lines(piece.text).split("\n")
        line.append(Piece(first, piece.marked))
        for other in others:
            yield tuple(held for held in line if held.text)
            line = [Piece(other, piece.marked)]
    if any(held.text for held in line):
        yield tuple(held for held in line if held.text)
