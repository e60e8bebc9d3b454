"""Files of a report: the only module that replaces one whole or not at all, and names the one that is unusable."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from conformance.errors import UsageError


@contextmanager
def usable(path: Path, *, use: str = "a report") -> Iterator[None]:
    """Say which file is the trouble when the system refuses it; ``use`` is what it is for.

    Raises:
        UsageError: the file cannot be read or written.
    """
    try:
        yield
    except OSError as error:
        message = f"{path} cannot be used as {use}: {error.strerror or error}; check the path and its permissions"
        raise UsageError(message) from error


def require_writable(path: Path, *, use: str = "a report") -> None:
    """Make sure, before a run, that a file can be written where it was asked for; nothing is left behind.

    Raises:
        UsageError: it cannot.
    """
    with usable(path, use=use):
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path.parent):
            pass
        if path.exists():
            path.open("ab").close()


@contextmanager
def replaced(path: Path, *, use: str = "a report") -> Iterator[BinaryIO]:
    """Open a new file that takes the place of ``path`` when the block ends well, and leaves no trace when it does not.

    Raises:
        UsageError: the file cannot be written.
    """
    draft = path.with_name(path.name + ".tmp")
    with usable(path, use=use):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as file:
                yield file
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
