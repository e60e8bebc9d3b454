"""How much of a contract a run visited: exit code 0 for all of it, 1 for less, 2 for what is no report."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.campaign.visits import coverable
from conformance.cli import main
from conformance.generation.coverage import Chart
from conformance.model.case import Kind
from conformance.model.contract import Contract
from conformance.model.report import CaseStamp, ContractStamp, Header, Record, Report, ToolStamp, Visits
from conformance.report._tally import tally
from tests.report.conftest import finished, write

OPERATIONS = ("Login", "SessionRegAction")
GONE = "class AccountNumber=empty"


def points(contract: Contract, operation: str) -> tuple[str, ...]:
    chart = Chart(contract=contract, operation=contract.operations[operation])
    return tuple(sorted(point for kind in chart.points().values() for point in kind))


def record(operation: str, visits: Visits) -> Record:
    stamp = CaseStamp(id=f"{operation}/soap11/edge/all", operation=operation, binding="soap11", kind=Kind.EDGE)
    return Record(case=stamp, exchange=None, request_sha256="00", visited=visits)


def report(contract: Contract, visits: Mapping[str, Visits]) -> Report:
    """Return the report of a run that called the operations which have visits."""
    header = Header(
        contract=ContractStamp(name=contract.name, sha256=contract.sha256),
        target="reference:",
        vendor=None,
        platform=None,
        depth="default",
        seed=0,
        tool=ToolStamp(version="0", hypothesis="0"),
        started="2026-01-02T03:04:05Z",
        operations=OPERATIONS,
        bindings=("soap11",),
        checks={},
    )
    records = tuple(record(operation, found) for operation, found in visits.items())
    found = finished(Report(header=header, records=records))
    return replace(found, footer=replace(found.footer, coverable=coverable(contract, OPERATIONS)))


@pytest.fixture
def whole(cvent: Contract) -> Report:
    return report(cvent, {name: Visits(accepted=points(cvent, name)) for name in OPERATIONS})


@pytest.fixture
def partly(cvent: Contract) -> Report:
    login = tuple(point for point in points(cvent, "Login") if point != GONE)
    other = points(cvent, "SessionRegAction")
    return report(
        cvent, {"Login": Visits(accepted=login[:5], refused=login[3:]), "SessionRegAction": Visits(accepted=other)}
    )


def rows(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    split = (line.split() for line in text.splitlines() if line.startswith(OPERATIONS))
    return {(operation, kind): tuple(numbers) for operation, kind, *numbers in split}


def test_all_visited_is_clean(cvent: Contract, whole: Report, tmp_path: Path, capsys) -> None:
    assert main(["coverage", str(write(tmp_path / "run.jsonl", whole)), "--missed"]) == 0
    told = capsys.readouterr().out
    assert "not visited" not in told
    assert {name for name, _ in rows(told)} == set(OPERATIONS)
    for there, visited, accepted, refused in rows(told).values():
        assert (there, there, "0") == (visited, accepted, refused)
    number = len([point for point in points(cvent, "Login") if point.startswith("class ")])
    assert rows(told)["Login", "class"][0] == str(number)


def test_what_was_missed_is_counted_and_listed(partly: Report, tmp_path: Path, capsys) -> None:
    path = str(write(tmp_path / "run.jsonl", partly))
    assert main(["coverage", path]) == 1
    short = capsys.readouterr().out
    there, visited, *_ = map(int, rows(short)["Login", "class"])
    assert there - visited == 1
    assert "not visited" not in short
    assert main(["coverage", path, "--missed"]) == 1
    told = capsys.readouterr().out
    assert told.startswith(short)
    assert told.removeprefix(short) == f"not visited: Login: {GONE}\n"


def test_a_point_that_both_sides_visited_is_counted_once(partly: Report, tmp_path: Path, capsys) -> None:
    main(["coverage", str(write(tmp_path / "run.jsonl", partly))])
    found = rows(capsys.readouterr().out)
    numbers = [tuple(map(int, row)) for (name, _), row in found.items() if name == "Login"]
    assert all(visited <= accepted + refused for _, visited, accepted, refused in numbers)
    assert any(visited < accepted + refused for _, visited, accepted, refused in numbers)


def test_an_operation_that_was_never_called_is_missed(cvent: Contract, tmp_path: Path, capsys) -> None:
    held = report(cvent, {"Login": Visits(accepted=points(cvent, "Login"))})
    assert main(["coverage", str(write(tmp_path / "run.jsonl", held)), "--missed"]) == 1
    told = capsys.readouterr().out
    assert {row[1] for (name, _), row in rows(told).items() if name == "SessionRegAction"} == {"0"}
    missed = told.count("not visited: SessionRegAction: ")
    assert missed == told.count("not visited: ") == len(points(cvent, "SessionRegAction"))


def test_a_run_without_an_end_is_never_clean(whole: Report, tmp_path: Path, capsys) -> None:
    assert main(["coverage", str(write(tmp_path / "run.jsonl", replace(whole, footer=None)))]) == 1
    told = capsys.readouterr().out
    assert "did not come to its end" in told
    assert {row[0] for row in rows(told).values()} == {"?"}


def test_a_report_that_does_not_say_what_there_is_is_never_clean(whole: Report, tmp_path: Path, capsys) -> None:
    assert whole.footer is not None
    older = replace(whole, footer=replace(whole.footer, coverable={}))
    assert main(["coverage", str(write(tmp_path / "run.jsonl", older))]) == 1
    assert "does not tell what there is" in capsys.readouterr().out


def test_faults_are_told_though_nobody_knows_how_many_there_are(whole: Report, tmp_path: Path, capsys) -> None:
    visits = Visits(refused=("fault Client", "fault CV10102"))
    held = replace(whole, records=(*whole.records, record("Login", visits)))
    assert held.footer is not None
    footer = replace(held.footer, records=len(held.records), coverage=tally(held.records)[1])
    assert main(["coverage", str(write(tmp_path / "run.jsonl", replace(held, footer=footer)))]) == 0
    assert rows(capsys.readouterr().out)["Login", "fault"] == ("?", "2", "0", "2")


@pytest.mark.parametrize("text", [None, "", "no report\n", "<testsuites/>", '{"kind": "record"}\n'])
def test_what_is_no_report_is_told(tmp_path: Path, capsys, text: str | None) -> None:
    path = tmp_path / "run.jsonl"
    if text is not None:
        path.write_text(text)
    assert main(["coverage", str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_another_contract_is_told(whole: Report, tmp_path: Path, capsys) -> None:
    other = replace(whole, header=replace(whole.header, contract=ContractStamp(name="cvent", sha256="00")))
    assert main(["coverage", str(write(tmp_path / "run.jsonl", other)), "--missed"]) == 2
    assert "the contract cvent is not the one of the report" in capsys.readouterr().err


def test_an_unknown_contract_is_told(whole: Report, tmp_path: Path, capsys) -> None:
    path = str(write(tmp_path / "run.jsonl", whole))
    assert main(["coverage", path, "--missed", "--contract", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
