"""``conformance explain``: checks, requirements and deviations, and what is none of these."""

import pytest

from conformance.checks import catalogue, load_platform
from conformance.cli import main
from conformance.diff.rules import rules


def test_a_check_is_explained_with_its_source_and_examples(capsys) -> None:
    assert main(["explain", "fault.code-is-standard"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("fault.code-is-standard  [FLT-14, error, MUST]\n")
    assert "Messaging Framework (Second Edition), 5.4.1.1 and 5.4.6" in told
    assert "https://www.w3.org/TR/2007/REC-soap12-part1-20070427/" in told
    assert "Tested in requests and responses of SOAP 1.2." in told
    parts = ["\nWhy it matters\n", "\nWrong\n", "\nRight\n", "\nTo mend it\n", "\nKnown deviations\n    ASMX-14: "]
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    assert max(map(len, told.splitlines())) <= 104


@pytest.mark.parametrize("name", catalogue())
def test_every_check_can_be_explained(capsys, name: str) -> None:
    assert main(["explain", name]) == 0
    told = capsys.readouterr().out
    assert catalogue()[name].requirement.sentence.split()[0] in told
    assert "To mend it" in told


def test_a_requirement_is_explained_by_its_check_and_told_once(capsys) -> None:
    assert main(["explain", "S-06", "results.success-carries-no-error", "s-06"]) == 0
    assert capsys.readouterr().out.count("results.success-carries-no-error  [S-06, error, MUST]") == 1


def test_a_deviation_is_explained_with_reason_and_source(capsys) -> None:
    assert main(["explain", "ASMX-06", "ASMX-07"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "ASMX-06 [asmx, tolerated] Messages are read leniently" in told
    assert "Against: OWN-05 (negative.is-not-accepted), S-02 (results.one-result-per-item) In: SOAP 1.1" in told
    assert "When: breaks nil-not-nillable or nil-with-content or wrong-namespace or too-many Source: .NET" in told
    assert "ASMX-07 [asmx, a hazard: known, but covers nothing]" in told
    assert "Against: HDR-06 (effect.mandatory-blocks-come-first), FLT-20" in told


def test_every_deviation_can_be_explained(capsys) -> None:
    for deviation in load_platform("asmx").deviations:
        assert main(["explain", deviation.id, *deviation.requirements]) == 0
        assert deviation.id in capsys.readouterr().out


@pytest.mark.parametrize(
    "name, words",
    [
        (
            "fualt.comes-once",
            "no check, requirement, deviation or rule is called 'fualt.comes-once'; close to it: fault.comes-",
        ),
        ("S-6", "S-06"),
        ("asmx-1", "ASMX-16"),
        ("?", "ids begin with abstract., action., "),
        ("atribute.required-added", "close to it: attribute.required-added"),
    ],
)
def test_what_is_unknown_is_told_with_what_is_close_and_nothing_else(capsys, name: str, words: str) -> None:
    assert main(["explain", "S-06", name]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert not told.out


def test_a_legal_behaviour_of_a_platform_is_told_with_its_reason(capsys) -> None:
    assert main(["explain", "ASMX-09"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("ASMX-09  [asmx, legal: it breaks nothing]\n    A request without SOAPAction is routed by")
    assert "Source: .NET Framework reference source" in told


def test_a_rule_of_a_comparison_is_explained_with_a_contract_before_and_after(capsys) -> None:
    assert main(["explain", "attribute.required-added"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "attribute.required-added  [a change that conformance diff tells]\n    There is a new attribute"
    )
    parts = ["\nWho breaks\n", "\nBefore\n", "\nAfter\n", "\nWhat to do\n"]
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)


def test_every_rule_can_be_explained_and_is_no_check(capsys) -> None:
    assert main(["explain", *rules()]) == 0
    told = capsys.readouterr().out
    assert all(f"{name}  [a change" in told for name in rules())
    assert not {*rules()} & {*catalogue()}
