"""The order of a report's lines: the only module that copies them from several files into the order of their cases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

Rank: TypeAlias = tuple[bool | int | str, ...]
_NUMBER = re.compile(r"/[0-9]+\Z")
_CHUNK = 1 << 20


def without_number(case: str) -> str:
    """Return the id of the case that a numbered message belongs to: ``A/generated`` for ``A/generated/17``."""
    return _NUMBER.sub("", case)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Stretch:
    """Neighbouring lines of one rank in one file; offset and length are in bytes."""

    rank: Rank
    file: int
    offset: int
    length: int


@dataclass(slots=True)
class Layout:
    """Where the lines are and where they belong; it grows with the cases, not with the lines, which come in runs."""

    _stretches: list[_Stretch] = field(default_factory=list)

    def add(self, rank: Rank, file: int, *, offset: int, length: int) -> None:
        """Note a line of a file; among lines of equal rank the order of the files and of the lines in them is kept."""
        last = self._stretches[-1] if self._stretches else None
        if last is not None and (last.rank, last.file, last.offset + last.length) == (rank, file, offset):
            self._stretches[-1] = _Stretch(rank=rank, file=file, offset=last.offset, length=last.length + length)
        else:
            self._stretches.append(_Stretch(rank=rank, file=file, offset=offset, length=length))

    def copy(self, files: Sequence[BinaryIO], out: BinaryIO) -> None:
        """Write all lines in order, each with its line end; all lines of one rank must be comparable to the others."""
        for stretch in sorted(self._stretches):
            source, left, chunk = files[stretch.file], stretch.length, b"\n"
            source.seek(stretch.offset)
            while left and (chunk := source.read(min(left, _CHUNK))):
                left -= len(chunk)
                out.write(chunk)
            if not chunk.endswith(b"\n"):
                out.write(b"\n")
