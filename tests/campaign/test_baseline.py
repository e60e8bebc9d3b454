"""Baselines: a file that cannot be used is named with its entry, and what is written is read back once it is filled in."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.campaign import baseline
from conformance.campaign.baseline import Baseline, load
from conformance.checks import Judged, catalogue
from conformance.errors import UsageError
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.report import (
    CaseStamp,
    ContractStamp,
    Evidence,
    Footer,
    Header,
    KnownStamp,
    Record,
    Report,
    ToolStamp,
)
from conformance.model.requirement import Severity
from conformance.model.verdict import Outcome, Verdict

DAY = "2026-05-04"
GOOD = {
    "check": '"fault.stands-alone"',
    "operation": '"Login"',
    "binding": '"soap12"',
    "reason": '"Ticket 7"',
    "owner": '"Ada"',
    "expires": "2026-05-04",
}


def entry(changed: dict[str, str | None] | None = None) -> str:
    """Return an entry of a file; a key whose value is None is left out."""
    rows = {**GOOD, **(changed or {})}
    return "[[known]]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items() if value is not None)


def read(folder: Path, contract: Contract, *entries: str, day: str = DAY) -> Baseline:
    file = folder / "known.toml"
    file.write_text("\n".join(entries))
    return load(file, contract, checks=catalogue(), day=day)


WRONG = {
    "no TOML": (["[[known]\n"], "known.toml: not TOML: "),
    "one table": (
        ["[known]\ncheck = 1\n"],
        "known.toml: no table @ entry 1; each [[known]] takes check, reason, owner",
    ),
    "an unknown key": ([entry({"ticket": "7"})], "extra fields found (ticket) @ entry 1; each [[known]] takes check, "),
    "a key too many": ([entry(), "[other]\n"], "known.toml: extra fields found (other)"),
    "a missing key": ([entry(), entry({"owner": None})], "required field missing @ entry 2, owner"),
    "no date": ([entry({"expires": '"2026-05-04"'})], "expected date @ entry 1, expires; each"),
    "a time": ([entry({"expires": "2026-05-04T00:00:00Z"})], "entry 1, expires; each [[known]] takes"),
    "an unknown check": (
        [entry({"check": '"fault.stand-alone"'})],
        "entry 1 (fault.stand-alone, Login, soap12): there is no check 'fault.stand-alone'; close to it: fault.stands",
    ),
    "an unknown operation": ([entry({"operation": '"Logn"'})], "): contract cvent has no operation 'Logn'; it has"),
    "an unknown binding": ([entry({"binding": '"soap13"'})], "): contract cvent has no binding 'soap13'; it has"),
    "another binding": ([entry({"binding": '"soap11"'})], "): this check is about soap12 only: name that binding"),
    "a blank reason": ([entry({"reason": '" "'})], "(fault.stands-alone, Login, soap12): its reason is blank: say why"),
    "a blank owner": ([entry({"owner": '""'})], "its owner is blank: say who sees to it"),
    "one place twice": (
        [entry(), entry({"check": '"xml.well-formed"'}), entry({"operation": None})],
        "entries 1 and 3 (fault.stands-alone, soap12) are both for fault.stands-alone, Login over soap12: leave one",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_that_cannot_be_used_is_named_with_its_entry(tmp_path: Path, cvent: Contract, case: str) -> None:
    entries, words = WRONG[case]
    with pytest.raises(UsageError) as told:
        read(tmp_path, cvent, *entries)
    assert words in str(told.value)
    assert "known.toml" in str(told.value)


def test_a_missing_file_is_told_with_how_to_make_one(tmp_path: Path, cvent: Contract) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: the file cannot be read.*--conformance-baseline-write makes"):
        load(tmp_path / "none.toml", cvent, checks=catalogue(), day=DAY)


def test_an_entry_is_for_all_that_it_does_not_name(tmp_path: Path, cvent: Contract) -> None:
    wide = entry({"operation": None, "binding": None})
    found = read(tmp_path, cvent, wide, entry({"check": '"xml.well-formed"', "binding": None}))
    assert found.entries["1"].places == tuple((name, "soap12") for name in sorted(cvent.operations))
    assert found.entries["2"].places == (("Login", "soap11"), ("Login", "soap12"))


def case_of(operation: str, binding: str) -> Case:
    return Case(id="x", operation=operation, binding=binding, kind=Kind.EXAMPLE, expectation=Expectation.EITHER)


def known(found: Baseline, verdict: Verdict, case: Case) -> str | None:
    return found.mark(Judged(verdicts=(verdict,)), case).verdicts[0].known


def test_an_entry_covers_failed_verdicts_of_its_place_until_its_day_has_passed(tmp_path: Path, cvent: Contract) -> None:
    failed = Verdict(check="fault.stands-alone", outcome=Outcome.FAILED, severity=Severity.ERROR)
    found, here = read(tmp_path, cvent, entry()), case_of("Login", "soap12")
    assert known(found, failed, here) == "1"
    assert not found.mark(Judged(verdicts=(failed,)), here).verdicts[0].counts
    assert known(found, failed, case_of("Login", "soap11")) is None
    assert known(found, failed, case_of("UpdateContact", "soap12")) is None
    assert known(found, replace(failed, check="xml.well-formed"), here) is None
    assert known(found, replace(failed, outcome=Outcome.CANT_TELL), here) is None
    assert known(found, replace(failed, tolerated="ASMX-01"), here) is None
    assert known(read(tmp_path, cvent, entry(), day="2026-05-05"), failed, here) is None


SUCCESS, PARITY = "results.success-carries-no-error", "parity.bindings-treat-it-alike"


def ended(
    *verdicts: Verdict, entries: dict[str, KnownStamp] | None = None, complete: bool = True, message: str = "wrong"
) -> Report:
    """Return the report of a run with a record of Login over SOAP 1.1."""
    stamp = CaseStamp(id="Login/soap11/example", operation="Login", binding="soap11", kind=Kind.EXAMPLE)
    found = tuple(
        Evidence(
            check=told.check,
            operation="Login",
            binding="soap11",
            case=stamp.id,
            request=Request(url="", headers=(), body=b""),
            response=None,
            message=message,
            severity=told.severity,
            tolerated=told.tolerated,
            known=told.known,
        )
        for told in verdicts
        if told.outcome is Outcome.FAILED
    )
    header = Header(
        contract=ContractStamp(name="cvent", sha256=""),
        target="reference:",
        vendor=None,
        platform=None,
        depth="quick",
        seed=0,
        tool=ToolStamp(version="", hypothesis=""),
        started=f"{DAY}T23:59:59+00:00",
        operations=("Login",),
        bindings=("soap11",),
        checks={},
        baseline=entries or {},
    )
    record = Record(case=stamp, exchange=None, request_sha256="", passed=("xml.well-formed",), verdicts=verdicts)
    footer = Footer(records=1, counts={}, coverage={}, untested=(), finished="", complete=complete)
    return Report(header=header, records=(record,), findings=found, footer=footer)


def failed(check: str, severity: Severity = Severity.ERROR) -> Verdict:
    return Verdict(check=check, outcome=Outcome.FAILED, severity=severity)


def test_what_is_written_lists_what_counts_and_is_refused_until_it_is_filled_in(
    tmp_path: Path, cvent: Contract
) -> None:
    report = ended(
        failed(SUCCESS),
        failed("body.payload-is-the-declared-element"),
        failed(PARITY, Severity.WARNING),
        replace(failed("xml.no-document-type"), tolerated="P-1"),
        Verdict(check="xml.within-limits", outcome=Outcome.CANT_TELL, severity=Severity.ERROR),
        message='two\nlines of "text"',
    )
    out = tmp_path / "new" / "known.toml"
    told = baseline.draft(out, None, report)
    assert told == f"{out} has 2 entries; give each new one a reason and an owner"
    rows = tomllib.loads(out.read_text())["known"]
    assert [row["check"] for row in rows] == ["body.payload-is-the-declared-element", SUCCESS]
    assert {str(row["expires"]) for row in rows} == {"2026-08-02"}, "90 days after the run began"
    with pytest.raises(UsageError, match=r"entry 1 \(body\.payload.*its reason is blank"):
        load(out, cvent, checks=catalogue(), day=DAY)
    out.write_text(out.read_text().replace('reason = ""', 'reason = "7"').replace('owner = ""', 'owner = "Ada"'))
    filled = load(out, cvent, checks=catalogue(), day=DAY)
    assert [found.places for found in filled.entries.values()] == [(("Login", "soap11"),)] * 2


def test_entries_that_hold_are_kept_as_they_are_and_the_others_left_out(tmp_path: Path, cvent: Contract) -> None:
    texts = (
        entry({"check": f'"{SUCCESS}"', "operation": None, "binding": None, "reason": r'"a \"b\" \\ \u007f ü"'}),
        entry({"check": '"xml.well-formed"', "binding": '"soap11"'}),
        entry({"check": '"xml.no-document-type"', "binding": '"soap11"', "expires": "2026-05-03"}),
        entry({"check": '"fault.comes-once"', "binding": '"soap11"'}),
    )
    before = read(tmp_path, cvent, *texts)
    report = ended(replace(failed(SUCCESS), known="1"), failed("xml.no-document-type"), entries=dict(before.entries))
    told = baseline.draft(before.file, before, report)
    assert told is not None
    assert "has 3 entries, 2 of them kept; give each new one" in told
    text = before.file.read_text()
    assert [row["check"] for row in tomllib.loads(text)["known"]] == [
        "fault.comes-once",
        SUCCESS,
        "xml.no-document-type",
    ]
    filled = text.replace('reason = ""', 'reason = "x"').replace('owner = ""', 'owner = "x"')
    after = read(tmp_path, cvent, filled)
    assert after.entries["1"] == before.entries["4"], "not tested, so nobody knows"
    assert after.entries["2"] == before.entries["1"]
    assert after.entries["3"].expires == "2026-08-02"


def test_no_other_file_is_lost(tmp_path: Path) -> None:
    used, other = tmp_path / "used.toml", tmp_path / "other.toml"
    used.touch()
    other.write_text("mine")
    baseline.require_free(tmp_path / "." / "used.toml", used)
    with pytest.raises(UsageError, match=r"other\.toml is there already: .*name another, or move it away"):
        baseline.require_free(other, used)
    with pytest.raises(UsageError, match="is there already"):
        baseline.draft(other, None, ended())
    assert other.read_text() == "mine"
    with pytest.raises(UsageError, match=r"other\.toml/x cannot be used as a baseline"):
        baseline.require_free(other / "x", None)


def test_an_incomplete_run_writes_none(tmp_path: Path) -> None:
    out = tmp_path / "known.toml"
    told = baseline.draft(out, None, ended(failed(SUCCESS), complete=False))
    assert told == f"{out} is not written, because the run is incomplete"
    assert not out.exists()
    assert baseline.draft(None, None, ended()) is None
    assert baseline.draft(out, None, ended()) == f"{out} has 0 entries"
