"""A user's own recorded traffic: which messages the new contract refuses, why, and by which change."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance import _schemas
from conformance.campaign.gate import gated
from conformance.cli import main
from conformance.diff.judge import Policy
from conformance.model.gate import Accepted, FailOn, Gate, Traffic
from conformance.model.requirement import Direction
from conformance.transport._target import Permissions

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "cassettes/cvent/UpdateContact/soap12/example.yaml"
LOGIN = ROOT / "cassettes/cvent/Login"
NAME = '<xs:attribute name="FirstName" type="xs:string"/>'
Make = Callable[[str, str], str]


@pytest.fixture
def edited(tmp_path: Path) -> Make:
    """Return what makes a copy of the contract in which a text of its XSDs is another one."""

    def make(old: str, new: str) -> str:
        folder = tmp_path / "edited"
        shutil.copytree(_schemas.root() / "cvent", folder)
        found = [file for file in sorted(folder.glob("*.xsd")) if old in file.read_text()]
        assert found
        for file in found:
            file.write_text(file.read_text().replace(old, new))
        return str(folder)

    return make


def judged(new: str, *paths: Path, policy: Policy | None = None) -> Gate:
    return gated(("cvent", new), policy or Policy(), Permissions(), cassettes=paths)


def heard(gate: Gate) -> Traffic:
    assert gate.traffic is not None
    return gate.traffic


def test_nothing_is_refused_where_nothing_changed() -> None:
    gate = judged("cvent", ROOT / "cassettes/cvent/UpdateContact/soap12")
    traffic = heard(gate)
    assert traffic.judged[Direction.REQUEST] > 100
    assert traffic.before[Direction.REQUEST] > 10, "the recordings of broken messages are broken for both"
    assert not traffic.refused
    assert not gate.fails


def test_what_is_refused_is_told_with_its_place_and_change(edited: Make) -> None:
    gate = judged(edited(NAME, NAME.replace("/>", ' use="required"/>')), EXAMPLES)
    traffic = heard(gate)
    (one,) = traffic.of(Direction.REQUEST)
    assert (one.file, one.number, one.operation) == (str(EXAMPLES), 1, "UpdateContact")
    assert "FirstName" in one.why
    (change,) = [held.change for held in gate.changes if held.change.fingerprint in one.changes]
    assert change.rule == "attribute.required"
    assert any(place.operation == "UpdateContact" for place in change.places)
    assert traffic.failing == (one,)


def test_a_response_that_is_no_longer_described_breaks_nobody(edited: Make) -> None:
    code = '<xs:attribute name="ServerURL" type="xs:anyURI"/>'
    text = (_schemas.root() / "cvent/service.xsd").read_text()
    said = code if code in text else '<xs:attribute name="ServerURL" type="xs:string"/>'
    gate = judged(
        edited(said, said.replace('type="xs:anyURI"', 'type="xs:int"').replace('type="xs:string"', 'type="xs:int"')),
        LOGIN,
    )
    traffic = heard(gate)
    assert traffic.of(Direction.RESPONSE)
    assert not traffic.of(Direction.REQUEST)
    assert not traffic.failing


def test_a_message_that_many_files_hold_counts_in_each(edited: Make, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copy(EXAMPLES, tmp_path / f"{name}.yaml")
    gate = judged(edited(NAME, NAME.replace("/>", ' use="required"/>')), tmp_path / "one.yaml", tmp_path / "two.yaml")
    assert [Path(one.file).name for one in heard(gate).of(Direction.REQUEST)] == ["one.yaml", "two.yaml"]


def test_a_refusal_by_accepted_changes_alone_does_not_fail(edited: Make) -> None:
    new = edited(NAME, NAME.replace("/>", ' use="required"/>'))
    gate = judged(new, EXAMPLES)
    entries = tuple(
        Accepted(
            fingerprint=held.change.fingerprint,
            rule=held.change.rule,
            reason="agreed",
            owner="Ada",
            expires="2999-01-01",
        )
        for held in gate.changes
    )
    policy = Policy(accepted=entries, day="2026-11-26")
    again = judged(new, EXAMPLES, policy=policy)
    assert heard(again).of(Direction.REQUEST)[0].accepted
    assert not again.fails
    assert judged(new, EXAMPLES).fails
    assert not judged(new, EXAMPLES, policy=Policy(fail_on=FailOn.NEVER)).fails


def test_what_cannot_be_judged_is_told(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "broken.yaml").write_text("- : [")
    (tmp_path / "page.http").write_text("GET /x HTTP/1.1\nHost: example.com\n\nHTTP/1.1 200 OK\n\n<html>\x1b[2J")
    assert main(["diff", "cvent", "cvent", "--cassettes", str(tmp_path)]) == 3
    told = capsys.readouterr().out
    assert "0 of 0 recorded requests would be refused" in told
    assert "broken.yaml" in told
    assert "2 more are of no operation of these contracts" in told
    assert "\x1b" not in told


def test_no_traffic_at_all_is_a_wrong_option(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for path in (tmp_path, tmp_path / "nothing.yaml"):
        assert main(["diff", "cvent", "cvent", "--cassettes", str(path)]) == 2
        assert "there is no recorded traffic" in capsys.readouterr().err


def test_the_command_tells_how_many_of_how_many(edited: Make, capsys: pytest.CaptureFixture) -> None:
    new = edited(NAME, NAME.replace("/>", ' use="required"/>'))
    assert main(["diff", "cvent", new, "--cassettes", str(ROOT / "cassettes/cvent"), "--fail-on", "breaking"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "of 1,295 recorded requests would be refused, and 0 of 1,310 recorded responses" in told
    assert "The attribute 'FirstName' is required but missing" in told
