"""Names that are much like others: the only module that decides what is taken for a renamed one."""

from collections.abc import Iterable
from difflib import get_close_matches


def alike(name: str, others: Iterable[str]) -> str | None:
    """Return what is most like a name, whatever its case, None where nothing is like it at all."""
    known = {other.lower(): other for other in others}
    found = get_close_matches(name.lower(), known, n=1)
    return known[found[0]] if found else None
