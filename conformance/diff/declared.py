"""What wildcards take: the only module that compares what stands in a message only where any name may stand.

Those that messages hold by name as well are compared there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.contract import regular
from conformance.diff.local import AT, Local, Seed, below, valued
from conformance.diff.texts import samples
from conformance.diff.traits import wildcards
from conformance.diff.uses import of_element, of_values
from conformance.diff.values import Held
from conformance.model.change import Effect
from conformance.model.schema import ComplexType, Process, Schema, SimpleType
from conformance.model.tree import local_of, namespace_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """The schemas of both contracts, and the global elements that no message holds by name: those left to wildcards."""

    schemas: tuple[Schema, Schema]
    names: frozenset[str]

    @classmethod
    def of(cls, schemas: tuple[Schema, Schema], held: Iterable[str]) -> "Worlds":
        """Return the worlds of two schemas, whose messages hold some elements by name."""
        return cls(schemas=schemas, names=frozenset(name for one in schemas for name in one.elements).difference(held))


def both(old: ComplexType, new: ComplexType, worlds: Worlds) -> tuple[str, ...]:
    """Return the elements that both contracts declare and that wildcards of both take and look at."""
    known = (name for name in worlds.names if all(name in schema.elements for schema in worlds.schemas))
    return tuple(sorted(name for name in known if _looks(old, name) and _looks(new, name)))


def of_declared(old: ComplexType, new: ComplexType, worlds: Worlds) -> Iterator[Local]:
    """Yield what changed of the elements that wildcards of both types take."""
    was, now = worlds.schemas
    for name in both(old, new, worlds):
        for local in of_element(was.elements[name], now.elements[name], worlds.schemas):
            yield below(local, name)
    for name in sorted(worlds.names):
        looks = (_looks(old, name), _looks(new, name))
        if None in looks or (name in was.elements) == (name in now.elements):
            continue
        words = [regular.shortest(held.content, having=name) for held in (old, new)]
        made = (Seed(), Seed(attributes=(("stranger", "x"),)), Seed(text="stranger"))
        seeds = (Seed(word=word, each=(name, one)) for word in words if word is not None for one in made)
        yield _only(name, looks, tuple(seeds), gone=name in was.elements)


def of_declared_attributes(old: ComplexType, new: ComplexType, worlds: Worlds) -> Iterator[Local]:
    """Yield what changed of the attributes that wildcards of both types take."""
    was, now = worlds.schemas
    own = {use.name for held in (old, new) for use in held.attributes}
    for name in sorted((was.attributes.keys() | now.attributes.keys()) - own):
        looks = (_asks(old, name), _asks(new, name))
        if None in looks:
            continue
        step = f"{AT}{name}"
        if name in was.attributes and name in now.attributes:
            yield from of_values(was.attributes[name].type, now.attributes[name].type, worlds.schemas, step=step)
        else:
            held, schema = (was.attributes[name], was) if name in was.attributes else (now.attributes[name], now)
            kind = schema.types[held.type]
            texts = samples(Held(type=kind, types=schema.types)) if isinstance(kind, SimpleType) else ()
            yield _only(name, looks, valued(step, (*texts, "stranger", "7")), gone=name in was.attributes, step=step)


def _only(
    name: str, looks: tuple[Process | None, ...], seeds: tuple[Seed, ...], *, gone: bool, step: str = ""
) -> Local:
    """Return that something which wildcards take is declared in one contract only."""
    strict = looks[1 if gone else 0] is Process.STRICT  # where it is not declared
    return Local(
        rule=f"wildcard.declared-{'removed' if gone else 'added'}",
        subject=f"{step or name}",
        effect=Effect.NARROWS if gone == strict else Effect.WIDENS,
        message=f"{local_of(name)}, which a wildcard takes, is {'no longer' if gone else 'now'} declared",
        step=step,
        seeds=seeds,
    )


def _asks(held: ComplexType, name: str) -> Process | None:
    """Return how closely the wildcard of a type looks at an attribute that it takes, None where it does not."""
    one = held.any_attribute
    return (
        None if one is None or one.process is Process.SKIP or namespace_of(name) not in one.namespaces else one.process
    )


def _looks(held: ComplexType, name: str) -> Process | None:
    """Return how closely wildcards of a type look at an element that they take, None where none does."""
    found = {one.process for one in wildcards(held.content) if namespace_of(name) in one.namespaces}
    return None if Process.SKIP in found else next((one for one in Process if one in found), None)
