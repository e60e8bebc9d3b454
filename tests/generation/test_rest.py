"""REST requests that say the same otherwise: whatever the payload, they are read as the plain request is."""

from itertools import islice

import pytest

from conformance import _schemas
from conformance.contract import manifest, rest
from conformance.generation.plan import compile_plan
from conformance.generation.rest import RestScene, crafted, named, one_of
from conformance.generation.tapes import drafts
from conformance.model.binding import BINDINGS
from conformance.model.case import Kind

SAME = ("white-space-between", "characters-escaped", "members-in-another-order")


@pytest.fixture(scope="module")
def contract():
    return manifest.load(_schemas.contract_folder("yourmembership"))


def scenes(contract, name: str, spoken: str):
    operation = contract.operations[name]
    for draft in islice(drafts(compile_plan(contract, operation), 0), 100):
        yield RestScene(contract=contract, operation=operation, binding=BINDINGS[spoken], payload=draft.element())


@pytest.mark.parametrize("name", SAME)
def test_what_is_written_otherwise_says_the_same(contract, name: str) -> None:
    for scene in scenes(contract, "PostEventRegistrationSessions", "json"):
        _, made = named(scene, f"writing/{name}")
        assert made is not None
        plain, other = (rest.asked(one, contract, scene.operation) for one in (scene.request, made.request))
        assert rest.value(other.element, contract) == rest.value(plain.element, contract)


@pytest.mark.parametrize("spoken", ["json", "jsv", "form"])
def test_any_two_numbers_break_one_member_of_any_request(contract, spoken: str) -> None:
    names = set()
    for number, scene in enumerate(scenes(contract, "DeleteEventRegistrationSessions", spoken)):
        name = one_of(scene, kind=number, place=number * 7)
        assert name in set(crafted(scene, Kind.INVALID))
        names.add(name)
    assert len(names) >= 5
    assert all(name.startswith("members/") for name in names)
