"""Traffic that was recorded elsewhere is judged, what is none of the contract's is told, and no secret is written."""

import json
from pathlib import Path

import pytest
from archives import ACTION, BIRTH, SESSION, archive, entry, failing, picture, redirected

from conformance.cli import main
from conformance.model.case import Kind
from conformance.report import _union, jsonl

SPECIMEN = Path(__file__).parents[1] / "specimens" / "results.success-is-a-boolean" / "passed-true-and-false.http"


@pytest.fixture(autouse=True)
def everything(pytester: pytest.Pytester, narrow: None) -> None:
    (pytester.path / "narrow.py").write_text("from conformance.suite import *\n")


def test_an_archive_is_judged_and_what_is_not_of_the_contract_is_told(suite, pytester: pytest.Pytester) -> None:
    (pytester.path / "traffic.har").write_text(archive(entry(), picture(), failing(), picture(), picture(), entry()))
    result, report = suite("--block-network", "--conformance-target", "replay:traffic.har", "--conformance-keep", "all")
    assert result.ret == 1
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["results.success-is-a-boolean: *"])
    name = "UpdateContact/soap11/recorded/traffic"
    assert [(found.case.id, found.case.kind, found.case.origin) for found in report.records] == [
        (f"{name}/{number}", Kind.RECORDED, f"traffic.har#{number}") for number in (1, 3, 6)
    ]
    failed = {told.check for told in report.records[1].verdicts}
    assert failed == {"results.success-is-a-boolean", "schema.message-is-valid"}
    assert not report.records[0].verdicts
    assert report.footer is not None
    assert report.complete
    untested = {left.what: left.why for left in report.footer.untested}
    assert untested == {"traffic.har#2,4-5: 3 exchanges": "it is no message of an operation of the contract"}
    assert report.footer.coverage["UpdateContact"].exchanges == 3
    assert report.footer.coverage["UpdateContact"].visited["attribute"].accepted == 3


