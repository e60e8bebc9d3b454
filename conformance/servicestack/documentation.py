"""JSV as documentation pages print it: a line for each value, indented; no wire carries that.

The printer puts a line break and the indentation after each ``{``, ``[`` and comma, before each ``}`` and ``]``, and
before a ``{`` or ``[`` that follows a colon, but for ``{}`` and ``[]`` there; after the first colon since the last of
these marks it puts a space. It knows no quotes, so that it does so within texts as well. Taking away what it puts is
exact, but for quoted texts with line breaks of their own beside a bracket.
"""

import re
from dataclasses import dataclass, field

from conformance.servicestack import jsv
from conformance.servicestack.text import Source, shown
from conformance.servicestack.value import Reading

_TOKEN = re.compile(r"(?<=:)[{\[][}\]]|[{}\[\],:]|[^{}\[\],:]++")
_PLAIN = re.compile(r"[^{}\[\],:\r\n]*+")
_BREAK = re.compile(r"\r?\n")
_BLANK = re.compile(r"[ \t]*+(?=\r?\n|\Z)")
_BREAK_BEFORE_END = re.compile(r"\r?\n[ \t]*+(?=[}\]])")
_BREAK_BEFORE_OPENING = re.compile(r" ?\r?\n[ \t]*+(?=[{\[])")
_SPACES = re.compile(r"\n( ++)")


def read(page: str) -> Reading:
    """Return what a printed text says, as ``jsv.read`` does; white space around it does not count.

    Raises:
        WireError: it is not as the printer prints, or what was printed is not JSV; the place is one on the page.
    """
    eraser = _eraser(page)
    return jsv.read(eraser.wire(), eraser.source())


def unprinted(page: str) -> str:
    """Return the text of the wire that was printed.

    Raises:
        WireError: it is not as the printer prints.
    """
    return _eraser(page).wire()


def printed(wire: str) -> str:
    r"""Return a text of the wire as documentation pages print it, with tabs, and ``\n`` for line breaks."""
    out: list[str] = []
    depth, first = 0, True
    for found in _TOKEN.finditer(wire):
        mark = found[0]
        if mark == ":":
            out.append(": " if first else ":")
            first = False
        elif mark == ",":
            out.append(f",{_line(depth)}")
            first = True
        elif mark in {"{", "["}:
            before = _line(depth) if wire.endswith(":", 0, found.start()) else ""
            depth += 1
            out.append(f"{before}{mark}{_line(depth)}")
            first = True
        elif mark in {"}", "]"}:
            depth -= 1
            out.append(f"{_line(depth)}{mark}")
            first = True
        else:
            out.append(mark)
    return "".join(out)


def _line(depth: int) -> str:
    return "\n" + "\t" * depth


def _eraser(page: str) -> "_Eraser":
    if "\n\t" in page:
        return _Eraser(page=page.rstrip(), unit="\t")
    spaces = _SPACES.search(page)
    return _Eraser(page=page.rstrip(), unit=spaces[1] if spaces else "")


@dataclass(slots=True, kw_only=True)
class _Eraser:
    """A page on its way to be a text of the wire.

    A line is indented by ``unit`` for each level; ``first`` tells that no colon came since the last other mark.
    """

    page: str
    unit: str
    at: int = 0
    depth: int = 0
    first: bool = True
    out: list[str] = field(default_factory=list)
    length: int = 0
    moved: list[tuple[int, int]] = field(default_factory=list)

    def source(self) -> Source:
        return Source(text=self.page, moved=tuple(self.moved))

    def wire(self) -> str:
        """Return the page without what the printer put."""
        end = len(self.page)
        self.skip(len(self.page) - len(self.page.lstrip()))
        while self.at < end:
            self.take(_PLAIN)
            mark = self.page[self.at : self.at + 1]
            if mark == ":":
                self.colon()
            elif mark in {"{", "["}:
                self.opening()
            elif mark == ",":
                self.put(1)
                self.line(mark)
            elif mark in {"}", "]"}:
                self.depth -= 1
                self.first = True
                self.put(1)
            elif self.at < end:
                self.line_break()
        return "".join(self.out)

    def colon(self) -> None:
        self.put(1)
        broken = _BREAK_BEFORE_OPENING.match(self.page, self.at)
        if broken is not None:
            self.skip(broken.end())
        elif self.first and self.page.startswith(" ", self.at):
            self.skip(self.at + 1)
        self.first = False

    def opening(self) -> None:
        if self.page.startswith(("}", "]"), self.at + 1):
            self.put(2)
            return
        mark = self.page[self.at]
        self.depth += 1
        self.put(1)
        self.line(mark)

    def line_break(self) -> None:
        """Skip the line break before an end; any other belongs to a quoted text."""
        broken = _BREAK_BEFORE_END.match(self.page, self.at)
        if broken is None:
            self.put(1)
        else:
            self.skip(broken.end())

    def line(self, mark: str) -> None:
        """Skip the line break and the indentation that follow a mark."""
        self.first = True
        broken = _BREAK.match(self.page, self.at)
        if broken is None:
            message = f"expected a line break after '{mark}', found {shown(self.page, self.at)}: not as pages print JSV"
            self.source().refuse(self.length, message)
        self.skip(broken.end())
        indentation = self.unit * self.depth
        blank = _BLANK.match(self.page, self.at)
        if self.page.startswith(indentation, self.at):
            self.skip(self.at + len(indentation))
        elif blank is not None:
            self.skip(blank.end())
        else:
            message = f"expected the line to be indented {self.depth} times by {self.unit!r}: not as pages print JSV"
            self.source().refuse(self.length, message)

    def take(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.page, self.at)
        self.put(found.end() - self.at if found else 0)

    def put(self, count: int) -> None:
        self.out.append(self.page[self.at : self.at + count])
        self.length += len(self.out[-1])
        self.at += count

    def skip(self, to: int) -> None:
        self.at = to
        self.moved.append((self.length, to))
