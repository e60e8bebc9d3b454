"""Every scalar type is broken by what it does not hold, and every facet by one."""

from conformance.contract.validate import Engines
from conformance.generation.certificate import refusal
from conformance.generation.mutations import Group, Mutation
from conformance.generation.places import at
from conformance.markup.write import write
from conformance.model.binding import SOAP12
from conformance.soap import envelope

BEFORE, AFTER = envelope.halves(SOAP12, ())


def message(text: str) -> bytes:
    return BEFORE + text.encode() + AFTER


def of(found: tuple[Group, ...], rule: str) -> list[Mutation]:
    return [one for group in found for one in group.mutations if one.rule.name == rule]


def texts(found: tuple[Group, ...], rule: str) -> dict[str, list[str]]:
    """Return by path what stands in the broken elements, or in their attributes."""
    told: dict[str, list[str]] = {}
    for one in of(found, rule):
        assert one.payload is not None
        element = at(one.payload, one.steps)
        assert element is not None
        attribute = one.path.partition("/@")[2]
        told.setdefault(one.path, []).append((element.get(attribute) or "") if attribute else element.text)
    return told


def test_each_base_is_valid_and_each_mutation_certified(broken, small_engines: Engines) -> None:
    for group in broken:
        assert small_engines.judge(message(write(group.base))).valid, group.name
        for one in group.mutations:
            assert refusal(one, message(one.text), small_engines) is None, (group.name, one.name)


def test_a_number_is_broken_just_beyond_its_bounds(broken) -> None:
    told = texts(broken, "range")
    assert told["Do/Closed"] == ["0", "10"]
    assert told["Do/Open"] == ["1", "9"]
    assert told["Do/Part"] == ["-2.5", "2.5"]
    assert told["Do/A-byte"] == ["-129", "128"]
    assert told["Do/A-unsignedLong"] == ["-1", "18446744073709551616"]
    assert told["Do/A-positiveInteger"] == ["0"]
    assert told["Do/A-negativeInteger"] == ["0"]
    assert told["Do/Said"] == ["-2147483649", "2147483648"]
    assert not {"Do/A-integer", "Do/A-decimal", "Do/Listed"} & told.keys()


def test_a_length_is_broken_by_one(broken) -> None:
    told = {path: sorted(map(len, found)) for path, found in texts(broken, "length").items()}
    assert told == {"Do/Key": [1, 6], "Do/Exact": [2, 4], "Do/@code": [0, 4]}


def test_a_fixed_value_is_replaced_by_another_of_its_type_and_broken_in_no_other_way(broken) -> None:
    told = texts(broken, "fixed-value")
    assert told.keys() == {"Do/Word", "Do/Flag", "Do/@word", "Do/@number", "Do/@flag"}
    assert told["Do/Flag"] == ["false"]
    assert told["Do/@flag"] == ["true"]
    assert told["Do/@number"] != ["1"]
    assert not told.keys() & texts(broken, "lexical-form").keys()


def test_the_text_of_each_scalar_type_is_broken(broken) -> None:
    paths = {one.path for one in of(broken, "lexical-form")}
    assert {"Do/A-float", "Do/A-decimal", "Do/A-time", "Do/A-hexBinary", "Do/A-duration", "Do/Said"} <= paths


def test_what_may_not_be_nil_keeps_what_has_to_be_in_it(broken) -> None:
    told = texts(broken, "nil-not-nillable")
    assert told["Do/A-int"] == ["1"]
    assert told["Do/Key"] == ["examp"]
    assert "Do/Nil" not in told
