"""Text in Markdown: the only module that keeps what strangers wrote from acting as Markdown or as HTML."""

import re
from collections.abc import Iterable
from html import escape

from conformance.report._visible import visible, visible_lines

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~$]|&(?=[#\w])|:(?=//)|(?<=www)\.", re.IGNORECASE)


def plain(text: str) -> str:
    """Return prose that renders as it is written: no markup, no link, no mention."""
    return re.sub("@+", r"`\g<0>`", _MARKUP.sub(r"\\\g<0>", visible(text)))


def code(text: str) -> str:
    """Return a code span."""
    shown = visible(text) or "(empty)"
    ticks = _longer_than(shown, least=1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(text: str, language: str) -> str:
    """Return a code block; control characters other than line ends and tabs become visible."""
    shown = visible_lines(text)
    ticks = _longer_than(shown, least=3)
    return f"{ticks}{language}\n{shown}{'' if shown.endswith(chr(10)) else chr(10)}{ticks}"


def folded(title: str, content: str, *, quoted: str = "") -> str:
    """Return a block that opens when its title is clicked; what is ``quoted`` in it may be a stranger's words."""
    shown = f" <code>{escape(visible(quoted), quote=False)}</code>" if quoted else ""
    return f"<details><summary>{title}{shown}</summary>\n\n{content}\n\n</details>"


def link(title: str, url: str) -> str:
    """Return a link to a page on the web, or only its words where the address is of another kind."""
    if not re.fullmatch(r"https?://[!-~]+", url):
        return " ".join(filter(None, (plain(title), url and code(url))))
    target = re.sub(r"[<>|`\\]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{plain(title)}](<{target}>)"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of cells that are Markdown already; a bar within a code span is escaped here."""
    names = tuple(heads)
    lines = [names, ("---",) * len(names), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(inline: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", inline) or "-"


def _longer_than(text: str, *, least: int) -> str:
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    return "`" * max(longest + 1, least)
