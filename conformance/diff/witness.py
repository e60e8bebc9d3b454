"""Witnesses: the only module that makes a message which one contract accepts and the other refuses.

A message is only called one when both engines of the one contract accept it, both of the other refuse it, and the
refusal is about what changed; of JSON Schemas there is one engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.contract.comparable import Comparable
from conformance.contract.jsonschema import complaints
from conformance.contract.validate import Complaint
from conformance.diff.effect import impact_on
from conformance.diff.found import Found, Part, Route
from conformance.diff.local import OF_TYPE, Seed
from conformance.diff.smallest import Smallest
from conformance.model.binding import BINDINGS, REST, Binding
from conformance.model.change import Change, Impact, Place, Witness
from conformance.model.requirement import Direction
from conformance.model.tree import Element, local_of
from conformance.servicestack import json
from conformance.servicestack.members import value_of
from conformance.servicestack.text import decode
from conformance.soap import envelope as envelopes
from conformance.soap import fault as faults

_MOST_PLACES = 25  # at which a change is tried, those that are least deep
_SMALLEST = Seed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two contracts, with what people call it and both of its engines."""

    name: str
    contract: Comparable


def witnessed(found: Found, old: Side, new: Side) -> Change:
    """Return a change with the messages that prove it: one for each direction in which it breaks somebody."""
    change = found.change
    breaking = [one for one in change.directions if impact_on(change, one) is Impact.BREAKING]
    if change.unwitnessed or not breaking:
        return replace(change, unwitnessed=change.unwitnessed if breaking else "")
    proved, missing = [], []
    for direction in breaking:
        accepting, refusing = (old, new) if direction is Direction.REQUEST else (new, old)
        witness = next(_witnesses(found, direction, accepting, refusing), None)
        if witness is None:
            missing.append(direction.value)
        else:
            proved.append(witness)
    why = f"no {' and no '.join(missing)} was found that shows it by itself" if missing else ""
    return replace(change, witnesses=tuple(proved), unwitnessed=why)


def _witnesses(found: Found, direction: Direction, accepting: Side, refusing: Side) -> Iterator[Witness]:
    """Yield messages that show a change in a direction, from each of its places."""
    here = [(place, route) for place, route in found.routes.items() if place.direction is direction]
    for place, route in sorted(here, key=lambda held: len(held[1].steps))[:_MOST_PLACES]:
        binding = BINDINGS[route.root.binding]
        for seed in found.seeds:
            body = _message(accepting.contract, route, seed, number=int(accepting.name == "new"))
            if body is None or not _accepts(accepting, route, body):
                continue
            why = _refusal(refusing, route, body, _about(place, seed))
            if why is not None:
                yield Witness(
                    operation=place.operation,
                    direction=direction,
                    binding=binding.name,
                    accepted_by=accepting.name,
                    refused_by=refusing.name,
                    envelope=body,
                    why=why,
                )


def _message(contract: Comparable, route: Route, seed: Seed, *, number: int) -> bytes | None:
    """Return the smallest envelope with a seed at the end of a route, None where there can be none.

    ``number`` tells whose names are those of the contract: 0 for the old one, 1 for the new one.
    """
    root, schema = route.root, contract.schema
    binding = BINDINGS[root.binding]
    grower = Smallest(schema=schema)
    try:
        shown = grower.element(schema.elements[root.names[number]], route.steps, seed)
        payload = root.payloads[number]
        body = () if payload is None else (grower.element(schema.elements[payload], (), _SMALLEST),)
    except LookupError:
        return None
    if root.binding in REST:
        return json.dumps(value_of(shown, schema.elements[root.names[number]].type, schema)).encode()
    if root.part is Part.HEADER:
        return envelopes.encode(envelopes.Envelope(binding=binding, header=(shown,), body=body))
    held = _fault(shown, binding) if root.part is Part.DETAIL else shown
    return envelopes.encode(envelopes.Envelope(binding=binding, body=(held,)))


def _fault(detail: Element, binding: Binding) -> Element:
    code = binding.tag(binding.codes["server"])
    return faults.build(faults.Fault(code=code, reason="example", detail=(detail,)), binding)


def _about(place: Place, seed: Seed) -> frozenset[str]:
    """Return the names that a refusal mentions which is about a change: of its place, and of what a seed puts there."""
    put = [
        *(seed.word or ()),
        *((seed.type,) if seed.type else ()),
        *(name for name, _ in seed.attributes),
        *seed.below,
    ]
    steps = place.path.replace(OF_TYPE, "/").split("/")[-3:]
    return frozenset((*(step.removeprefix("@") for step in steps), *map(local_of, put)))


def _accepts(side: Side, route: Route, body: bytes) -> bool:
    """Tell whether a contract accepts a message, by both engines or by its JSON Schema."""
    if route.root.binding in REST:
        return not _members_refused(side, route, body)
    return side.contract.engines.judge(body).valid


def _members_refused(side: Side, route: Route, body: bytes) -> tuple[Complaint, ...]:
    name = route.root.names[int(side.name == "new")]
    return complaints(side.contract.validators[name], json.loads(decode(body)))


def _refusal(side: Side, route: Route, body: bytes, about: frozenset[str]) -> str | None:
    """Return why a contract refuses a message, None where it does not, or where it is for something else.

    Both engines have to refuse it, or its JSON Schema.
    """
    if route.root.binding in REST:
        told = (
            f"{one.path}: {one.message}" if one.path else one.message for one in _members_refused(side, route, body)
        )
        return next((text for text in told if any(name in text for name in about)), None)
    judged = side.contract.engines.judge(body)
    if not judged.libxml2 or not judged.xmlschema:
        return None
    said = (one.message for one in judged.libxml2 if any(name in one.message for name in about))
    return next(said, None)
