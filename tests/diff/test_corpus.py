"""Each pair of the corpus: its changes and effects, mirrored the other way round, and a message that proves each."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.comparable import Comparable
from conformance.diff.compare import compare
from conformance.diff.effect import impact, impact_on
from conformance.diff.witness import Side, witnessed
from conformance.model.change import Change, Effect, Impact, Reader
from conformance.model.requirement import Direction

PAIRS = tomllib.loads((Path(__file__).parent / "corpus.toml").read_text())
Make = Callable[[str], Comparable]


def types(held: Mapping[str, str]) -> str:
    more = held.get("more", "")
    if "type" in held:
        return f'<xs:complexType name="T" {held.get("says", "")}>{held["type"]}</xs:complexType>{more}'
    base = held.get("base", "xs:string")
    simple = f'<xs:simpleType name="S"><xs:restriction base="{base}">{held["simple"]}</xs:restriction></xs:simpleType>'
    return f'{simple}<xs:complexType name="T"><xs:attribute name="a" type="S"/></xs:complexType>{more}'


def proved(old: Comparable, new: Comparable) -> list[Change]:
    sides = [Side(name=name, contract=held) for name, held in (("old", old), ("new", new))]
    return [witnessed(found, *sides) for found in compare(old, new)]


def told(one: Change) -> str:
    return f"{one.rule} {one.effect.name} {'/'.join(impact_on(one, direction) for direction in Direction)}"


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_told_as_it_is_written(name: str, contract: Make) -> None:
    pair: dict[str, Any] = PAIRS[name]
    old, new = (contract(types(pair[side])) for side in ("old", "new"))
    there, back = proved(old, new), proved(new, old)
    assert [*map(told, there)] == pair["changes"]
    assert [*map(told, back)] == pair["back"]
    assert compare(old, old) == compare(new, new) == (), "a contract is like itself"
    assert sorted(one.effect.mirrored.name for one in back) == sorted(one.effect.name for one in there)
    assert all(one.places for one in there)
    for change in (*there, *back):
        assert {place.direction for place in change.places} == set(Direction)
        if pair.get("undecided"):
            assert change.undecided
            continue
        breaking = [one for one in Direction if impact_on(change, one) is Impact.BREAKING]
        assert not change.undecided
        if breaking and "unwitnessed" in pair:
            assert pair["unwitnessed"] in change.unwitnessed
            continue
        assert not change.unwitnessed, change
        assert [witness.direction for witness in change.witnesses] == breaking


def test_a_witness_is_what_both_engines_of_one_side_accept_and_of_the_other_refuse(contract: Make) -> None:
    pair = PAIRS["enumeration-value-renamed"]
    old, new = (contract(types(pair[side])) for side in ("old", "new"))
    (change,) = proved(old, new)
    request, response = change.witnesses
    assert b'a="Waitlist"' in request.message
    assert b'a="Waitlisted"' in response.message
    for witness, accepting, refusing in ((request, old, new), (response, new, old)):
        assert accepting.engines.judge(witness.message).valid
        judged = refusing.engines.judge(witness.message)
        assert judged.libxml2
        assert judged.xmlschema
        assert "Waitlist" in witness.why


@pytest.mark.parametrize(
    "effect, request_breaks, response_breaks, tolerant",
    [
        (Effect.WIDENS, Impact.COMPATIBLE, Impact.BREAKING, Impact.RISKY),
        (Effect.NARROWS, Impact.BREAKING, Impact.COMPATIBLE, Impact.COMPATIBLE),
        (Effect.DIFFERS, Impact.BREAKING, Impact.BREAKING, Impact.BREAKING),
        (Effect.NONE, Impact.NONE, Impact.NONE, Impact.NONE),
    ],
)
def test_whom_a_change_hurts(
    contract: Make, effect: Effect, request_breaks: Impact, response_breaks: Impact, tolerant: Impact
) -> None:
    from dataclasses import replace

    pair = PAIRS["attribute-optional-added"]
    (found,) = compare(*(contract(types(pair[side])) for side in ("old", "new")))
    change = replace(found.change, effect=effect)
    assert impact_on(change, Direction.REQUEST) is request_breaks
    assert impact_on(change, Direction.RESPONSE) is response_breaks
    assert impact_on(change, Direction.RESPONSE, reader=Reader.TOLERANT) is tolerant
    assert impact(change) is min((request_breaks, response_breaks), key=tuple(Impact).index)


@pytest.mark.parametrize("one", Effect)
@pytest.mark.parametrize("other", Effect)
def test_effects_of_parts_combine(one: Effect, other: Effect) -> None:
    assert (one | other) is (other | one)
    assert (one | one) is one
    assert (one | Effect.NONE) is one
    assert (one | Effect.DIFFERS) is Effect.DIFFERS
    assert (one | other).mirrored is (one.mirrored | other.mirrored)


def test_names_of_changes_do_not_depend_on_files_and_order(contract: Make) -> None:
    text = '<xs:complexType name="T"><xs:attribute name="a" type="xs:int"/><xs:attribute name="b" type="{}"/></xs:complexType>'
    turned = '<xs:complexType name="T"><xs:attribute name="b" type="{}"/><xs:attribute name="a" type="xs:int"/></xs:complexType>'
    names = {
        found.change.fingerprint
        for held in (text, turned)
        for found in compare(contract(held.format("xs:int")), contract(held.format("xs:string")))
    }
    assert len(names) == 1


def test_a_value_of_thousands_is_found(contract: Make) -> None:
    values = [f"code-{number:05}" for number in range(5_000)]
    kept = [one for one in values if one != "code-04777"]
    text = '<xs:complexType name="T"><xs:attribute name="a"><xs:simpleType><xs:restriction base="xs:string">{}</xs:restriction></xs:simpleType></xs:attribute></xs:complexType>'
    listed = ("".join(f'<xs:enumeration value="{one}"/>' for one in held) for held in (values, kept))
    (change,) = proved(*(contract(text.format(held)) for held in listed))
    assert (change.rule, change.message) == ("enumeration.value-removed", 'the value "code-04777" is gone')
    assert b"code-04777" in change.witnesses[0].message
