"""A report written, read back, equal; cut anywhere, incomplete; joined, alike however the work was divided."""

import json
import tracemalloc
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.errors import UsageError
from conformance.model.exchange import Exchange, Request
from conformance.model.report import Evidence, Footer, Header, Record, Report, Untested
from conformance.report import _summary, jsonl, markdown
from conformance.report._tally import tally
from conformance.report._union import unite
from conformance.report._verdict import account
from conformance.report.jsonl import Ending, Entry, PartWriter

ENDING = Ending(untested=(Untested(what="x", why="y"),), finished="2024-02-29T12:03:11Z", complete=True)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose files may be written again by each example."""
    return tmp_path_factory.mktemp("reports")


def entries(report: Report) -> Iterable[Entry]:
    """Yield what a report holds in the order of its lines."""
    yield report.header
    yield from report.records
    yield from report.findings
    if report.footer:
        yield report.footer


def written(path: Path, report: Report) -> Path:
    """Write a report without parts."""
    path.write_text("".join(jsonl.to_line(entry) + "\n" for entry in entries(report)), encoding="utf-8", newline="")
    return path


@given(data=st.data())
def test_a_report_written_and_read_back_is_equal(
    data: st.DataObject, reports: st.SearchStrategy[Report], folder: Path
) -> None:
    report = data.draw(reports)
    assert jsonl.read(written(folder / "equal.jsonl", report)) == report


@given(data=st.data())
def test_an_entry_is_one_line_for_every_reader(data: st.DataObject, reports: st.SearchStrategy[Report]) -> None:
    for entry in entries(data.draw(reports)):
        line = jsonl.to_line(entry)
        assert line.splitlines() == [line]
        assert line.encode("utf-8")
        assert jsonl.from_line(line) == entry


def test_a_lone_surrogate_survives(report: Report) -> None:
    entry = replace(report.findings[0], message="\ud800 and \udfff")
    assert jsonl.from_line(jsonl.to_line(entry)) == entry


def test_the_fields_are_those_of_the_schema(report: Report) -> None:
    header, record, finding, footer = (
        json.loads(jsonl.to_line(entry))
        for entry in (report.header, report.records[2], report.findings[3], report.footer)
        if entry
    )
    assert [entry["kind"] for entry in (header, record, finding, footer)] == ["header", "record", "finding", "footer"]
    assert header["schema"] == "conformance-report/1"
    assert record["exchange"]["response"] is None
    assert record["exchange"]["error"] == {"class": "reset", "message": "by peer", "unsent": False}
    assert record["exchange"]["request"]["headers"][0] == ["Host", "api.vendor.example"]
    assert record["exchange"]["request"]["body"].startswith("<?xml")
    assert record["verdicts"][1]["outcome"] == "cantTell"
    assert "body" not in finding["request"]
    assert finding["request"]["body_base64"].startswith("AP8A")
    assert footer["counts"]["http.media-type"] == {"failed": 2, "passed": 2}
    assert footer["coverage"]["GetContact"] == {"exchanges": 3, "accepted": 20, "refused": 1, "visited": {}}


def test_a_field_that_a_later_version_added_is_left_out(report: Report) -> None:
    fields = json.loads(jsonl.to_line(report.header)) | {"mood": "good"}
    assert jsonl.from_line(json.dumps(fields)) == report.header


def test_cut_at_any_byte_a_report_is_incomplete(report: Report, tmp_path: Path) -> None:
    small = replace(report, records=report.records[2:3], findings=report.findings[1:2])
    assert small.footer
    small = replace(small, footer=replace(small.footer, records=1))
    whole = written(tmp_path / "whole.jsonl", small).read_bytes()
    start = whole.index(b"\n")
    cut = tmp_path / "cut.jsonl"
    for length in range(len(whole) - 1):
        cut.write_bytes(whole[:length])
        if length < start:
            with pytest.raises(UsageError, match=r"cut\.jsonl:1: "):
                jsonl.read(cut)
        else:
            found = jsonl.read(cut)
            assert found.footer is None
            assert not found.complete
            assert found.records in {(), small.records}


def test_only_the_last_line_end_is_no_loss(report: Report, tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", report)
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert jsonl.read(path) == report


FOOTER = {
    "kind": "footer",
    "counts": {},
    "coverage": {},
    "untested": [],
    "finished": "",
    "complete": True,
    "records": 4,
}


@pytest.mark.parametrize(
    "line, complaint",
    [
        (b"hello", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"{}", "no line of a report"),
        (b"[]", "no line of a report"),
        (b'{"kind": ["record"]}', "no line of a report"),
        (b'{"kind": "record"}', r"no record of a report: required field missing @ \$\.case"),
        (json.dumps(FOOTER | {"complete": "no"}).encode(), r"expected bool @ \$\.complete"),
        (json.dumps(FOOTER | {"records": True}).encode(), r"expected int @ \$\.records"),
        (json.dumps(FOOTER | {"records": 7}).encode(), "tells of 7 records, but there are 4"),
        (b'{"kind": "header", "schema": "conformance-report/2"}', "use the version that wrote"),
    ],
)
def test_what_is_no_report_is_refused_by_file_and_line(
    line: bytes, complaint: str, report: Report, tmp_path: Path
) -> None:
    path = written(tmp_path / "r.jsonl", replace(report, footer=None))
    path.write_bytes(path.read_bytes() + line + b"\n" + jsonl.to_line(report.findings[0]).encode() + b"\n")
    with pytest.raises(UsageError, match=rf"r\.jsonl:10: .*{complaint}"):
        jsonl.read(path)


def test_a_second_header_and_a_line_after_the_footer_are_refused(report: Report, tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", report)
    whole = path.read_bytes()
    path.write_bytes(whole + jsonl.to_line(report.records[0]).encode() + b"\n")
    with pytest.raises(UsageError, match="follow the footer"):
        jsonl.read(path)
    path.write_bytes(whole + b'{"kind": "rec')
    with pytest.raises(UsageError, match="follow the footer"):
        jsonl.read(path)
    path.write_bytes(whole.splitlines(keepends=True)[0] * 2)
    with pytest.raises(UsageError, match=r":2: .*one header"):
        jsonl.read(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.jsonl cannot be used.*No such file"):
        jsonl.read(tmp_path / "gone.jsonl")
    with pytest.raises(UsageError, match="cannot be used"):
        jsonl.read(tmp_path)


def test_a_place_that_cannot_be_written_is_named(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"r\.jsonl cannot be used"):
        jsonl.begin(tmp_path / "file" / "r.jsonl", report.header)
    with pytest.raises(UsageError, match=r"gw0\.jsonl cannot be used"):
        PartWriter(tmp_path / "file" / "gw0.jsonl").write(report.records[0])


def test_write_copies_even_onto_itself(report: Report, tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", report)
    jsonl.write(path, tmp_path / "new" / "copy.jsonl")
    jsonl.write(path, path)
    assert jsonl.read(tmp_path / "new" / "copy.jsonl") == report == jsonl.read(path)


def joined(path: Path, report: Report, *, order: list[str], parts: dict[str, list[Record | Evidence]]) -> Report:
    """Return what is read after the parts were written and joined."""
    jsonl.begin(path, report.header)
    for worker, held in parts.items():
        with closing(PartWriter(jsonl.parts_of(path) / f"{worker}.jsonl")) as part:
            for entry in held:
                part.write(entry)
    footer = jsonl.join(path, report.header, order=order, ending=ENDING)
    found = jsonl.read(path)
    assert found.footer == footer
    return found


@given(data=st.data())
def test_joined_is_alike_however_the_work_was_divided(
    data: st.DataObject, reports: st.SearchStrategy[Report], folder: Path
) -> None:
    drawn = data.draw(reports)
    records = [replace(one, case=replace(one.case, id=f"case-{n}")) for n, one in enumerate(drawn.records)]
    findings = [replace(one, case=f"case-{n}") for n, one in enumerate(drawn.findings)]
    order = data.draw(st.permutations([f"case-{n}" for n in range(3)]))
    parts: dict[str, list[Record | Evidence]] = {"gw0": [], "gw1": []}
    workers = {case: data.draw(st.sampled_from(["gw0", "gw1"])) for case in order}
    everything: list[Record | Evidence] = [*records, *findings]
    for entry in data.draw(st.permutations(everything)):
        parts[workers[entry.case.id if isinstance(entry, Record) else entry.case]].append(entry)
    found = joined(folder / "joined.jsonl", drawn, order=order, parts=parts)
    assert found.header == drawn.header
    assert list(found.records) == sorted(records, key=lambda one: order.index(one.case.id))
    assert list(found.findings) == sorted(findings, key=lambda one: order.index(one.case))
    assert found.footer
    assert (found.footer.counts, found.footer.coverage) == tally(records)
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("joined")) == ["joined.jsonl"]


def test_a_beginning_stands_for_all_its_cases_in_the_order_of_their_part(report: Report, tmp_path: Path) -> None:
    def named(case: str) -> Record:
        return replace(report.records[0], case=replace(report.records[0].case, id=case))

    sweep = [named(f"A/generated/{number}") for number in (10, 9, 11)]
    parts: dict[str, list[Record | Evidence]] = {
        "gw0": [named("z"), *sweep, named("y")],
        "gw1": [named("B"), named("A/example")],
    }
    found = joined(tmp_path / "r.jsonl", report, order=["B", "A/generated", "A/example"], parts=parts)
    ids = [record.case.id for record in found.records]
    assert ids == ["B", "A/generated/10", "A/generated/9", "A/generated/11", "A/example", "y", "z"]


def test_of_a_case_that_two_workers_began_the_last_is_taken(report: Report, tmp_path: Path) -> None:
    def named(case: str, accepted: int) -> Record:
        return replace(report.records[0], case=replace(report.records[0].case, id=case), accepted=accepted)

    parts: dict[str, list[Record | Evidence]] = {
        "gw2": [named("A/1", 2), named("B", 2), replace(report.findings[0], case="A")],
        "gw10": [named("A/1", 10), named("A/2", 10), replace(report.findings[1], case="A")],
        "gw1": [named("A/1", 1), named("A/2", 1), named("A/3", 1)],
    }
    found = joined(tmp_path / "r.jsonl", report, order=["A", "B"], parts=parts)
    assert [(record.case.id, record.accepted) for record in found.records] == [("A/1", 10), ("A/2", 10), ("B", 2)]
    assert [told.check for told in found.findings] == [report.findings[1].check]
    assert found.footer is not None
    assert (found.footer.counts, found.footer.coverage) == tally(found.records)


def test_a_run_without_parts_joins_to_a_report_of_nothing(report: Report, tmp_path: Path) -> None:
    found = joined(tmp_path / "r.jsonl", report, order=[], parts={})
    assert found.complete
    assert found.records == ()


def test_before_the_join_a_report_is_incomplete_and_old_parts_are_gone(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with closing(PartWriter(jsonl.parts_of(path) / "main.jsonl")) as part:
        part.write(report.records[0])
    jsonl.begin(path, report.header)
    assert jsonl.read(path) == Report(header=report.header)
    assert not jsonl.parts_of(path).exists()


def test_a_part_is_on_disk_after_each_entry_and_opens_again_after_close(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "parts" / "gw0.jsonl"
    part = PartWriter(path)
    part.close()
    assert not path.exists()
    part.write(report.records[0])
    assert path.read_bytes().count(b"\n") == 1
    part.close()
    part.write(report.findings[0])
    assert path.read_bytes().count(b"\n") == 2
    part.close()


def test_a_part_that_is_cut_makes_the_run_incomplete_and_is_named(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    jsonl.begin(path, report.header)
    parts = jsonl.parts_of(path)
    parts.mkdir()
    first, second = (jsonl.to_line(record).encode() for record in report.records[:2])
    (parts / "gw0.jsonl").write_bytes(first + b"\n" + second[:-9])
    (parts / "gw1.jsonl").write_bytes(second)
    footer = jsonl.join(path, report.header, order=[], ending=ENDING)
    found = jsonl.read(path)
    assert {record.case.id for record in found.records} == {record.case.id for record in report.records[:2]}
    assert not footer.complete
    assert footer.untested[1].what == "gw0.jsonl"


def test_a_damaged_part_stops_the_join_and_loses_nothing(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    jsonl.begin(path, report.header)
    parts = jsonl.parts_of(path)
    parts.mkdir()
    for damage in (b"x\n", jsonl.to_line(report.header).encode() + b"\n"):
        (parts / "gw0.jsonl").write_bytes(jsonl.to_line(report.records[0]).encode() + b"\n" + damage)
        with pytest.raises(UsageError, match=r"gw0\.jsonl:2: "):
            jsonl.join(path, report.header, order=[], ending=ENDING)
    assert (parts / "gw0.jsonl").exists()
    assert jsonl.read(path).footer is None


def peak_of(step: Callable[[], object]) -> int:
    """Return how many bytes of memory a step takes at most."""
    tracemalloc.start()
    try:
        step()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_flat_in_the_records(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    jsonl.begin(path, report.header)
    request = Request(url="http://127.0.0.1/", headers=(), body=b"x" * 100_000)
    big = replace(report.records[1], exchange=Exchange(request=request))
    with closing(PartWriter(jsonl.parts_of(path) / "main.jsonl")) as part:
        for number in range(300):
            part.write(replace(big, case=replace(big.case, id=f"case/{number}")))
    steps = {
        "join": lambda: jsonl.join(path, report.header, order=["case"], ending=ENDING),
        "summary": lambda: _summary.lines(jsonl.scan(path), 80),
        "page": lambda: markdown.write(path, tmp_path / "r.md"),
        "unite": lambda: unite([path], tmp_path / "united.jsonl"),
    }
    peaks = {name: peak_of(step) for name, step in steps.items()}
    assert path.stat().st_size > 30_000_000
    assert len(jsonl.scan(tmp_path / "united.jsonl").records) == 300
    assert max(peaks.values()) < 5_000_000, peaks


def test_records_that_are_left_in_the_file_are_those_that_are_read(report: Report, tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", report)
    scanned = jsonl.scan(path)
    assert tuple(scanned.records) == tuple(scanned.records) == jsonl.read(path).records
    assert len(scanned.records) == len(report.records)
    assert report.records[2] in scanned.records
    assert replace(report.records[2], accepted=99) not in scanned.records
    assert account(scanned) == account(report)


def test_the_tally_counts_outcomes_and_items(report: Report) -> None:
    counts, coverage = tally(iter(report.records))
    assert counts == {
        "fault.code-is-defined": {"cantTell": 1, "failed": 1, "inapplicable": 1, "passed": 1},
        "http.media-type": {"failed": 2, "passed": 2},
        "hygiene.server-names-itself": {"failed": 1},
    }
    assert {operation: (row.exchanges, row.accepted, row.refused) for operation, row in coverage.items()} == {
        "GetContact": (3, 20, 1),
        "UpdateContact": (1, 10, 10),
    }


def test_a_header_and_a_footer_are_entries(report: Report) -> None:
    assert isinstance(jsonl.from_line(jsonl.to_line(report.header)), Header)
    assert report.footer
    assert isinstance(jsonl.from_line(jsonl.to_line(report.footer)), Footer)
