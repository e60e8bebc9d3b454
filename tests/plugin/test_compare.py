"""Run against run, as users do it: a finding is met again with another seed, host, session, order and worker."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.campaign.credentials import variable
from conformance.cli import main
from conformance.model.contract import Contract
from conformance.reference import defects
from conformance.reference.soap.wsgi import application
from conformance.transport.reference import serving

BROKEN = (
    "error-beside-success",
    "id-of-the-next-success",
    "results-without-session",
    "session-in-faults",
    "fault-with-200",
)


@contextmanager
def endpoint(contract: Contract, host: str, *broken: str) -> Iterator[str]:
    """Serve the reference, broken in these ways, under a name of this machine."""
    app = application(contract, "asmx", defect=defects.find(",".join(broken)) if broken else None)
    with serving(app) as base:
        yield app.address(base).replace("127.0.0.1", host)


@pytest.fixture
def run(suite, cvent: Contract, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Return a function that judges an endpoint and returns the file of the report."""
    for name in ("AccountNumber", "UserName", "Password"):
        monkeypatch.setenv(variable(name), cvent.subjects[f"Login/{name}"][0])
    paths = {path: list(held) for path, held in cvent.subjects.items() if path.startswith("UpdateContact/")}
    table = "\n".join(f"{json.dumps(path)} = {json.dumps(held)}" for path, held in paths.items())
    pytester.makefile(".toml", subjects=f"[subjects]\n{table}\n")

    def judged(name: str, target: str, *options: str) -> str:
        account = ("--conformance-operation", "UpdateContact", "--conformance-subjects", "subjects.toml")
        _, report = suite("--conformance-target", target, *account, *options)
        assert report.complete
        return str((pytester.path / "out.jsonl").rename(pytester.path / f"{name}.jsonl"))

    return judged


def compared(old: str, new: str, folder: Path) -> tuple[int, dict]:
    out = folder / "change.json"
    return main(["report", "--compare", old, new, "-o", str(out)]), json.loads(out.read_text())


@pytest.mark.proof
@pytest.mark.parametrize("depth", ["quick", "default"])
def test_a_finding_is_the_same_with_another_seed_host_session_and_order(
    run, cvent: Contract, tmp_path: Path, depth: str
) -> None:
    with endpoint(cvent, "127.0.0.1", *BROKEN) as target:
        old = run("old", target, "--conformance-depth", depth)
    with endpoint(cvent, "localhost", *BROKEN) as target:
        new = run("new", target, "--conformance-depth", depth, "--conformance-seed", "4711", "-n", "2")
    code, told = compared(old, new, tmp_path)
    assert {name for name, number in told["counts"].items() if number} == {"unchanged"}
    assert len({found["check"] for found in told["findings"] if found["was"] == "broken"}) >= len(BROKEN)
    assert {fact["what"] for fact in told["facts"]} == {"target", "seed"}
    assert (code, told["fails"], told["behaviour_changed"], told["contract_changed"]) == (0, False, False, False)


def test_what_was_mended_and_what_broke_between_two_runs(
    run, cvent: Contract, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = ("--conformance-depth", "quick")
    with endpoint(cvent, "127.0.0.1", "session-in-faults", "results-without-session") as target:
        old = run("old", target, *quick)
    with endpoint(cvent, "127.0.0.1", "session-in-faults", "error-beside-success") as target:
        new = run("new", target, *quick)
    code, told = compared(old, new, tmp_path)
    checks = {(found["fate"], found["check"]) for found in told["findings"] if "broken" in {found["was"], found["now"]}}
    assert ("mended", "header.declared-blocks-present") in checks
    assert ("new", "results.success-carries-no-error") in checks
    assert ("unchanged", "hygiene.fault-tells-no-session") in checks
    assert (code, told["decided"]) == (1, True)
    assert "contract unchanged, behaviour changed: findings: 2 new, " in " ".join(capsys.readouterr().out.split())
    code, back = compared(new, old, tmp_path)
    assert (code, back["counts"]["new"], back["counts"]["mended"]) == (
        1,
        told["counts"]["mended"],
        told["counts"]["new"],
    )
