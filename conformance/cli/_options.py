"""Options in what is told: the only module that names those of pytest as a command calls them."""

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.errors import ConformanceError


def as_here(text: str) -> str:
    """Return a sentence that names options of pytest as they are called here."""
    return text.replace("--conformance-", "--")


@contextmanager
def told_as_here() -> Iterator[None]:
    """Have an error name options as they are called here.

    Raises:
        ConformanceError: the one that came up.
    """
    try:
        yield
    except ConformanceError as trouble:
        trouble.args = (as_here(str(trouble)),)
        raise
