"""Identity constraints compared: the only module that tells what has to be unique now, or need no longer be.

What breaks a constraint is made where its path leads from child to child: what ``.//`` finds is looked for as a child.
"""

from collections.abc import Iterator

from conformance.contract import regular
from conformance.diff.local import AT, Local, Seed, valued
from conformance.diff.texts import sample
from conformance.diff.traits import complex_of
from conformance.diff.values import Held
from conformance.model.change import Effect
from conformance.model.schema import ComplexType, ElementUse, Identity, Schema, SimpleType, Uniqueness, elements
from conformance.model.tree import local_of, steps_of

_ANYWHERE = ".//"


def of_identities(old: ElementUse, new: ElementUse, schemas: tuple[Schema, Schema]) -> Iterator[Local]:
    """Yield the identity constraints that are in one element only; names of constraints say nothing."""
    was, now = (_constraints(held) for held in (old, new))
    for said in sorted(was.keys() ^ now.keys()):
        one = (was | now)[said]
        kinds = [_same(one, held) for held in (old, new)]
        if kinds == [Uniqueness.UNIQUE, Uniqueness.KEY]:
            if one.kind is Uniqueness.KEY:
                yield _local(
                    "identity.narrowed", Effect.NARROWS, one, "was only unique", ((old, schemas[0]), (new, schemas[1]))
                )
        elif kinds == [Uniqueness.KEY, Uniqueness.UNIQUE]:
            if one.kind is Uniqueness.UNIQUE:
                yield _local(
                    "identity.widened", Effect.WIDENS, one, "was a key", ((old, schemas[0]), (new, schemas[1]))
                )
        elif said in was:
            yield _local("identity.removed", Effect.WIDENS, one, "is gone", ((old, schemas[0]), (new, schemas[1])))
        else:
            yield _local("identity.added", Effect.NARROWS, one, "is new", ((old, schemas[0]), (new, schemas[1])))


def _same(constraint: Identity, held: ElementUse) -> Uniqueness | None:
    """Return whether the same is a key of an element, or unique in it, None where it is neither."""
    kinds = {
        one.kind for one in held.identities if (one.selector, one.fields) == (constraint.selector, constraint.fields)
    }
    return next((one for one in (Uniqueness.KEY, Uniqueness.UNIQUE) if one in kinds), None)


def _local(rule: str, effect: Effect, one: Identity, words: str, uses: tuple[tuple[ElementUse, Schema], ...]) -> Local:
    path = "/".join(map(local_of, steps_of(one.selector)))
    seeds = tuple(seed for use, schema in uses for seed in _seeds(one, use, schema))
    idle = not seeds and not one.selector.startswith(_ANYWHERE)  # it selects nothing that there can be
    return Local(
        rule=rule,
        subject=f"{uses[0][0].name} {one.selector}",
        effect=Effect.NONE if idle else effect,
        message=f"the constraint {one.kind} of {path} by {', '.join(map(_told, one.fields))} {words}",
        seeds=seeds,
    )


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
            for times in (2, 1):
                words = [regular.shortest(held.content, having=last, times=times) for held in above]
                for word in filter(None, words):
                    for seed in _each(constraint, use, found, schema):
                        yield Seed(word=word, each=(last, seed), below=tuple(way))


def _each(constraint: Identity, use: ElementUse, held: ComplexType, schema: Schema) -> Iterator[Seed]:
    """Yield what may break a constraint: all fields have values, some refer to none, or are not there."""
    fields = dict.fromkeys(field for one in use.identities for field in one.fields) | dict.fromkeys(constraint.fields)
    values = {field: _value(field, held, schema) for field in fields}
    put = {
        field.removeprefix(AT): value for field, value in values.items() if field.startswith(AT) and value is not None
    }
    lost = {field.removeprefix(AT): f"{values[field]}9" for field in constraint.fields if field.removeprefix(AT) in put}
    yield Seed(attributes=tuple(put.items()))
    yield Seed(attributes=tuple((put | lost).items()))
    yield from (
        seed
        for field in constraint.fields
        if values[field] is not None
        for seed in valued(field, [values[field] or ""])
    )
    yield Seed(attributes=tuple((name, value) for name, value in put.items() if name not in lost))
    yield Seed()


def _types(use: ElementUse, way: list[str], schema: Schema) -> list[ComplexType]:
    """Return the complex types at the end of a path of children."""
    uses = [use]
    for step in way:
        held = [schema.types[one.type] for one in uses]
        uses = [
            one for kind in held if isinstance(kind, ComplexType) for one in elements(kind.content) if one.name == step
        ]
    return [complex_of(schema.types[one.type]) for one in uses]


def _value(field: str, held: ComplexType, schema: Schema) -> str | None:
    """Return a value of a field, None where it is too deep, or nothing that there can be."""
    if field.startswith(AT):
        found = next((one.type for one in held.attributes if one.name == field.removeprefix(AT)), None)
    else:
        found = next((one.type for one in elements(held.content) if one.name == field), None)
    kind = schema.types.get(found or "")
    return sample(Held(type=kind, types=schema.types)) if isinstance(kind, SimpleType) else None
