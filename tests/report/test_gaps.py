"""Runs that are joined do not pass for a whole that they are not."""

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.model.case import Kind
from conformance.model.report import CaseStamp, Record, Report, Untested
from conformance.report import jsonl
from conformance.report._gaps import gaps
from conformance.report._union import unite
from tests.report.conftest import finished, write

PLACES = (("Login", "soap11"), ("Login", "soap12"), ("UpdateContact", "soap11"), ("UpdateContact", "soap12"))
KINDS = tuple(kind for kind in Kind if kind is not Kind.RECORDED)
WHOLE = tuple(f"{operation}/{binding}/{kind}" for operation, binding in PLACES for kind in KINDS)


def without(*beginnings: str) -> list[str]:
    return [case for case in WHOLE if not any(case.startswith(f"{name}/") or case == name for name in beginnings)]


@pytest.mark.parametrize(
    "cases, missing",
    [
        (WHOLE, {}),
        (without("Login/soap12"), {"Login/soap12": "no run went to it"}),
        (without("Login"), {"Login/soap11": "no run went to it", "Login/soap12": "no run went to it"}),
        (
            without("UpdateContact/soap11/edge"),
            {"UpdateContact/soap11/edge": "no run had cases of this kind there"},
        ),
        (
            [*without("UpdateContact/soap11/edge"), "UpdateContact/soap11/edge: the rest after 7 messages"],
            {},
        ),
        (
            [case for case in WHOLE if "/variant" not in case],
            {"variant": "no run had cases of this kind"},
        ),
        (["Login/soap11/recorded/traffic"], {}),
        (["test_own.py::test_it"], {}),
        ([], {}),
    ],
    ids=["whole", "a binding", "an operation", "a kind there", "told", "a kind", "recorded", "own", "nothing"],
)
def test_what_no_run_went_to_is_a_gap(cases: list[str], missing: dict[str, str]) -> None:
    assert {row.what: row.why for row in gaps(PLACES, cases)} == missing


def test_of_reports_without_places_nobody_knows() -> None:
    assert list(gaps((), WHOLE[:1])) == []


def shard(report: Report, path: Path, cases: list[str], *left: Untested) -> Path:
    """Write the report of a run of some cases."""
    records = tuple(
        Record(
            case=CaseStamp(id=case, operation=steps[0], binding=steps[1], kind=Kind(steps[2])),
            exchange=None,
            request_sha256="0" * 64,
            passed=("http.media-type",),
        )
        for case in cases
        for steps in [case.split("/")]
    )
    contract = replace(report.header.contract, places=PLACES)
    header = replace(report.header, contract=contract, operations=("Login", "UpdateContact"))
    return write(path, finished(replace(report, header=header, records=records, findings=()), *left))


def test_gaps_are_told_in_every_report_of_joined_runs_and_filled_by_another_run(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    login = shard(report, tmp_path / "login.jsonl", without("UpdateContact"))
    contact = shard(report, tmp_path / "contact.jsonl", without("Login", "UpdateContact/soap12"))
    rest = shard(report, tmp_path / "rest.jsonl", without("Login", "UpdateContact/soap11"))
    part, whole = tmp_path / "part.jsonl", tmp_path / "whole.jsonl"
    page = tmp_path / "part.md"
    assert main(["report", str(login), str(contact), "-o", str(part), "-o", str(page)]) == 0
    assert "Not tested: UpdateContact/soap12: no run went to it" in capsys.readouterr().out
    assert "| 1 | UpdateContact/soap12 | no run went to it |" in page.read_text()
    assert unite([part], tmp_path / "same.jsonl").untested == jsonl.read(part).footer.untested
    assert unite([part, rest], whole).untested == ()


def test_what_was_deselected_in_every_run_is_no_gap_but_told(report: Report, tmp_path: Path) -> None:
    left = [Untested(what="UpdateContact/soap12/edge", why="deselected")]
    one = shard(report, tmp_path / "one.jsonl", without("UpdateContact"), *left)
    other = shard(report, tmp_path / "other.jsonl", without("Login", "UpdateContact/soap12/edge"), *left)
    assert unite([one, other], tmp_path / "all.jsonl").untested == tuple(left)
