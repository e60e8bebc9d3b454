"""Pairs: the only module that makes rows in which every two columns show every two of their levels together.

An orthogonal array of strength two with three levels, by the construction of Rao and Hamming: a row is a vector over
the field of three elements, a column another one, no two of them multiples, and their product is the level.
"""

from collections.abc import Iterator
from itertools import product

LEVELS = 3


def rows(columns: int) -> tuple[tuple[int, ...], ...]:
    """Return rows of levels, 0 to 2, for so many columns: nine for up to four, 27 for 13, 81 for 40, 243 for 121."""
    size = 2
    while (LEVELS**size - 1) // (LEVELS - 1) < columns:
        size += 1
    chosen = tuple(_directions(size))[:columns]
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) % LEVELS for column in chosen)
        for row in product(range(LEVELS), repeat=size)
    )


def _directions(size: int) -> Iterator[tuple[int, ...]]:
    """Yield vectors of which no two are multiples: those whose first number that is not zero is one."""
    for vector in product(range(LEVELS), repeat=size):
        if next((number for number in vector if number), 0) == 1:
            yield vector
