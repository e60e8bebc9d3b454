"""``conformance report``: one report of several, a matrix, a comparison; each says by its exit code how it came out."""

import json
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.model.report import Report
from conformance.report import jsonl
from tests.report.test_compare import CLEAN, DIRTY


@pytest.fixture
def file(tmp_path: Path):
    def written(name: str, report: Report, *, cut: bool = False) -> str:
        path = tmp_path / name
        entries = (report.header, *report.records, *report.findings, *(() if cut else (report.footer,)))
        path.write_text("".join(f"{jsonl.to_line(entry)}\n" for entry in entries))
        return str(path)

    return written


def other(report: Report, **changed) -> Report:
    from dataclasses import replace

    return replace(report, header=replace(report.header, **changed))


def test_targets_side_by_side(file, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    runs = [file("a.jsonl", CLEAN), file("b.jsonl", other(DIRTY, vendor="Other Ltd"))]
    outs = [str(tmp_path / f"matrix.{suffix}") for suffix in ("html", "md", "json", "csv")]
    told = [argument for out in outs for argument in ("-o", out)]
    assert main(["report", *runs, *told, "--badges", str(tmp_path / "badges")]) == 1
    assert [target["title"] for target in json.loads(Path(outs[2]).read_text())["targets"]] == [
        "Vendor & Sons",
        "Other Ltd",
    ]
    assert {path.name for path in (tmp_path / "badges").iterdir()} == {"vendor-sons.svg", "other-ltd.svg"}
    assert "Other Ltd: 1 requirement broken" in capsys.readouterr().out


@pytest.mark.parametrize("cut, code", [(False, 0), (True, 3)])
def test_a_matrix_is_clean_only_where_every_target_is(file, tmp_path: Path, cut: bool, code: int) -> None:
    runs = [file("a.jsonl", CLEAN), file("b.jsonl", other(CLEAN, vendor="Other Ltd"), cut=cut)]
    assert main(["report", *runs, "-o", str(tmp_path / "matrix.md")]) == code


def test_runs_that_do_not_belong_together_are_not_joined(file, capsys: pytest.CaptureFixture) -> None:
    assert main(["report", file("a.jsonl", CLEAN), file("b.jsonl", other(CLEAN, vendor="Other Ltd"))]) == 2
    told = capsys.readouterr().err
    assert "vendor is 'Other Ltd' in" in told
    assert "-o matrix.html" in told


@pytest.mark.parametrize(
    "old, new, cut, code",
    [
        (CLEAN, CLEAN, False, 0),
        (CLEAN, DIRTY, False, 1),
        (DIRTY, CLEAN, False, 0),
        (CLEAN, CLEAN, True, 3),
        (CLEAN, DIRTY, True, 1),
    ],
    ids=["nothing new", "new", "mended", "cut", "new and cut"],
)
def test_run_against_run(file, tmp_path: Path, capsys, old: Report, new: Report, cut: bool, code: int) -> None:
    out = tmp_path / "change.json"
    assert (
        main(["report", "--compare", file("old.jsonl", old), file("new.jsonl", new, cut=cut), "-o", str(out)]) == code
    )
    told = json.loads(out.read_text())
    assert told["fails"] == (code == 1)
    assert told["decided"] == (code in {0, 1} and not cut)
    said = "INCOMPLETE: the new run did not do all that was planned; until then " if cut else ""
    assert " ".join(capsys.readouterr().out.split()).startswith(f"{said}contract unchanged, behaviour ")


@pytest.mark.parametrize(
    "arguments, words",
    [
        ([], "name a report"),
        (["--compare", "{a}", "missing.jsonl"], "missing.jsonl cannot be used as a report"),
        (["--compare", "{a}", "{a}", "-o", "change.txt"], "a comparison is written as"),
        (["{a}", "--compare", "{a}", "{a}"], "takes two reports and no others"),
        (["{a}", "-o", "report.svg"], "no report format has the suffix"),
        (["{a}", "--badges", "{a}"], "name a folder for the badges"),
    ],
    ids=str,
)
def test_what_is_asked_wrongly_is_told(file, capsys: pytest.CaptureFixture, arguments: list[str], words: str) -> None:
    name = file("a.jsonl", CLEAN)
    assert main(["report", *(argument.format(a=name) for argument in arguments)]) == 2
    assert words in capsys.readouterr().err
