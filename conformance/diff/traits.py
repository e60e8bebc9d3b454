"""What a type says beside its attributes and its content: mixed, abstract, what its wildcards take and ask for."""

from collections.abc import Iterator, Sequence

from conformance.contract import regular
from conformance.diff.local import Local, Seed
from conformance.diff.simple import ended
from conformance.model.change import Effect
from conformance.model.schema import (
    ComplexType,
    Derivation,
    ElementUse,
    Group,
    Particle,
    Process,
    Schema,
    SimpleType,
    Wildcard,
)
from conformance.model.tree import XSD, clark, local_of, namespace_of

_STRANGER = "urn:stranger"
STRANGE_CHILD = clark(_STRANGER, "stranger")
"""A name that no contract declares."""
_RESTRICTION = Derivation.RESTRICTION
_ORDER = tuple(Process)  # the strictest first


def complex_of(held: SimpleType | ComplexType) -> ComplexType:
    """Return a type that may have attributes; a simple one has none."""
    return held if isinstance(held, ComplexType) else ComplexType(name=held.name, text=held.name)


def of_type(old: ComplexType, new: ComplexType) -> Iterator[Local]:
    """Yield what changed of a type as a whole."""
    if old.abstract != new.abstract:
        yield Local(
            rule=f"abstract.{'added' if new.abstract else 'removed'}",
            subject="abstract",
            effect=Effect.NARROWS if new.abstract else Effect.WIDENS,
            message=f"an element may {'no longer ' if new.abstract else ''}be of this type itself",
            seeds=(Seed(),),
        )
    if old.mixed != new.mixed and old.text is None and new.text is None:
        yield Local(
            rule=f"mixed.{'added' if new.mixed else 'removed'}",
            subject="mixed",
            effect=Effect.WIDENS if new.mixed else Effect.NARROWS,
            message=f"text may {'' if new.mixed else 'no longer '}stand beside the elements",
            seeds=(Seed(text="text"),),
        )
    if old.open_attributes != new.open_attributes:
        yield Local(
            rule=f"wildcard.attributes-{'added' if new.open_attributes else 'removed'}",
            subject="@*",
            effect=Effect.WIDENS if new.open_attributes else Effect.NARROWS,
            message="any attribute is allowed" if new.open_attributes else "only declared attributes are allowed",
            step="@*",
            seeds=(Seed(attributes=(("stranger", "x"),)), Seed(attributes=((STRANGE_CHILD, "x"),))),
        )
    if old.any_attribute is not None and new.any_attribute is not None:
        yield from _any_attribute(old.any_attribute, new.any_attribute)
    asked, asks = (tuple(held.process for held in wildcards(one.content)) for one in (old, new))
    if asked != asks and len(asked) == len(asks):
        words = [regular.shortest(held.content, having=STRANGE_CHILD) for held in (old, new)]
        yield _process(asked, asks, "content", [Seed(word=word) for word in words if word is not None])


def wildcards(particle: Particle | None) -> Iterator[Wildcard]:
    """Yield the wildcards of a content model, in their order."""
    if isinstance(particle, Wildcard):
        yield particle
    elif isinstance(particle, Group):
        for part in particle.particles:
            yield from wildcards(part)


def _any_attribute(old: Wildcard, new: Wildcard) -> Iterator[Local]:
    was, now = old.namespaces, new.namespaces
    spaces = sorted({"", _STRANGER, *(was.only or was.but), *(now.only or now.but)})
    gained = [one for one in spaces if one in now and one not in was]
    lost = [one for one in spaces if one in was and one not in now]
    if gained or lost:
        effect = Effect.of(bool(gained), bool(lost))
        yield Local(
            rule=ended("wildcard.attributes", effect),
            subject="@*",
            effect=effect,
            message=f'other attributes are those of "{new.namespace}", and were those of "{old.namespace}"',
            step="@*",
            seeds=tuple(Seed(attributes=((clark(one, "stranger"), "x"),)) for one in (*gained, *lost)),
        )
    if old.process is not new.process:
        seed = Seed(attributes=((STRANGE_CHILD, "x"),))
        yield _process((old.process,), (new.process,), "@*", [seed])


def _process(old: tuple[Process, ...], new: tuple[Process, ...], subject: str, seeds: Sequence[Seed]) -> Local:
    """Return what is asked otherwise of that which wildcards take: a name that nothing declares shows it."""
    pairs = [(_ORDER.index(was), _ORDER.index(now)) for was, now in zip(old, new, strict=True)]
    effect = Effect.of(any(now > was for was, now in pairs), any(now < was for was, now in pairs))
    words = tuple(" and ".join(one) for one in (new, old))
    return Local(
        rule=ended("wildcard.process", effect),
        subject=subject,
        effect=effect,
        message=f"what a wildcard takes is looked at as {words[0]}, and was as {words[1]}",
        step="@*" if subject == "@*" else "",
        seeds=tuple(seeds),
    )


def derived_from(
    held: SimpleType | ComplexType, schema: Schema, blocked: frozenset[Derivation] = frozenset()
) -> tuple[str, ...]:
    """Return the names that ``xsi:type`` may give where a type is declared, sorted.

    ``blocked`` is what the element forbids beside the type itself. Of a built-in type every type is one that comes from
    it; that is not followed.
    """
    if namespace_of(held.name) == XSD:
        return ()
    barred = blocked | (held.block if isinstance(held, ComplexType) else frozenset())
    found: dict[str, None] = {}
    waiting = list(schema.derived.get(held.name, ()))
    while waiting:
        name = waiting.pop()
        derived = schema.types[name]
        if name in found or (derived.derivation if isinstance(derived, ComplexType) else _RESTRICTION) in barred:
            continue
        found[name] = None
        waiting += schema.derived.get(name, ())
    return tuple(sorted(name for name in found if not getattr(schema.types[name], "abstract", False)))


def of_blocks(old: ElementUse, new: ElementUse, schemas: tuple[Schema, Schema]) -> Iterator[Local]:
    """Yield the types that an element forbids or allows now, though its type in both contracts has them."""
    pairs = tuple((use, schema, schema.types[use.type]) for use, schema in zip((old, new), schemas, strict=True))
    known = set.intersection(*(set(derived_from(held, schema)) for _, schema, held in pairs))
    was, now = (known.intersection(derived_from(held, schema, use.block)) for use, schema, held in pairs)
    for rule, effect, only, words in (
        ("block.added", Effect.NARROWS, was - now, "no longer"),
        ("block.removed", Effect.WIDENS, now - was, "now"),
    ):
        for name in sorted(only):
            message = f"xsi:type of {local_of(old.name)} may {words} say {local_of(name)}, by block"
            yield Local(rule=rule, subject=name, effect=effect, message=message, seeds=(Seed(type=name),))


def of_derived(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Local]:
    """Yield the types that may stand in the place of another, as ``xsi:type`` says, in one contract only."""
    for rule, effect, only, words in (
        ("derivation.removed", Effect.NARROWS, [name for name in old if name not in new], "no longer"),
        ("derivation.added", Effect.WIDENS, [name for name in new if name not in old], "now"),
    ):
        for name in only:
            message = f"xsi:type may {words} say {local_of(name)}"
            yield Local(rule=rule, subject=name, effect=effect, message=message, seeds=(Seed(type=name),))
