"""Recording the deterministic cases with pytest-recording, and judging the cassettes with the network blocked."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from conformance.campaign.cases import cases
from conformance.campaign.credentials import variable
from conformance.campaign.settings import Settings
from conformance.model.case import Kind
from conformance.model.contract import Contract
from conformance.model.report import Report
from conformance.reference.soap.wsgi import application
from conformance.report import jsonl
from conformance.transport._cassette import path_of
from conformance.transport.reference import serving

SHIPPED = Path(__file__).parents[2] / "cassettes" / "cvent"
EXAMPLES = ("-k", "example")
EVERYTHING = "from conformance.suite import *\n"
NO_NETWORK = ("--block-network", "--conformance-target")


def verdicts(report: Report) -> dict[str, tuple[object, ...]]:
    return {
        record.case.id: (
            record.passed,
            record.inapplicable,
            [(told.check, told.outcome, told.severity, told.tolerated) for told in record.verdicts],
            record.accepted,
            record.refused,
            None if record.exchange is None or record.exchange.response is None else record.exchange.response.status,
        )
        for record in report.records
    }


def report(folder: Path, name: str = "out.jsonl") -> Report:
    return jsonl.read(folder / name)


@contextmanager
def counted(contract: Contract) -> Iterator[tuple[str, list[bytes]]]:
    """Serve the reference as somebody else's endpoint, and keep what it answers."""
    app = application(contract, "asmx")
    answers: list[bytes] = []

    def counting(environment: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        answers.append(b"".join(app(environment, start)))
        return answers[-1:]

    with serving(counting) as base:
        yield app.address(base), answers


def test_the_shipped_cassettes_give_the_verdicts_of_a_run_that_records_them(suite, pytester: pytest.Pytester) -> None:
    _, recorded = suite(*EXAMPLES, "--record-mode", "rewrite")
    result, replayed = suite(*NO_NETWORK, f"replay:{SHIPPED}", "--conformance-keep", "all")
    assert result.ret == 0
    result.assert_outcomes(passed=10, skipped=10)
    assert len(recorded.records) == 10
    assert verdicts(replayed) == verdicts(recorded)
    again = pytester.path / "cassettes" / "cvent"
    assert len(list(again.rglob("*.yaml"))) == 10
    for fresh in again.rglob("*.yaml"):
        shipped = (SHIPPED / fresh.relative_to(again)).read_text()
        assert undated(fresh.read_text()) == undated(shipped), "record the shipped cassettes again"


@pytest.mark.parametrize(
    "options",
    [
        ("--conformance-operation", "SessionRegAction", "--conformance-binding", "soap12"),
        pytest.param((), marks=pytest.mark.proof),
    ],
    ids=["some", "all"],
)
def test_the_shipped_cassettes_are_judged_offline(suite, pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    (pytester.path / "narrow.py").write_text(EVERYTHING)
    quick = ("--conformance-depth", "quick", "-k", "not generated and not -unknown")
    result, replayed = suite(*quick, *options, *NO_NETWORK, f"replay:{SHIPPED}")
    assert result.ret == 0
    assert result.parseoutcomes().keys() <= {"passed", "deselected"}
    kinds = {record.case.kind for record in replayed.records}
    assert kinds == set(Kind) - {Kind.GENERATED, Kind.RECORDED}
    if not options:
        files = {file.relative_to(SHIPPED).with_suffix("") for file in SHIPPED.rglob("*.yaml")}
        assert len(files) == result.parseoutcomes()["passed"]
        assert sum(file.stat().st_size for file in SHIPPED.rglob("*.yaml")) < 8_000_000


def undated(text: str) -> str:
    """Return a cassette without what differs each time it is recorded."""
    return re.sub("(?<=- )[A-Z][a-z]{2}, .* GMT|at: '.*'|depth: .*|sha256: .*", "", text)


def test_a_replay_asks_the_endpoint_nothing_and_shows_no_secret(
    suite, cvent: Contract, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted(cvent) as (address, answers):
        # The fixture of the suite takes these away; the account is the one that our reference knows.
        given = {name: cvent.subjects[f"Login/{name}"][0] for name in ("AccountNumber", "UserName", "Password")}
        monkeypatch.setenv("CONFORMANCE_ACCOUNT_NUMBER", given["AccountNumber"])
        monkeypatch.setenv("CONFORMANCE_USER_NAME", given["UserName"])
        monkeypatch.setenv("CONFORMANCE_PASSWORD", given["Password"])
        result, recorded = suite(*EXAMPLES, "--record-mode", "rewrite", "--conformance-target", address)
        assert result.ret == 0
        sent = len(answers)
        assert sent == 1 + 1 + 10, "a probe, a login, the examples"
        for name in ("ACCOUNT_NUMBER", "USER_NAME", "PASSWORD"):
            monkeypatch.delenv(f"CONFORMANCE_{name}")
        result, replayed = suite(*NO_NETWORK, "replay:cassettes/cvent", "--conformance-keep", "all")
        assert result.ret == 0
        assert len(answers) == sent
    assert verdicts(replayed) == verdicts(recorded)
    sessions = set(re.findall(rb'CventSessionHeader="([^"]+)"', b"".join(answers)))
    assert len(sessions) == 3
    for file in (pytester.path / "cassettes").rglob("*.yaml"):
        held = file.read_bytes()
        assert not [secret for secret in (*sessions, *map(str.encode, given.values())) if secret in held], file


@pytest.mark.parametrize(
    "options",
    [
        ("--conformance-operation", "SessionRegAction", "--conformance-depth", "quick"),
        pytest.param((), marks=pytest.mark.proof),
    ],
    ids=["quick", "all"],
)
def test_a_replay_gives_the_verdicts_of_the_run_that_recorded_it_and_asks_nobody(
    suite, cvent: Contract, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    (pytester.path / "narrow.py").write_text(EVERYTHING)
    given = {variable(name): cvent.subjects[f"Login/{name}"][0] for name in ("AccountNumber", "UserName", "Password")}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    path = "SessionRegAction/CvInvitees/CvInvitee/@Id"
    subjects = f"{path}" + '" = ["' + '", "'.join(cvent.subjects[path]) + '"]\n'
    products = (
        '"SessionRegAction/CvInvitees/@ProductId" = ["' + cvent.subjects["SessionRegAction/CvInvitees/@ProductId"][0]
    )
    pytester.makefile(".toml", subjects=f'[subjects]\n"{subjects}{products}"]\n')
    options = (*options, "-k", "not generated", "--conformance-subjects", "subjects.toml")
    with counted(cvent) as (address, answers):
        _, recorded = suite(*options, "--record-mode", "rewrite", "--conformance-target", address)
        assert len(answers) > len(recorded.records) > 200
        for name in given:
            monkeypatch.delenv(name)
        sent = len(answers)
        _, replayed = suite(*options, *NO_NETWORK, "replay:cassettes/cvent")
        assert len(answers) == sent
    assert [told.case for told in replayed.records] == [told.case for told in recorded.records]
    for told, then in zip(replayed.records, recorded.records, strict=True):
        assert (told.passed, told.inapplicable, told.verdicts) == (then.passed, then.inapplicable, then.verdicts)
        assert (told.accepted, told.refused, told.request_sha256) == (then.accepted, then.refused, then.request_sha256)
    assert [(told.check, told.case, told.message) for told in replayed.findings] == [
        (told.check, told.case, told.message) for told in recorded.findings
    ]
    held = "".join(file.read_text() for file in (pytester.path / "cassettes").rglob("*.yaml"))
    assert not [secret for secret in (*given.values(), *cvent.subjects[path]) if secret in held]


def test_what_was_recorded_with_subjects_is_replayed_with_them(
    suite, cvent: Contract, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "UpdateContact/Contacts/Contact/@Id"
    known = cvent.subjects[path][1]
    pytester.makefile(".toml", subjects=f'[subjects]\n"{path}" = ["{known}"]\n')
    options = ("--conformance-subjects", "subjects.toml", "--conformance-operation", "UpdateContact", *EXAMPLES)
    with counted(cvent) as (address, _):
        for name in ("AccountNumber", "UserName", "Password"):
            monkeypatch.setenv(variable(name), cvent.subjects[f"Login/{name}"][0])
        result, recorded = suite(*options, "--record-mode", "all", "--conformance-target", address)
        assert result.ret == 0
    result, replayed = suite(*options, *NO_NETWORK, "replay:cassettes/cvent")
    assert result.ret == 0
    assert verdicts(replayed) == verdicts(recorded)
    assert known not in "".join(file.read_text() for file in (pytester.path / "cassettes").rglob("*.yaml"))


@pytest.mark.parametrize("mode", ["once", "new_episodes"])
def test_a_cassette_that_is_kept_does_not_answer_for_the_target(suite, pytester: pytest.Pytester, mode: str) -> None:
    shutil.copytree(SHIPPED, pytester.path / "cassettes" / "cvent")
    held = {file: file.read_bytes() for file in (pytester.path / "cassettes").rglob("*.yaml")}
    target = ("--conformance-target", "reference:results-without-session")
    result, found = suite(*EXAMPLES, "--record-mode", mode, *target)
    assert result.ret == 1
    assert {told.check for told in found.findings} == {"header.declared-blocks-present"}
    assert {file: file.read_bytes() for file in held} == held


def test_cassettes_of_ones_own_tests_hold_no_secret_either(
    cvent: Contract, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        test_own="""
import os
import pytest
from conformance.contract.example import example

SECRET = [f"CONFORMANCE_{name}" for name in ("ACCOUNT_NUMBER", "USER_NAME", "PASSWORD")]

@pytest.mark.vcr
def test_it(conformance):
    payload = example(conformance.contract, conformance.contract.operations["UpdateContact"])
    assert conformance.exchange(conformance.request(payload, binding="soap12")).response.status == 200
    held = repr(conformance.contract) + repr(conformance.contract.subjects)
    assert not [name for name in SECRET if os.environ[name] in held], "credentials are no part of it"
"""
    )
    with counted(cvent) as (address, answers):
        for name in ("AccountNumber", "UserName", "Password"):
            monkeypatch.setenv(variable(name), cvent.subjects[f"Login/{name}"][0])
        result = pytester.runpytest_subprocess("--record-mode", "rewrite", "--conformance-target", address)
    result.assert_outcomes(passed=1)
    (session,) = set(re.findall(rb'CventSessionHeader="([^"]+)"', b"".join(answers)))
    (file,) = (pytester.path / "cassettes").rglob("*.yaml")
    assert b"redacted-1" in file.read_bytes()
    assert session not in file.read_bytes()
    for name in ("AccountNumber", "UserName", "Password"):
        monkeypatch.setenv(variable(name), "is-in-no-contract")
    sent = len(answers)
    again = pytester.runpytest_subprocess(*NO_NETWORK, "replay:cassettes")
    again.assert_outcomes(passed=1)
    assert len(answers) == sent


def test_cassettes_of_others_in_the_folder_do_no_harm(suite, pytester: pytest.Pytester) -> None:
    shutil.copytree(SHIPPED, pytester.path / "some")
    (pytester.path / "some" / "a-foreign.yaml").write_text(
        "interactions:\n- request: {method: GET, uri: 'https://example.com/', headers: {}, body: null}\n"
        "  response: {status: {code: 200, message: OK}, headers: {}, body: {string: hello}}\nversion: 1\n"
    )
    result, _ = suite(*NO_NETWORK, "replay:some")
    assert result.ret == 0


@pytest.mark.proof
def test_a_replay_works_in_several_processes(suite) -> None:
    result, replayed = suite(*NO_NETWORK, f"replay:{SHIPPED}", "-n", "2")
    assert result.ret == 0
    assert len(replayed.records) == 10
    assert replayed.complete


@pytest.mark.parametrize(
    "options, said",
    [
        (
            ("--conformance-target", "replay:nowhere"),
            "*replay:nowhere names no folder, and no file of traffic (?.har, ?.http); give the one that*",
        ),
        (
            ("--conformance-target", "replay:."),
            "*. holds no cassette (?.yaml) and no traffic (?.har, ?.http); record some with --record-mode=rewrite",
        ),
        (
            ("--conformance-target", f"replay:{SHIPPED}", "--record-mode", "once"),
            "*holds recordings: name the endpoint that --record-mode is to record*",
        ),
    ],
)
def test_a_replay_of_nothing_is_a_usage_error(pytester: pytest.Pytester, options: tuple[str, ...], said: str) -> None:
    result = pytester.runpytest_subprocess("narrow.py", *options)
    assert result.ret == 4
    (result.stderr if result.stderr.lines else result.stdout).fnmatch_lines([said])


@pytest.mark.parametrize("depth", ["quick", "default"])
def test_every_case_has_a_cassette_of_its_own_on_any_file_system(cvent: Contract, depth: str) -> None:
    found = [case.id for kind in Kind for case in cases(cvent, Settings(depth=depth), kind)]
    files = {str(path_of(Path(), case)).casefold() for case in found}
    assert len(files) == len(found)
    assert all(re.fullmatch("[a-z0-9./_-]+", file) for file in files)
    folders = {str(folder) for file in files for folder in Path(file).parents}
    assert not folders & files
    words = {step.partition(".")[0] for file in files for step in Path(file).parts}
    assert not words & {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{number}" for port in ("com", "lpt") for number in "123456789"),
    }
    assert not [step for file in files for step in Path(file).parts if step.endswith((".", " "))]
    assert max(map(len, files)) < 120, "half of what pytest-recording takes for a path is left for the user's folders"
