"""Each rule that is explained is told of some pair of contracts, and each that is told is explained."""

from pathlib import Path

from conformance.diff.compare import compare
from conformance.diff.rules import rules
from tests.diff import test_corpus as of_types
from tests.diff import test_messages as of_messages


def test_what_is_told_of_all_pairs_is_what_is_explained(tmp_path: Path) -> None:
    found = {line.split()[0] for pair in of_types.PAIRS.values() for line in (*pair["changes"], *pair["back"])}
    for old, new, _ in of_messages.PAIRS.values():
        one, other = of_messages.made(tmp_path, "old", old), of_messages.made(tmp_path, "new", new)
        found |= {told.change.rule for pair in ((one, other), (other, one)) for told in compare(*pair)}
    assert found == set(rules())
