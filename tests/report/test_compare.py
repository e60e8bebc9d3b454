"""Run against run: nothing is called mended that was not tested, and nothing new is passed over."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance import _schemas
from conformance.errors import UsageError
from conformance.model.case import Kind
from conformance.model.report import CaseStamp, Evidence, Record, Report, Untested
from conformance.model.requirement import Severity
from conformance.model.verdict import Finding, Outcome, Verdict
from conformance.report import _compare_texts
from conformance.report._compare import Comparison, Fate, compare
from tests.report.conftest import CODE, HEADER, MEDIA, SMALL, finished
from tests.report.test_html import Page, require_inert

SCHEMA = Draft202012Validator(json.loads((_schemas.root() / "reports/comparison-1.schema.json").read_text()))
CASE = "GetContact/soap11/edge/Name-empty"
RANDOM = "GetContact/soap11/generated/7"


def record(case: str = CASE, *, passed: tuple[str, ...] = (), verdicts: tuple[Verdict, ...] = ()) -> Record:
    kind = Kind(case.split("/")[2])
    stamp = CaseStamp(id=case, operation="GetContact", binding="soap11", kind=kind)
    return Record(case=stamp, exchange=None, request_sha256="0" * 64, passed=passed, verdicts=verdicts)


def broken(check: str = CODE, *, tolerated: str | None = None, outcome: Outcome = Outcome.FAILED) -> Verdict:
    found = Finding(message="it is not", fingerprint="f" * 16)
    return Verdict(check=check, outcome=outcome, severity=Severity.ERROR, findings=(found,), tolerated=tolerated)


def evidence(case: str = CASE, *, check: str = CODE, tolerated: str | None = None, mark: str = "f") -> Evidence:
    return Evidence(
        check=check,
        operation="GetContact",
        binding="soap11",
        case=case,
        request=SMALL,
        response=None,
        message="it is not",
        severity=Severity.ERROR,
        tolerated=tolerated,
        fingerprint=mark * 16,
    )


def report(*records: Record, findings: tuple[Evidence, ...] = (), complete: bool = True, seed: int = 0) -> Report:
    found = finished(Report(header=replace(HEADER, seed=seed), records=records, findings=findings))
    return found if complete else replace(found, footer=replace(found.footer, complete=False))


CLEAN = report(record(passed=(CODE, MEDIA)))
DIRTY = report(record(passed=(MEDIA,), verdicts=(broken(),)), findings=(evidence(),))
TOLERATED = report(
    record(passed=(MEDIA,), verdicts=(broken(tolerated="ASMX-01"),)), findings=(evidence(tolerated="ASMX-01"),)
)
CHANCE = report(record(RANDOM, passed=(MEDIA,), verdicts=(broken(),)), findings=(evidence(RANDOM),))


BOTH = replace(DIRTY, findings=(evidence(), evidence(tolerated="ASMX-01")))
ELSEWHERE = report(record(f"{CASE}-2", passed=(CODE, MEDIA)))


def left_out(what: str) -> Report:
    """Return a run that passed the check in another case, and says what it left out."""
    assert ELSEWHERE.footer
    return replace(ELSEWHERE, footer=replace(ELSEWHERE.footer, untested=(Untested(what=what, why="deselected"),)))


def fates(found: Comparison) -> list[Fate]:
    return [entry.fate for entry in found.entries]


@pytest.mark.parametrize(
    "old, new, fate, fails, decided",
    [
        (CLEAN, DIRTY, Fate.NEW, True, True),
        (DIRTY, DIRTY, Fate.UNCHANGED, False, True),
        (DIRTY, CLEAN, Fate.MENDED, False, True),
        (TOLERATED, DIRTY, Fate.WORSE, True, True),
        (DIRTY, TOLERATED, Fate.EASED, False, True),
        (CLEAN, TOLERATED, Fate.NEW, False, True),
        (DIRTY, report(record(passed=(MEDIA,))), Fate.UNTESTED, False, False),
        (DIRTY, report(record(f"{CASE}-2", passed=(CODE, MEDIA))), Fate.MENDED, False, True),
        (DIRTY, report(record(f"{CASE}-2", passed=(CODE, MEDIA)), complete=False), Fate.UNTESTED, False, False),
        (CHANCE, report(record(RANDOM, passed=(CODE, MEDIA))), Fate.MENDED, False, True),
        (CHANCE, report(record(RANDOM, passed=(CODE, MEDIA)), seed=1), Fate.UNTESTED, False, False),
        (BOTH, BOTH, Fate.UNCHANGED, False, True),
        (TOLERATED, BOTH, Fate.WORSE, True, True),
        (BOTH, TOLERATED, Fate.EASED, False, True),
        (DIRTY, left_out(CASE), Fate.UNTESTED, False, False),
        (DIRTY, left_out("GetContact/soap11/edge"), Fate.UNTESTED, False, False),
        (DIRTY, left_out("GetContact/soap11/edge/Name"), Fate.MENDED, False, True),
        (replace(DIRTY, header=replace(DIRTY.header, depth="deep")), ELSEWHERE, Fate.UNTESTED, False, False),
    ],
)
def test_what_became_of_a_finding(old: Report, new: Report, fate: Fate, fails: bool, decided: bool) -> None:
    found = compare(old, new)
    assert fates(found) == [fate]
    assert (found.fails, found.decided) == (fails, decided)
    assert found.behaviour_changed == (fate in {Fate.NEW, Fate.WORSE, Fate.EASED, Fate.MENDED})
    assert not found.contract_changed


def test_what_another_seed_found_says_so() -> None:
    other = report(record(RANDOM, verdicts=(broken(),)), findings=(evidence(RANDOM),), seed=5)
    (entry,) = compare(CLEAN, other).entries
    assert entry.fate is Fate.NEW
    assert "random message" in entry.note
    assert [fact.what for fact in compare(CLEAN, other).facts] == ["seed"]


def test_what_keeps_a_finding_from_telling_of_a_change_is_said() -> None:
    (entry,) = compare(DIRTY, left_out(CASE)).entries
    assert entry.note == "its case was not run again: deselected"
    (entry,) = compare(report(record(passed=(MEDIA,))), DIRTY).entries
    assert (entry.fate, entry.note) == (Fate.NEW, "its check had nothing to judge there in the old run")
    (entry,) = compare(CLEAN, DIRTY).entries
    assert entry.note == ""


def test_what_else_sets_runs_apart_is_told() -> None:
    header = replace(
        HEADER,
        seed=0,
        depth="quick",
        platform=None,
        vendor=None,
        operations=("GetContact", "NewContact"),
        bindings=("soap11",),
    )
    facts = {fact.what: (fact.old, fact.new) for fact in compare(CLEAN, replace(CLEAN, header=header)).facts}
    assert facts == {
        "vendor": ("Vendor & Sons", "not given"),
        "platform": ("asmx", "none"),
        "operations": ("DeleteContact, UpdateContact", "NewContact"),
        "bindings": ("soap12", "no others"),
        "depth": ("default", "quick"),
    }


def test_the_sentence_stands_in_every_format() -> None:
    found = compare(CLEAN, DIRTY)
    (entry,) = json.loads(_compare_texts.to_json(found))["findings"]
    sentence = HEADER.checks[CODE].sentence
    assert (entry["requirement"], entry["sentence"], entry["severity"]) == ("FLT-03", sentence, "error")
    assert f"    against: {sentence} (SOAP 1.1, 4.4.1)" in _compare_texts.lines(found, 200)
    assert sentence in Page(_compare_texts.page(found)).text
    assert f"| `{CODE}` The faultcode MUST be a qualified name" in _compare_texts.markdown(found)


def test_a_message_of_a_part_is_one_of_the_whole() -> None:
    parts = [report(record(f"{CASE}/{name}", passed=(CODE, MEDIA))) for name in ("no-name", "17")]
    for part in parts:
        (entry,) = compare(DIRTY, part).entries
        assert (entry.fate, entry.note) == (Fate.MENDED, "")


def test_a_check_that_broke_fails_and_one_that_broke_before_does_not() -> None:
    doubt = report(record(passed=(MEDIA,), verdicts=(broken(outcome=Outcome.CANT_TELL),)))
    assert compare(CLEAN, doubt).fails
    assert not compare(doubt, doubt).fails


def test_what_is_no_longer_tested_is_told(tmp_path: Path) -> None:
    found = compare(CLEAN, report(record(passed=(CODE,))))
    assert found.lost == (MEDIA,)
    assert not found.decided
    nothing = compare(CLEAN, report())
    assert nothing.lost == ("GetContact, SOAP 1.1", CODE, MEDIA)


def test_runs_of_different_contracts_are_not_compared() -> None:
    other = replace(CLEAN, header=replace(HEADER, contract=replace(HEADER.contract, name="other")))
    with pytest.raises(UsageError, match="different contracts, 'cvent' and 'other'"):
        compare(CLEAN, other)


def test_another_contract_of_one_name_is_told() -> None:
    other = replace(CLEAN, header=replace(HEADER, contract=replace(HEADER.contract, sha256="0" * 64)))
    found = compare(CLEAN, other)
    assert found.contract_changed
    assert _compare_texts.verdict(found).startswith("contract changed, behaviour unchanged")
    assert _compare_texts.verdict(compare(CLEAN, DIRTY)).startswith("contract unchanged, behaviour changed")


def test_grades_that_change_are_told() -> None:
    check = "xml.well-formed"
    good = report(record(passed=(check,)))
    bad = report(record(verdicts=(broken(check),)), findings=(evidence(check=check),))
    (change,) = (one for one in compare(good, bad).levels if "soap11-core" in one.what)
    assert (change.old, change.new) == ("passed", "failed")


def test_every_format_tells_the_same() -> None:
    found = compare(TOLERATED, report(*DIRTY.records, findings=(evidence(), evidence(mark="e"))))
    held = json.loads(_compare_texts.to_json(found))
    SCHEMA.validate(held)
    assert held["counts"] == {fate.value: len(found.of(fate)) for fate in Fate}
    page = Page(_compare_texts.page(found))
    require_inert(page)
    text = _compare_texts.markdown(found)
    lines = list(_compare_texts.lines(found, 200))
    for fate, number in held["counts"].items():
        assert (f"{fate.capitalize()}: {number}" in page.text) == (number > 0)
        folded = fate not in {"new", "worse"}
        title = f"<summary>{fate.capitalize()}: {number}</summary>" if folded else f"## {fate.capitalize()}: {number}\n"
        assert (title in text) == (number > 0)
        assert sum(line.startswith(f"{fate.upper()} ") for line in lines) == (number if fate != "unchanged" else 0)


def test_a_comparison_needs_a_known_suffix() -> None:
    with pytest.raises(UsageError, match=r"\.html, \.json, \.md"):
        _compare_texts.require_format(Path("change.txt"))


def test_markdown_fits_a_pull_request() -> None:
    many = tuple(replace(evidence(), fingerprint=f"{number:016x}", message="m" * 5000) for number in range(3000))
    text = _compare_texts.markdown(compare(CLEAN, report(*DIRTY.records, findings=many)))
    assert len(text) < 65_536
    assert "## New: 3,000" in text
    assert "Shortened here, to fit into a pull request: findings that are new." in text


@settings(max_examples=25)
@given(data=st.data())
def test_any_comparison_is_inert(data: st.DataObject, reports: st.SearchStrategy[Report]) -> None:
    old, new = data.draw(reports), data.draw(reports)
    found = compare(old, replace(new, header=replace(new.header, contract=old.header.contract)))
    require_inert(Page(_compare_texts.page(found)))
    SCHEMA.validate(json.loads(_compare_texts.to_json(found)))
    assert len(_compare_texts.markdown(found)) < 65_536
    for line in _compare_texts.lines(found, 100):
        assert len(line) <= 100
        assert line.isprintable()
