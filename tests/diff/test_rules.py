"""Each rule that is explained is told of some pair of contracts, and each that is told is explained."""

from collections.abc import Callable
from pathlib import Path

from conformance.contract.comparable import Comparable
from conformance.diff.compare import compare
from conformance.diff.rules import rules
from tests.diff import test_corpus as of_types
from tests.diff import test_messages as of_messages


def told(old: Comparable, new: Comparable) -> set[str]:
    return {found.change.rule for pair in ((old, new), (new, old)) for found in compare(*pair)}


def test_what_is_told_of_all_pairs_is_what_is_explained(contract: Callable[[str], Comparable], tmp_path: Path) -> None:
    found: set[str] = set()
    for pair in of_types.PAIRS.values():
        found |= told(contract(of_types.types(pair["old"])), contract(of_types.types(pair["new"])))
    for old, new, _ in of_messages.PAIRS.values():
        found |= told(of_messages.made(tmp_path, "old", old), of_messages.made(tmp_path, "new", new))
    assert found == set(rules())
