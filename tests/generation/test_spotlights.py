"""What the tape spotlights is valid, reaches beyond the pools, and depends on nothing but the tape."""

import random

import pytest

from conformance.contract.validate import Engines
from conformance.generation import spotlights
from conformance.generation.plan import compile_plan
from conformance.generation.slots import Slot
from conformance.markup.write import XML_RANGES, attribute_text
from conformance.model.binding import SOAP11
from conformance.model.contract import Contract
from conformance.model.schema import Facets, SimpleType
from conformance.soap import envelope

SOURCE = random.Random(5)
DATA = [SOURCE.randbytes(spotlights.SIZE) for _ in range(400)]


def slot(builtin: str, **facets: object) -> Slot:
    return Slot(
        number=0, path="p", name="n", type=SimpleType(name="t", builtin=builtin, facets=Facets(**facets)), pool=("x",)
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("builtin", ["string", "dateTime", "int", "boolean"])
def test_every_spotlight_is_valid_for_both_engines(cvent: Contract, engines: Engines, builtin: str) -> None:
    before, after = envelope.halves(SOAP11, ())
    name = "UpdateContact" if builtin != "int" else "UpdateSession"
    start, end = {
        "UpdateContact": ('<UpdateContact xmlns="{}"><Contacts><Contact', "/></Contacts></UpdateContact>"),
        "UpdateSession": ('<UpdateSession xmlns="{}"><sessions><Session', "/></sessions></UpdateSession>"),
    }[name]
    plan = compile_plan(cvent, cvent.operations[name])
    found = next(slot for slot in plan.slots if slot.type.builtin == builtin and "@" in slot.path)
    for data in DATA[:150]:
        text = attribute_text(spotlights.value(found, data))
        payload = f'{start.format("http://api.cvent.com/2006-11")} {found.name}="{text}"{end}'
        assert engines.judge(before + payload.encode() + after).valid, payload


def test_text_reaches_over_the_whole_range_of_xml() -> None:
    seen = {character for data in DATA for character in spotlights.value(slot("string"), data)}
    for low, high in XML_RANGES:
        inside = [ord(character) for character in seen if low <= ord(character) <= high]
        assert len(inside) > 200
        assert max(inside) - min(inside) > 0.9 * (high - low)
    assert set("\t\n\r&<>\"']") <= seen
    assert all(any(low <= ord(c) <= high for low, high in XML_RANGES) or c in "\t\n\r" for c in seen)


def test_facets_hold_and_zero_is_simple() -> None:
    zero = bytes(spotlights.SIZE)
    assert spotlights.value(slot("string"), zero) == ""
    assert spotlights.value(slot("int"), zero) == "0"
    assert spotlights.value(slot("unsignedByte", min_inclusive="5"), zero) == "5"
    for data in DATA:
        assert 2 <= len(spotlights.value(slot("string", min_length=2, max_length=3), data)) <= 3
        assert len(spotlights.value(slot("string", length=60), data)) == 60
        assert -128 <= int(spotlights.value(slot("byte"), data)) <= 127
