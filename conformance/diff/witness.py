"""Witnesses: the only module that makes a message which one contract accepts and the other refuses.

A message is only called one when both engines of the one contract accept it, both of the other refuse it, and the
refusal is about what changed; of JSON Schemas there is one engine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from conformance.contract.comparable import Comparable
from conformance.diff import rest, soap
from conformance.diff.effect import impact_on
from conformance.diff.found import Found, Route
from conformance.diff.local import OF_TYPE, Seed
from conformance.diff.smallest import Smallest
from conformance.diff.spoken import Shown, Spoken
from conformance.model.binding import BINDINGS
from conformance.model.change import Change, Impact, Place, Witness
from conformance.model.requirement import Direction
from conformance.model.tree import local_of

SPOKEN: Mapping[str, Spoken] = MappingProxyType({"soap": soap.SPOKEN, "servicestack": rest.SPOKEN})
_MOST_PLACES = 25  # at which a change is tried, those that are least deep
_SMALLEST = Seed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two contracts, with what people call it."""

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
        spoken = SPOKEN[binding.protocol]
        theirs, others = (route.root.names[int(side.name == "new")] for side in (accepting, refusing))
        for seed in found.seeds:
            shown = _shown(accepting.contract, route, seed, number=int(accepting.name == "new"))
            if shown is None:
                continue
            body = spoken.write(shown, accepting.contract.schema)
            if not spoken.accepts(accepting.contract, theirs, body):
                continue
            about = _about(place, seed)
            refusals = spoken.refusals(refusing.contract, others, body)
            why = next((text for text in refusals if any(name in text for name in about)), None)
            if why is not None:
                yield Witness(
                    operation=place.operation,
                    direction=direction,
                    binding=binding.name,
                    accepted_by=accepting.name,
                    refused_by=refusing.name,
                    message=body,
                    why=why,
                )


def _shown(contract: Comparable, route: Route, seed: Seed, *, number: int) -> Shown | None:
    """Return the smallest message with a seed at the end of a route, None where there can be none.

    ``number`` tells whose names are those of the contract: 0 for the old one, 1 for the new one.
    """
    root, schema = route.root, contract.schema
    grower = Smallest(schema=schema)
    try:
        shown = grower.element(schema.elements[root.names[number]], route.steps, seed)
        payload = root.payloads[number]
        beside = () if payload is None else (grower.element(schema.elements[payload], (), _SMALLEST),)
    except LookupError:
        return None
    return Shown(root=root, element=shown, beside=beside)


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
