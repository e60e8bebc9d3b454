"""Identity constraints compared: the only module that tells what has to be unique now, or need no longer be.

What breaks a constraint is made where its path leads from child to child: what ``.//`` finds is looked for as a child.
"""

from collections.abc import Iterator

from conformance.contract import regular
from conformance.contract.paths import elements
from conformance.diff.local import AT, Local, Seed, valued
from conformance.diff.texts import sample
from conformance.diff.traits import complex_of
from conformance.diff.values import Held
from conformance.model.change import Effect
from conformance.model.schema import ComplexType, ElementUse, Identity, Schema, SimpleType
from conformance.model.tree import local_of, steps_of

_ANYWHERE = ".//"


def of_identities(old: ElementUse, new: ElementUse, schemas: tuple[Schema, Schema]) -> Iterator[Local]:
    """Yield the identity constraints that are in one element only; names of constraints say nothing."""
    was, now = (_constraints(held) for held in (old, new))
    for rule, effect, only, words in (
        ("identity.removed", Effect.WIDENS, was.keys() - now.keys(), "is gone"),
        ("identity.added", Effect.NARROWS, now.keys() - was.keys(), "is new"),
    ):
        for said in sorted(only):
            one = (was | now)[said]
            path = "/".join(map(local_of, steps_of(one.selector)))
            message = f"the constraint {one.kind} of {path} by {', '.join(map(_told, one.fields))} {words}"
            uses = ((old, schemas[0]), (new, schemas[1]))
            seeds = tuple(seed for use, schema in uses for seed in _seeds(one, use, schema))
            yield Local(rule=rule, subject=f"{old.name} {one.selector}", effect=effect, message=message, seeds=seeds)


def _told(field: str) -> str:
    at = AT if field.startswith(AT) else ""
    return f"{at}{local_of(field.removeprefix(at))}"


def _constraints(held: ElementUse) -> dict[tuple[str, ...], Identity]:
    """Return constraints by what they say, with what a keyref refers to in the place of its name."""
    known: dict[str, Identity] = {one.name: one for one in held.identities}

    def said(one: Identity) -> tuple[str, ...]:
        key = known.get(one.refers or "")
        return (one.kind, one.selector, *one.fields, *((key.selector, *key.fields) if key is not None else ()))

    return {said(one): one for one in held.identities}


def _seeds(constraint: Identity, use: ElementUse, schema: Schema) -> Iterator[Seed]:
    """Yield what breaks a constraint: two that are alike, one without the field of a key, one that refers to none."""
    for path in constraint.selector.split("|"):
        *way, last = steps_of(path.removeprefix(_ANYWHERE))
        above = _types(use, way, schema)
        for found in _types(use, [*way, last], schema):
            value = _field(constraint.fields[0], found, schema)
            for times in (2, 1):
                words = [regular.shortest(held.content, having=last, times=times) for held in above]
                for word in filter(None, words):
                    for seed in (value, Seed()) if value is not None else (Seed(),):
                        yield Seed(word=word, each=(last, seed), below=tuple(way))


def _types(use: ElementUse, way: list[str], schema: Schema) -> list[ComplexType]:
    """Return the complex types at the end of a path of children."""
    uses = [use]
    for step in way:
        held = [schema.types[one.type] for one in uses]
        uses = [
            one for kind in held if isinstance(kind, ComplexType) for one in elements(kind.content) if one.name == step
        ]
    return [complex_of(schema.types[one.type]) for one in uses]


def _field(field: str, held: ComplexType, schema: Schema) -> Seed | None:
    """Return the seed of a value of a field, None where the smallest element has one, or where it is too deep."""
    if field.startswith(AT):
        found = next((one.type for one in held.attributes if one.name == field.removeprefix(AT)), None)
    else:
        found = next((one.type for one in elements(held.content) if one.name == field), None)
    kind = schema.types.get(found or "")
    return valued(field, [sample(Held(type=kind, types=schema.types))])[0] if isinstance(kind, SimpleType) else None
