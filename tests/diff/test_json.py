"""JSON Schemas compared: each kind of change, its effect and impact, mirrored the other way round, with its witness."""

import json
from pathlib import Path

import pytest

from conformance.contract import source
from conformance.contract.comparable import Comparable, comparable
from conformance.diff.compare import compare
from conformance.diff.effect import impact
from conformance.diff.witness import Side, witnessed
from conformance.model.change import Change, Impact

S, N, INT, B = ({"type": kind} for kind in ("string", "number", "integer", "boolean"))
PAIRS: dict[str, tuple[dict, dict, list[str]]] = {
    "nothing": ({"a": S}, {"a": S}, []),
    "another-order": ({"a": S, "b": INT}, {"b": INT, "a": S}, []),
    "member-added": ({"a": S}, {"a": S, "b": INT}, ["element.optional-added WIDENS breaking"]),
    "member-renamed": ({"count": S}, {"counts": S}, ["element.renamed DIFFERS breaking"]),
    "text-for-a-number": ({"a": INT}, {"a": S}, ["type.changed DIFFERS breaking"]),
    "truth-for-a-text": ({"a": S}, {"a": B}, ["type.changed DIFFERS breaking"]),
    "any-number": ({"a": INT}, {"a": N}, ["type.widened WIDENS breaking"]),
    "least": ({"a": INT}, {"a": {**INT, "minimum": 1}}, ["bounds.narrowed NARROWS breaking"]),
    "greatest": ({"a": {**INT, "maximum": 9}}, {"a": {**INT, "maximum": 10}}, ["bounds.widened WIDENS breaking"]),
    "longest": ({"a": S}, {"a": {**S, "maxLength": 5}}, ["length.narrowed NARROWS breaking"]),
    "shortest": ({"a": {**S, "minLength": 2}}, {"a": {**S, "minLength": 1}}, ["length.widened WIDENS breaking"]),
    "null": ({"a": S}, {"a": {"type": ["string", "null"]}}, ["nillable.added WIDENS breaking"]),
    "value-gone": (
        {"a": {"enum": ["x", "longer"]}},
        {"a": {"enum": ["x"]}},
        ["enumeration.value-removed NARROWS breaking"],
    ),
    "values-listed": ({"a": S}, {"a": {"enum": ["x"]}}, ["enumeration.list-added NARROWS breaking"]),
    "most-items": (
        {"a": {"type": "array", "items": S}},
        {"a": {"type": "array", "items": S, "maxItems": 2}},
        ["occurs.narrowed NARROWS breaking"],
    ),
    "items": (
        {"a": {"type": "array", "items": S}},
        {"a": {"type": "array", "items": INT}},
        ["type.changed DIFFERS breaking"],
    ),
    "values-of-a-dictionary": (
        {"a": {"type": "object", "additionalProperties": S}},
        {"a": {"type": "object", "additionalProperties": {**S, "maxLength": 3}}},
        ["length.narrowed NARROWS breaking"],
    ),
    "member-of-a-member": (
        {"a": {"type": "object", "properties": {"b": S}}},
        {"a": {"type": "object", "properties": {}}},
        ["element.removed NARROWS breaking"],
    ),
    "moment": ({"a": S}, {"a": {**S, "format": "servicestack-datetime"}}, ["type.narrowed NARROWS breaking"]),
}


def made(folder: Path, name: str, members: dict, required: tuple[str, ...] = ()) -> Comparable:
    home = folder / name
    home.mkdir()
    said = {"type": "object", "properties": members, "required": list(required)}
    (home / "Thing.schema.json").write_text(json.dumps(said))
    return comparable(source.load(str(home)))


def told(old: Comparable, new: Comparable) -> list[Change]:
    sides = [Side(name=name, contract=held) for name, held in (("old", old), ("new", new))]
    return [witnessed(found, *sides) for found in compare(old, new)]


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_told_as_it_is_written(tmp_path: Path, name: str) -> None:
    before, after, expected = PAIRS[name]
    old, new = made(tmp_path, "old", before), made(tmp_path, "new", after)
    there, back = told(old, new), told(new, old)
    assert [f"{one.rule} {one.effect.name} {impact(one)}" for one in there] == expected
    assert sorted(one.effect.mirrored.value for one in back) == sorted(one.effect.value for one in there)
    for change in (*there, *back):
        assert not change.undecided
        assert impact(change) is Impact.BREAKING
        assert not change.unwitnessed, change
        assert all(one.message for one in change.witnesses)


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ((), ("a",), "occurs.narrowed NARROWS breaking"),
        (("a",), (), "occurs.widened WIDENS breaking"),
    ],
    ids=["required-now", "required-no-longer"],
)
def test_what_has_to_be_there_is_told_by_its_member(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...], expected: str
) -> None:
    (change,) = told(made(tmp_path, "old", {"a": S}, before), made(tmp_path, "new", {"a": S}, after))
    assert f"{change.rule} {change.effect.name} {impact(change)}" == expected
    assert change.subject == "a"
    assert change.witnesses


def test_a_verb_or_a_path_is_what_calls_an_operation(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "schemas" / "yourmembership"
    home = tmp_path / "new"
    home.mkdir()
    for file in shipped.iterdir():
        text = file.read_text()
        (home / file.name).write_text(text.replace('verb = "DELETE"', 'verb = "PATCH"').replace('"jsv", ', ""))
    found = told(comparable(source.load("yourmembership")), comparable(source.load(str(home))))
    assert sorted(f"{one.rule} {impact(one)}" for one in found) == [
        "action.changed breaking",
        "binding.removed breaking",
    ]