def test_no_secret_of_the_traffic_is_written(
    suite, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = entry(answered=f"<CventSessionValue>{SESSION}2</CventSessionValue><", status=500)
    late = entry(url=f"https://api.example.com/?session={SESSION}")
    (pytester.path / "traffic.har").write_text(archive(broken, failing(), late))
    result, report = suite(
        "--conformance-target", "replay:traffic.har", "--conformance-keep", "all", "--conformance-report", "page.md"
    )
    assert len(report.records) == 3
    main_code = main(["validate", str(pytester.path / "traffic.har")])
    assert main_code == 1
    written = (pytester.path / "out.jsonl").read_text() + (pytester.path / "page.md").read_text()
    written += result.stdout.str() + capsys.readouterr().out
    for secret in (SESSION, BIRTH, "canary-cookie"):
        assert secret not in written, secret


def test_what_only_a_later_exchange_shows_to_be_secret_is_shown_nowhere(
    suite, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    later = "canary-of-a-later-file"
    early = json.dumps(failing()).replace(r"\"True\"", rf"\"{later}\"")
    declared = json.dumps(entry()).replace(SESSION, later)
    (pytester.path / "traffic").mkdir()
    for name, held in (("a", early), ("b", declared)):
        (pytester.path / "traffic" / f"{name}.har").write_text(archive(json.loads(held)))
    result, _ = suite("--conformance-target", "replay:traffic", "--conformance-keep", "all")
    assert main(["validate", str(pytester.path / "traffic")]) == 1
    written = (pytester.path / "out.jsonl").read_text() + result.stdout.str() + capsys.readouterr().out
    assert written.count("which is no xs:boolean") >= 3
    assert later not in written


def test_what_is_wrong_with_an_archive_shows_nothing_of_it(
    suite, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    (pytester.path / "traffic.har").write_text(archive(entry(), {})[:-5] + "canary-value")
    result, _ = suite("--conformance-target", "replay:traffic.har")
    assert main(["validate", str(pytester.path / "traffic.har")]) == 3
    written = (pytester.path / "out.jsonl").read_text() + result.stdout.str() + capsys.readouterr().out
    assert written.count("traffic.har: it is cut off or no JSON behind entry 1; export it again") >= 3
    assert "canary-value" not in written


@pytest.mark.parametrize("processes", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)], ids=["one", "two"])
def test_a_folder_of_exchanges_is_judged_file_by_file(
    suite, pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    folder = pytester.path / "traffic"
    (folder / "b").mkdir(parents=True)
    for name in ("1", "b/A b", "b/A-b"):
        (folder / f"{name}.http").write_bytes(SPECIMEN.read_bytes())
    (folder / "request only.http").write_bytes(SPECIMEN.read_bytes().partition(b"HTTP/1.1 200")[0])
    (folder / "c.har").write_text(archive(entry()))
    result, report = suite("--conformance-target", "replay:traffic", *processes)
    assert result.ret == 0
    result.assert_outcomes(passed=4)
    names = {found.case.id.removeprefix("UpdateContact/soap11/recorded/") for found in report.records}
    assert names == {"file-1/1", "b-A-b/1", "b-A-b-2/1", "c/1"}
    assert report.footer is not None
    assert {left.what: left.why for left in report.footer.untested} == {
        "traffic/request only.http#1: 1 exchange": "its answer is not in the file"
    }


def test_a_broken_archive_fails_behind_what_could_be_judged(suite, pytester: pytest.Pytester) -> None:
    (pytester.path / "traffic.har").write_text(archive(entry(), entry())[:-300])
    result, report = suite("--conformance-target", "replay:traffic.har")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["conformance: traffic.har: it is cut off or no JSON behind entry 1; export it again"])
    assert len(report.records) == 1
    assert not report.complete


def test_traffic_that_is_none_of_the_contracts_is_no_pass(suite, pytester: pytest.Pytester) -> None:
    (pytester.path / "traffic.har").write_text(archive(picture()))
    result, report = suite("--conformance-target", "replay:traffic.har")
    assert result.ret == 1
    assert "nothing was tested" in result.stdout.str()
    assert report.footer is not None
    assert [left.what for left in report.footer.untested] == ["traffic.har#1: 1 exchange"]


def test_without_traffic_there_is_no_test_of_it(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("narrow.py", "--collect-only", "-q", "-k", "example or recorded")
    assert result.ret == 0
    assert "test_recorded" not in result.stdout.str()


@pytest.mark.proof
def test_shards_of_traffic_are_joined(suite, pytester: pytest.Pytester) -> None:
    other = json.loads(archive(entry()).replace("UpdateContact", "UpdateSession"))["log"]["entries"][0]
    (pytester.path / "traffic.har").write_text(archive(entry(), other))
    for number, operation in enumerate(("UpdateContact", "UpdateSession")):
        suite("--conformance-target", "replay:traffic.har", "--conformance-operation", operation)
        (pytester.path / "out.jsonl").rename(pytester.path / f"{number}.jsonl")
    _union.unite([pytester.path / "0.jsonl", pytester.path / "1.jsonl"], pytester.path / "all.jsonl")
    found = jsonl.read(pytester.path / "all.jsonl")
    assert [record.case.origin for record in found.records] == ["traffic.har#1", "traffic.har#2"]


def test_an_unknown_request_with_a_known_action_is_attributed_by_it(suite, pytester: pytest.Pytester) -> None:
    unknown = entry(asked="<nothing")
    assert any(held["value"] == ACTION for held in unknown["request"]["headers"])
    (pytester.path / "traffic.har").write_text(archive(unknown))
    _, report = suite("--conformance-target", "replay:traffic.har")
    assert [found.case.operation for found in report.records] == ["UpdateContact"]


@pytest.mark.parametrize(
    "entries, code, said",
    [
        ([entry()], 0, "traffic.har#1: accepted (SOAP 1.1 exchange, UpdateContact)\n"),
        ([picture(), failing()], 1, "traffic.har#2: refused (SOAP 1.1 exchange, UpdateContact)\n"),
        ([picture()], 3, "traffic.har#1: not tested: it is no message of an operation of the contract\n"),
        (
            [redirected(), entry()],
            0,
            "traffic.har#1: not tested: it was redirected, and what it was answered with elsewhere is another exchange\n",
        ),
        ([], 3, "traffic.har: it is no HTTP archive, or an empty one"),
    ],
)
def test_the_command_tells_of_each_exchange(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], entries: list[dict[str, object]], code: int, said: str
) -> None:
    (tmp_path / "traffic.har").write_text(archive(*entries))
    assert main(["validate", str(tmp_path / "traffic.har")]) == code
    assert said in capsys.readouterr().out


def test_a_folder_without_exchanges_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path)]) == 2
    assert f"{tmp_path} holds no recorded exchanges (*.har, *.http, *.yaml)" in capsys.readouterr().err


def test_a_folder_of_broken_cassettes_is_no_pass(
    suite, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    for binding, held in (("soap11", b"interactions:\n- request"), ("soap12", b"\x89PNG\0")):
        (pytester.path / "some" / "Login" / binding).mkdir(parents=True)
        (pytester.path / "some" / "Login" / binding / "example.yaml").write_bytes(held)
    options = ("-k", "example", "--conformance-operation", "Login", "--conformance-target", "replay:some")
    result, report = suite(*options, "--block-network")
    assert result.ret == 1
    result.assert_outcomes(failed=2)
    assert main(["validate", str(pytester.path / "some")]) == 3
    for told in (result.stdout.str(), capsys.readouterr().out):
        assert "soap11/example.yaml: it is cut off: " in told
        assert "soap12/example.yaml: it is binary, no text; " in told
    assert not report.records
    assert not report.complete


@pytest.mark.parametrize("change", [lambda text: text[:-20], lambda text: text.replace("message-1", "message-2")])
def test_the_command_could_not_find_out_what_a_dishonest_cassette_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change
) -> None:
    shipped = Path(__file__).parents[2] / "cassettes" / "cvent" / "UpdateContact" / "soap12" / "example.yaml"
    file = tmp_path / "example.yaml"
    file.write_text(shipped.read_text())
    assert main(["validate", str(file)]) == 0
    file.write_text(change(shipped.read_text()))
    assert main(["validate", str(file)]) == 3
    assert "; record it again with --record-mode=rewrite, or remove it" in capsys.readouterr().out
