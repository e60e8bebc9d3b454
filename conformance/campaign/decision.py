"""Decisions in a file: the only module that knows how somebody's word for what is accepted, until a day, is written."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from conformance.errors import UsageError
from conformance.report._files import require_writable

DAYS = 90
"""How long an entry that was written by us holds, from the day on which it is written."""

BLANKS = ('reason = ""  # why it is accepted for now', 'owner = ""  # who sees to it that it goes')
"""The lines that a person has to fill in."""


def until(day: date) -> str:
    """Return the line of the last day of an entry that is written on a day."""
    return f"expires = {day + timedelta(days=DAYS)}\n"


def blank(reason: str, owner: str) -> str | None:
    """Return what is left to fill in of an entry, None where nothing is."""
    for name, held, words in (
        ("reason", reason, "why it is accepted for now"),
        ("owner", owner, "who sees to it that it goes"),
    ):
        if not held.strip():
            return f"its {name} is blank: say {words}"
    return None


def numbered(told: str, table: str) -> str:
    """Return what is told of a file, with its entries numbered as a person counts them."""
    place = re.compile(rf"\w+\.{table}\[([0-9]+)\](?:\.(\w+))?")
    return place.sub(lambda found: f"entry {int(found[1]) + 1}" + (f", {found[2]}" if found[2] else ""), told)


def require_free(out: Path, in_use: Path | None, *, use: str, options: tuple[str, str]) -> None:
    """Make sure that a file can be written, and that this loses no other file than the one in use.

    ``options`` are the one that writes, and the one that names the file in use.

    Raises:
        UsageError: it cannot, or would.
    """
    if out.exists() and (in_use is None or out.resolve() != in_use.resolve()):
        message = (
            f"{out} is there already: {options[0]} writes a new file, "
            f"or anew the one that {options[1]} names; name another, or move it away"
        )
        raise UsageError(message)
    require_writable(out, use=use)


def rows(held: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Yield keys with their values as TOML, whose texts are written as those of JSON but for one character."""
    for key, value in held:
        if value is not None:
            yield f"{key} = {quoted(value)}"


def quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace(chr(127), chr(92) + "u007f")


def entries(number: int) -> str:
    """Return how many entries there are, in words."""
    return "1 entry" if number == 1 else f"{number} entries"


def told(out: Path, kept: int, fresh: int) -> str:
    """Return what was written into a file, and what is left to do."""
    held = f", {kept} of them kept" if kept else ""
    done = f"{out} has {entries(kept + fresh)}{held}"
    return f"{done}; give each new one a reason and an owner" if fresh else done
