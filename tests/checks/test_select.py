"""Selection: patterns of ids and keys of specifications, alone and together, and what is of nothing is told."""

import pytest

from conformance.checks import catalogue
from conformance.checks._select import EVERY, Selection, chosen
from conformance.errors import UsageError


def ids(*patterns: str, specs: tuple[str, ...] = ()) -> list[str]:
    return list(chosen(catalogue(), Selection(patterns=patterns, specs=specs)))


def test_all_are_chosen_where_nothing_is_asked() -> None:
    assert chosen(catalogue(), EVERY) == catalogue()


def test_a_pattern_chooses_by_id() -> None:
    assert ids("fault.*") == [name for name in catalogue() if name.startswith("fault.")]
    assert ids("xml.well-formed", "body.*") == ["body.payload-is-the-declared-element", "xml.well-formed"]
    assert len(ids("*.soap1[12]-*")) == 4


def test_a_key_chooses_by_the_specification_that_a_check_is_declared_with() -> None:
    assert ids(specs=("rfc3902", "wsdl11")) == [
        "action.action-is-not-needed",
        "binding.soap12-media-type",
        "body.payload-is-the-declared-element",
    ]
    assert ids(specs=("soap12-2",)) == ids(specs=("soap12-part2",)) == ["binding.soap12-fault-status-fits-its-code"]
    assert ids(specs=("soap12-1",)) == ids(specs=("soap12-part1",))
    assert "binding.success-is-2xx-and-2xx-no-fault" in ids(specs=("soap11",)), "it cites Part 2 in its section only"


def test_both_must_hold() -> None:
    assert ids("fault.*", specs=("soap11",)) == [
        "fault.comes-once",
        "fault.detail-is-for-the-body",
        "fault.faultcode-is-a-qname-in-scope",
        "fault.faultstring-is-present",
        "fault.other-children-are-qualified",
    ]


@pytest.mark.parametrize(
    "patterns, specs, words",
    [
        (("fault.come-once",), (), "no check has an id like 'fault.come-once'; close to it: fault.comes-once"),
        (("fault.*", "nope"), (), "no check has an id like 'nope'; ids begin with action., batch., binding., body.,"),
        ((), ("soap13",), "no check cites a specification 'soap13'; name one of bp11, conformance, contract, rfc3902,"),
        ((), ("",), "soap12-1, soap12-2"),
        (("hygiene.*",), ("xml",), "no check has an id like hygiene.* and cites xml: leave one of the two out"),
    ],
)
def test_what_is_of_no_check_is_told_with_what_there_is(patterns, specs, words: str) -> None:
    with pytest.raises(UsageError) as told:
        ids(*patterns, specs=specs)
    assert words in str(told.value)
