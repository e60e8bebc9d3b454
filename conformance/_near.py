"""Near misses: the only module that finds what a user may have meant by a name that there is not."""

from collections.abc import Iterable
from difflib import get_close_matches


def near(given: str, known: Iterable[str], *, most: int) -> tuple[str, ...]:
    """Return at most so many names that are close to a given one, whatever their case, the closest first."""
    names = {name.lower(): name for name in known}
    return tuple(names[found] for found in get_close_matches(given.lower(), names, n=most))
