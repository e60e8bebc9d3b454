"""Rows in which every two columns show every two of their levels together."""

from itertools import combinations, product

import pytest

from conformance.generation.pairs import LEVELS, rows

ALL = frozenset(product(range(LEVELS), repeat=2))


@pytest.mark.parametrize("columns", [1, 4, 13, 40, 90])
def test_every_two_columns_show_all_nine_pairs(columns: int) -> None:
    found = rows(columns)
    shown = list(zip(*found, strict=True))
    assert len(shown) == columns
    for one, other in combinations(shown, 2):
        assert frozenset(zip(one, other, strict=True)) == ALL
    assert {level for column in shown for level in column} == set(range(LEVELS))


@pytest.mark.parametrize("columns, most", [(4, 9), (13, 27), (40, 81), (90, 243)])
def test_there_are_no_more_rows_than_the_construction_needs(columns: int, most: int) -> None:
    assert len(rows(columns)) == most


def test_the_first_row_shows_nothing() -> None:
    assert rows(13)[0] == (0,) * 13
