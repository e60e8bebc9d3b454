"""Attributes and elements compared where they stand: whether they must, may be nil, what they are if nothing is said.

A simple type that both contracts know by one name is compared by itself, once, wherever it is used.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from conformance._near import near
from conformance.diff.identities import of_identities
from conformance.diff.local import AT, Local, Seed, below, valued
from conformance.diff.simple import compared
from conformance.diff.texts import sample, samples
from conformance.diff.traits import of_blocks
from conformance.diff.values import Held, same
from conformance.model.change import Effect, Impact
from conformance.model.schema import (
    AttributeUse,
    ComplexType,
    ElementUse,
    Facets,
    Process,
    Schema,
    SimpleType,
    Use,
)
from conformance.model.tree import XSD, local_of, namespace_of

_Both: TypeAlias = tuple[Schema, Schema]


def shared(old: str, new: str) -> bool:
    """Tell whether both contracts know a type by one name of their own."""
    return old == new and namespace_of(old) != XSD


def of_values(old: str, new: str, schemas: _Both, *, step: str = "") -> Iterator[Local]:
    """Yield how the values differ of what is of two simple types, unless these are compared by themselves."""
    was, now = schemas[0].types[old], schemas[1].types[new]
    if not shared(old, new) and isinstance(was, SimpleType) and isinstance(now, SimpleType):
        for found in compared(was, now, (schemas[0].types, schemas[1].types)):
            yield Local.of_value(found, step=step, owner=(old, new))


def of_attributes(old: ComplexType, new: ComplexType, schemas: _Both) -> Iterator[Local]:
    """Yield what changed of the attributes of a type."""
    was, now = ({use.name: use for use in held.attributes} for held in (old, new))
    gone, came = [name for name in was if name not in now], [name for name in now if name not in was]
    for name in [one for one in gone if not _taken(one, new, schemas[1])]:
        like = renamed(name, [one for one in came if not _taken(one, old, schemas[0])])
        if like is not None and was[name].type == now[like].type and was[name].use is now[like].use:
            gone.remove(name)
            came.remove(like)
            yield _renamed(was[name], now[like], schemas)
    for name in gone:
        yield _gone(was[name], schemas[0], closed=not _taken(name, new, schemas[1]))
    for name in came:
        yield _came(now[name], schemas[1], closed=not _taken(name, old, schemas[0]))
    for name in (name for name in was if name in now):
        yield from _same(was[name], now[name], schemas)


def renamed(name: str, others: list[str]) -> str | None:
    """Return the new one of some names that an old one has become: it is in another namespace, or much like it."""
    found = {local_of(other): other for other in others}
    return next((found[like] for like in near(local_of(name), found, most=1)), None)


def _renamed(old: AttributeUse, new: AttributeUse, schemas: _Both) -> Local:
    same = local_of(old.name) == local_of(new.name)
    return Local(
        rule="namespace.changed" if same else "attribute.renamed",
        subject=old.name,
        effect=Effect.DIFFERS,
        message=f"the attribute {called(old.name, new.name)}",
        step=f"{AT}{old.name}",
        seeds=tuple(
            Seed(attributes=((use.name, _value(use, held)),)) for use, held in zip((old, new), schemas, strict=True)
        ),
    )


def called(old: str, new: str) -> str:
    """Return that something is called otherwise, or is in another namespace."""
    if local_of(old) != local_of(new):
        return f"{local_of(old)} is renamed to {local_of(new)}"
    was, now = (namespace_of(name) or "none" for name in (old, new))
    return f"{local_of(old)} is in the namespace {now}, and was in {was}"


def _taken(name: str, held: ComplexType, schema: Schema) -> bool:
    """Tell whether a type accepts an attribute that it does not declare, whatever its value is."""
    wildcard = held.any_attribute
    if wildcard is None or namespace_of(name) not in wildcard.namespaces:
        return False
    return wildcard.process is Process.SKIP or (wildcard.process is Process.LAX and name not in schema.attributes)


def _gone(use: AttributeUse, schema: Schema, *, closed: bool) -> Local:
    return Local(
        rule="attribute.removed",
        subject=use.name,
        effect=Effect.of(use.use is Use.REQUIRED or (not closed and not _of_any_text(use, schema)), closed),
        message=f"the {use.use} attribute {local_of(use.name)} is gone",
        step=f"{AT}{use.name}",
        seeds=_there_or_not(use, schema),
    )


def _came(use: AttributeUse, schema: Schema, *, closed: bool) -> Local:
    return Local(
        rule=f"attribute.{use.use}-added",
        subject=use.name,
        effect=Effect.of(closed, use.use is Use.REQUIRED or (not closed and not _of_any_text(use, schema))),
        message=f"the {use.use} attribute {local_of(use.name)} is new",
        step=f"{AT}{use.name}",
        seeds=_there_or_not(use, schema),
    )


def _of_any_text(use: AttributeUse, schema: Schema) -> bool:
    held = schema.types[use.type]
    return use.fixed is None and isinstance(held, SimpleType) and (held.builtin, held.facets) == ("string", Facets())


def _there_or_not(use: AttributeUse, schema: Schema) -> tuple[Seed, ...]:
    return (*valued(f"{AT}{use.name}", (_value(use, schema), "other", "7", "")), Seed(attributes=((use.name, None),)))


def _same(old: AttributeUse, new: AttributeUse, schemas: _Both) -> Iterator[Local]:
    step = f"{AT}{old.name}"
    if old.use is not new.use:
        required = new.use is Use.REQUIRED
        yield Local(
            rule=f"attribute.{new.use}",
            subject=old.name,
            effect=Effect.NARROWS if required else Effect.WIDENS,
            message=f"the attribute {local_of(old.name)} is {new.use}, and was {old.use}",
            step=step,
            seeds=(Seed(attributes=((old.name, None),)),),
        )
    yield from of_values(old.type, new.type, schemas, step=step)
    yield from _defaults(old, new, step, schemas)


def of_children(old: Mapping[str, ElementUse], new: Mapping[str, ElementUse], schemas: _Both) -> Iterator[Local]:
    """Yield what changed of children that are in both, beside how often they may stand."""
    for name in (name for name in old if name in new):
        yield from (below(local, name) for local in of_element(old[name], new[name], schemas))


def of_element(old: ElementUse, new: ElementUse, schemas: _Both) -> Iterator[Local]:
    """Yield what changed of an element itself."""
    if old.nillable != new.nillable:
        yield Local(
            rule=f"nillable.{'added' if new.nillable else 'removed'}",
            subject=old.name,
            effect=Effect.WIDENS if new.nillable else Effect.NARROWS,
            message=f"{local_of(old.name)} may {'' if new.nillable else 'no longer '}be nil",
            seeds=(Seed(nil=True),),
        )
    if old.abstract != new.abstract:
        yield Local(
            rule=f"abstract.{'added' if new.abstract else 'removed'}",
            subject=old.name,
            effect=Effect.NARROWS if new.abstract else Effect.WIDENS,
            message=f"{local_of(old.name)} may {'no longer ' if new.abstract else ''}stand itself",
            seeds=(Seed(),),
        )
    yield from of_blocks(old, new, schemas)
    yield from of_identities(old, new, schemas)
    yield from of_values(old.type, new.type, schemas)
    yield from _defaults(old, new, "", schemas)


def _defaults(
    old: AttributeUse | ElementUse, new: AttributeUse | ElementUse, step: str, schemas: _Both
) -> Iterator[Local]:
    if old.fixed != new.fixed:
        values = (old.fixed or "", new.fixed or "", *_samples(old.type, schemas[0]), *_samples(new.type, schemas[1]))
        rewritten = _same_value(old, new, (old.fixed, new.fixed), schemas)
        effect = Effect.NONE if rewritten else Effect.of(old.fixed is not None, new.fixed is not None)
        end = "added" if old.fixed is None else "removed" if new.fixed is None else "changed"
        words = ", the same value in another writing, which not every engine takes" if rewritten else ""
        yield Local(
            rule=f"fixed.{end}",
            subject=old.name,
            effect=effect,
            message=f"the fixed value is {_told(new.fixed)}, and was {_told(old.fixed)}{words}",
            step=step,
            seeds=valued(step, filter(None, values)),
            least=Impact.RISKY if rewritten else Impact.NONE,
        )
    if old.default != new.default and not _same_value(old, new, (old.default, new.default), schemas):
        yield Local(
            rule="default.changed",
            subject=old.name,
            effect=Effect.NONE,
            message=f"the default is {_told(new.default)}, and was {_told(old.default)}",
            step=step,
            least=Impact.RISKY,
        )


def _same_value(
    old: AttributeUse | ElementUse, new: AttributeUse | ElementUse, texts: tuple[str | None, str | None], schemas: _Both
) -> bool:
    """Tell whether two texts mean the same to their types."""
    was, now = _simple(old.type, schemas[0]), _simple(new.type, schemas[1])
    if was is None or now is None or texts[0] is None or texts[1] is None:
        return False
    return same(was, texts[0], now, texts[1])


def _simple(name: str, schema: Schema) -> Held | None:
    """Return a simple type, or that of the text in an element of a type."""
    held = schema.types[name]
    if isinstance(held, ComplexType):
        held = schema.types.get(held.text or "", held)
    return Held(type=held, types=schema.types) if isinstance(held, SimpleType) else None


def _samples(name: str, schema: Schema) -> tuple[str, ...]:
    """Return texts of a type, or of what stands in an element of it."""
    held = _simple(name, schema)
    return ("other", "7") if held is None else samples(held)


def _told(value: str | None) -> str:
    return "none" if value is None else f'"{value}"'


def _value(use: AttributeUse, schema: Schema) -> str:
    held = schema.types[use.type]
    if use.fixed is not None:
        return use.fixed
    return sample(Held(type=held, types=schema.types)) if isinstance(held, SimpleType) else ""
