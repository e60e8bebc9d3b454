"""Recorded REST traffic against two contracts: what the new JSON Schemas refuse, why, and by which change."""

import json
import shutil
from pathlib import Path

import pytest

from conformance.campaign.gate import gated
from conformance.diff.judge import Policy
from conformance.model.requirement import Direction
from conformance.transport._target import Permissions

ROOT = Path(__file__).parents[2]
CASSETTES = ROOT / "cassettes" / "yourmembership"
REQUEST, RESPONSE = "RegistrationSessionRequest", "RegistrationSessionResponse"


@pytest.fixture
def changed(tmp_path: Path):
    """Return a function that writes a copy of the contract in which one member of a type is declared otherwise."""

    def change(name: str, member: str, said: dict) -> str:
        folder = tmp_path / "new"
        shutil.copytree(ROOT / "schemas" / "yourmembership", folder)
        file = folder / f"{name}.schema.json"
        schema = json.loads(file.read_text())
        schema["properties"][member] = said
        file.write_text(json.dumps(schema))
        return str(folder)

    return change


def gate(new: str):
    return gated(("yourmembership", new), Policy(), Permissions(), cassettes=[CASSETTES])


def test_what_a_contract_accepts_it_accepts_again() -> None:
    found = gate("yourmembership")
    assert found.traffic is not None
    assert not found.traffic.refused
    assert found.traffic.judged[Direction.REQUEST] > 300
    assert found.traffic.judged[Direction.RESPONSE] > 300
    assert not found.fails


@pytest.mark.parametrize(
    "name, member, said, way",
    [
        (REQUEST, "Device", {"enum": ["Desktop"]}, Direction.REQUEST),
        (REQUEST, "SessionIds", {"type": "array", "items": {"type": "string"}}, Direction.REQUEST),
        (RESPONSE, "EventID", {"type": "string"}, Direction.RESPONSE),
    ],
    ids=["value", "items", "answer"],
)
def test_what_the_new_one_refuses_is_told_with_its_change(changed, name: str, member: str, said: dict, way) -> None:
    found = gate(changed(name, member, said))
    assert found.traffic is not None
    assert found.traffic.refused
    assert {one.direction for one in found.traffic.refused} == {way}
    known = {held.change.fingerprint for held in found.changes}
    for one in found.traffic.refused:
        assert one.changes
        assert set(one.changes) <= known
        assert one.why
