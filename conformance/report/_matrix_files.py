"""Files of a vendor matrix: the only module that tells one by its name, and that writes it and its badges."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from conformance.errors import UsageError
from conformance.report._badge import badge
from conformance.report._files import replaced, usable
from conformance.report._matrix import Matrix
from conformance.report._matrix_page import page
from conformance.report._matrix_texts import markdown, to_csv, to_json

_ALWAYS: Mapping[str, Callable[[Matrix], str]] = MappingProxyType({".json": to_json, ".csv": to_csv})
_NAMED: Mapping[str, Callable[[Matrix], str]] = MappingProxyType({".html": page, ".md": markdown})


def is_matrix(path: Path) -> bool:
    """Tell whether a file is to be a matrix: ``.json`` and ``.csv``, and pages and Markdown named ``...matrix``."""
    return path.suffix in _ALWAYS or (path.suffix in _NAMED and path.stem.lower().endswith("matrix"))


def write(found: Matrix, out: Path) -> None:
    """Write a matrix in the format of the file's suffix.

    Raises:
        UsageError: the file cannot be written.
    """
    text = {**_ALWAYS, **_NAMED}[out.suffix](found)
    with replaced(out, use="a matrix") as file:
        file.write(text.encode("utf-8", "backslashreplace"))


def badges(found: Matrix, folder: Path) -> tuple[Path, ...]:
    """Write the badge of each target, and return the files.

    Raises:
        UsageError: the folder cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file; name a folder for the badges"
        raise UsageError(message)
    with usable(folder, use="a folder of badges"):
        folder.mkdir(parents=True, exist_ok=True)
    files = []
    for column in found.columns:
        file = folder / f"{column.name}.svg"
        with replaced(file, use="a badge") as out:
            out.write(badge(column.title, column.account).encode())
        files.append(file)
    return tuple(files)
