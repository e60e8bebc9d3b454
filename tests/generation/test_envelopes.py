"""Broken envelopes: all kinds of the catalogue, each wrong for the reason in its name, and the others valid."""

import re
from dataclasses import replace

import pytest

from conformance.contract.example import example
from conformance.contract.validate import Engines
from conformance.generation.envelopes import envelope_mutations
from conformance.generation.envelopes._declare import EnvelopeMutation
from conformance.generation.scene import Scene
from conformance.model.binding import SOAP
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.exchange import field_values
from conformance.model.session import NONE_BARRED, Barred
from conformance.soap import session

ALL = envelope_mutations()
# What the schema of envelopes cannot forbid; all others both engines refuse.
ALLOWED = {"envelope/payload-as-root", "envelope/fault-as-request", "envelope/empty-body"}


@pytest.fixture(params=sorted(SOAP))
def scene(request: pytest.FixtureRequest, cvent: Contract) -> Scene:
    operation = cvent.operations["UpdateSession"]
    return Scene(
        contract=cvent,
        operation=operation,
        binding=SOAP[request.param],
        payload=example(cvent, operation),
        blocks=session.request_blocks(cvent, operation, "session-1"),
        barred=Barred(expired="session-0", foreign="session-of-others"),
    )


def test_every_negative_case_of_envelope_header_and_action_is_here() -> None:
    wanted = {f"N-ENV-{number:02}" for number in range(1, 15)} - {"N-ENV-13"}  # two children of Body: a mutation of it
    wanted |= {f"N-HDR-{number:02}" for number in range(1, 15)} - {"N-HDR-03", "N-HDR-04"}  # these change nothing
    wanted |= {f"N-ACT-{number:02}" for number in range(1, 12)}
    assert wanted <= {one.id for one in ALL.values()}
    assert {one.id for one in ALL.values()} - wanted == {"N-VAL-20", "N-VAL-21", "N-VAL-24"}


@pytest.mark.parametrize("one", ALL.values(), ids=lambda one: one.name)
def test_a_mutation_is_named_and_summed_up(one: EnvelopeMutation) -> None:
    assert re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*", one.name)
    assert re.fullmatch(r"[A-Z].*[^.]\.", one.summary)
    assert set(one.expectations) <= set(SOAP)
    assert one.expectations


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith("envelope/")])
def test_both_engines_refuse_an_envelope_that_is_put_together_wrongly(
    scene: Scene, engines: Engines, name: str
) -> None:
    mutation = ALL[name]
    if mutation.expectations.get(scene.binding.name) is not Expectation.REFUSED:
        return
    sent = mutation.run(scene)
    assert sent is not None
    judgement = engines.judge(sent.request("http://example.com/").body)
    assert bool(judgement.libxml2) is bool(judgement.xmlschema) is (name not in ALLOWED)


@pytest.mark.parametrize("topic", ["action", "session", "items"])
def test_what_is_wrong_beside_the_schema_is_valid_by_it(scene: Scene, engines: Engines, topic: str) -> None:
    for name, mutation in ALL.items():
        if (
            name.startswith(f"{topic}/")
            and scene.binding.name in mutation.expectations
            and name != "action/unknown-operation"
        ):
            sent = mutation.run(scene)
            assert sent is None or engines.judge(sent.request("http://example.com/").body).valid, name


def test_a_scene_without_session_has_no_session_to_break(scene: Scene) -> None:
    bare = replace(scene, blocks=(), barred=NONE_BARRED)
    for name, mutation in ALL.items():
        if name.startswith("session/"):
            assert mutation.run(bare) is None, name


def test_the_cut_session_is_one_letter_short_and_the_expired_one_is_the_one_that_is_known(scene: Scene) -> None:
    names = ("cut-session", "expired-session", "foreign-session", "long-session")
    sent = {name: ALL[f"session/{name}"].run(scene) for name in names}
    bodies = {name: one.request("http://example.com/").body for name, one in sent.items() if one is not None}
    assert b">session-<" in bodies["cut-session"]
    assert b">session-0<" in bodies["expired-session"]
    assert b">session-of-others<" in bodies["foreign-session"]
    assert 10_000 * b"x" in bodies["long-session"]


def test_fields_are_set_and_left_out_whatever_their_case(scene: Scene) -> None:
    sent = scene.outgoing()
    assert field_values(sent.saying("CONTENT-TYPE", "a/b").headers, "Content-Type") == ("a/b",)
    assert field_values(sent.saying("content-type", None).headers, "Content-Type") == ()
