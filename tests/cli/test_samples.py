"""Whole samples, every attribute filled: accepted as they are, and refused with one letter broken anywhere."""

import re
from collections.abc import Iterator

import pytest

from conformance.checks import Bench, judge, observe_message
from conformance.contract.example import SAMPLES
from conformance.contract.validate import Engines
from conformance.markup.write import write
from conformance.model.binding import SOAP
from conformance.model.contract import Contract
from conformance.model.requirement import Severity
from conformance.model.schema import ComplexType, ElementUse, Group, Particle, SimpleType
from conformance.model.tree import NIL, Element
from conformance.soap import envelope, session

OPERATIONS = ("SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")
ID = "C9B68788-090B-44ED-A628-158456CDC909"
VALUES = {**SAMPLES, "int": "1", "string": "text"}


def full(contract: Contract, use: ElementUse) -> Element:
    """Return an element with every attribute, and two of what may repeat: what a help page shows."""
    found = contract.schema.types[use.type]
    if isinstance(found, SimpleType):
        return Element(name=use.name, content=(value(found),))
    if use.nillable and use.name.endswith("}Error"):
        return Element(name=use.name, attributes=((NIL, "true"),))
    attributes = tuple(
        (held.name, ID if held.name == "Id" else value(contract.schema.types[held.type])) for held in found.attributes
    )
    return Element(name=use.name, attributes=attributes, content=tuple(children(contract, found.content)))


def children(contract: Contract, particle: Particle | None) -> Iterator[Element]:
    if isinstance(particle, Group):
        for part in particle.particles:
            yield from children(contract, part)
    elif isinstance(particle, ElementUse):
        yield from [full(contract, particle)] * (1 if particle.occurs.most == 1 else 2)


def value(found: SimpleType | ComplexType) -> str:
    assert isinstance(found, SimpleType)
    return found.facets.enumeration[0] if found.facets.enumeration else VALUES[found.builtin]


@pytest.fixture(
    scope="module",
    params=[f"{name}/{b}/{side}" for name in OPERATIONS for b in SOAP for side in ("input", "output")],
)
def sample(request: pytest.FixtureRequest, cvent: Contract) -> str:
    name, binding, side = request.param.split("/")
    assert cvent.session is not None
    payload = full(cvent, cvent.schema.elements[getattr(cvent.operations[name], side).payload])
    whole = envelope.Envelope(
        binding=SOAP[binding], header=session.header_blocks(cvent.session, "text"), body=(payload,)
    )
    return write(envelope.build(whole)).replace("><", ">\n<")


def problems(text: str, cvent: Contract, engines: Engines) -> list[tuple[int | None, str]]:
    judged = judge(observe_message(text.encode(), Bench(contract=cvent, engines=engines)), None)
    verdicts = [verdict for verdict in judged.verdicts if verdict.severity is not Severity.NOTE]
    return [(finding.line, finding.message) for verdict in verdicts for finding in verdict.findings]


def broken(text: str) -> Iterator[tuple[str, str]]:
    """Yield the sample with one letter broken: of each name, each namespace in use, each typed value."""
    for name in sorted(set(re.findall(r"<([\w:]+)", text))):
        yield f"element {name}", re.sub(rf"(</?){re.escape(name)}(?=[\s/>])", rf"\g<1>{name[:-1]}Q", text)
    for found in re.finditer(r'\s([\w:]+)="([^"]*)"', text):
        name, held = found.groups()
        if name.startswith("xmlns"):
            if name == "xmlns" or re.search(rf"[<\s/]{name[6:]}:", text):
                yield f"namespace {held}", text[: found.start(2)] + held[:-1] + "Q" + text[found.end(2) :]
            continue
        yield f"attribute {name}", text[: found.start(1)] + name[:-1] + "Q" + text[found.end(1) :]
        if held not in {"text", ID}:
            yield f"value {held}", text[: found.start(2)] + held[:-1] + "q" + text[found.end(2) :]


def test_a_full_sample_is_accepted(sample: str, cvent: Contract, engines: Engines) -> None:
    assert problems(sample, cvent, engines) == []


def test_one_broken_letter_is_refused_with_line_and_reason(sample: str, cvent: Contract, engines: Engines) -> None:
    for what, text in broken(sample):
        assert text != sample
        told = problems(text, cvent, engines)
        assert told, what
        assert any(line for line, _ in told), what
        assert all(message for _, message in told), what
