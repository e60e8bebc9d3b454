"""Each rule that is explained is told of some pair of contracts, but for those that no pair shows yet."""

import re
from collections.abc import Callable
from pathlib import Path

from conformance.contract.comparable import Comparable
from conformance.diff.compare import compare
from conformance.diff.rules import rules
from tests.diff.test_corpus import PAIRS, types

BESIDE_TYPES = set(re.findall(r'"([a-z-]+\.[a-z-]+)[ "]', (Path(__file__).parent / "test_messages.py").read_text()))
# Whoever writes a pair for one takes it out here.
NOT_SHOWN = {
    "binding.added",
    "block.added",
    "block.removed",
    "content.changed",
    "enumeration.list-changed",
    "message.added",
    "operation.added",
    "part.added",
    "union.narrowed",
    "union.widened",
    "white-space.changed",
    "white-space.narrowed",
    "white-space.widened",
    "wildcard.process.changed",
}


def test_every_rule_is_told_of_a_pair_and_every_rule_that_is_told_is_explained(
    contract: Callable[[str], Comparable],
) -> None:
    told = set()
    for pair in PAIRS.values():
        old, new = (contract(types(pair[side])) for side in ("old", "new"))
        told |= {found.change.rule for found in (*compare(old, new), *compare(new, old))}
    assert told <= set(rules())
    assert set(rules()) - told - BESIDE_TYPES == NOT_SHOWN
