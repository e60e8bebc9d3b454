"""Text that has to fit: the only module that shortens one to what a pull request takes, and says what it left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from conformance.report._inert import folded, table

LONGEST = 65_536
"""Characters that GitHub refuses in one text; one fewer is taken."""
_FEW = 8
_LONGEST_NAME = 60
_ROWS = (100, 30, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a text, in one or several wordings from the longest to the shortest.

    ``name`` is what readers are told where the first wording does not stand; an empty wording leaves the part out.
    Parts of the lowest ``rank`` come first when room is given away.
    """

    name: str
    wordings: tuple[str, ...]
    rank: int = 0


def always(*texts: str) -> list[Part]:
    """Return parts that have one wording each and stand first in line for room."""
    return [Part(name="a heading or a sentence", wordings=(text,)) for text in texts]


def tabled(name: str, heads: Iterable[str], rows: Sequence[Iterable[str]]) -> Part:
    """Return a table of cells that are Markdown already, with as many of its rows as there is room for."""
    heads, rows = tuple(heads), [tuple(row) for row in rows]
    sizes = (len(rows), *(size for size in _ROWS if size < len(rows)))
    cut = (f"{table(heads, rows[:size])}\n\nAnd {len(rows) - size:,} more." for size in sizes[1:])
    return Part(name=name, wordings=(table(heads, rows), *cut, f"{len(rows):,} rows do not fit here."))


def aside(part: Part, title: str, *, rank: int) -> Part:
    """Return a part that opens when its title is clicked, and that has room only when others have had theirs."""
    return replace(part, wordings=tuple(folded(title, wording) for wording in part.wordings), rank=rank)


def fitted(parts: Sequence[Part], *, elsewhere: str) -> str:
    """Return a text of less than ``LONGEST`` characters, its parts in their order and set apart by empty lines.

    Rank by rank, each part gets its shortest wording, and then, one after the other, the longest that still fits. A
    last line names those that were shortened, and says where all of it stands: ``elsewhere``.
    """
    room = LONGEST - 1 - len(_note([Part(name="x" * _LONGEST_NAME, wordings=())] * (_FEW + 1), elsewhere)) - len("\n")
    chosen: dict[int, str] = {}
    for rank in sorted({part.rank for part in parts}):
        places = [place for place, part in enumerate(parts) if part.rank == rank]
        for place in places:
            room = _taken(chosen, place, parts[place].wordings[-1:], room=room)
        for place in places:
            room = _taken(chosen, place, parts[place].wordings[:-1], room=room)
    short = [part for place, part in enumerate(parts) if chosen.get(place, "") != part.wordings[0]]
    texts = [chosen[place] for place in sorted(chosen) if chosen[place]]
    return "\n\n".join([*texts, _note(short, elsewhere)] if short else texts) + "\n"


def _taken(chosen: dict[int, str], place: int, wordings: Iterable[str], *, room: int) -> int:
    """Choose the first wording that fits in place of the one that was chosen, and return the room that is left."""
    held = chosen.get(place, "")
    for wording in wordings:
        more = len(_spaced(wording)) - len(_spaced(held))
        if more <= room:
            chosen[place] = wording
            return room - more
    return room


def _spaced(text: str) -> str:
    return text and f"{text}\n\n"


def _note(short: Sequence[Part], elsewhere: str) -> str:
    names = [part.name for part in short]
    told = ", ".join(names[:_FEW])
    more = f" and {len(names) - _FEW:,} more" if len(names) > _FEW else ""
    return f"Shortened here, to fit into a pull request: {told}{more}. All of it stands in {elsewhere}."
