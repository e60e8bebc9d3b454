"""What a type says beside its attributes and its content model: mixed, abstract, what its wildcards take and ask for.

And what an element says of all that stands in it: its identity constraints.
"""

from collections.abc import Iterator

from conformance.diff.local import Local, Seed
from conformance.diff.simple import ended
from conformance.model.change import Effect
from conformance.model.schema import (
    ComplexType,
    ElementUse,
    Group,
    Identity,
    Particle,
    Process,
    Schema,
    SimpleType,
    Wildcard,
)
from conformance.model.tree import clark, local_of

_STRANGER = "urn:stranger"
_ORDER = tuple(Process)  # the strictest first


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
    if old.any_attribute is not None and new.any_attribute is not None:
        yield from _any_attribute(old.any_attribute, new.any_attribute)
    asked, asks = (tuple(held.process for held in _wildcards(one.content)) for one in (old, new))
    if asked != asks and len(asked) == len(asks):
        yield _process(asked, asks, "content")


def _wildcards(particle: Particle | None) -> Iterator[Wildcard]:
    if isinstance(particle, Wildcard):
        yield particle
    elif isinstance(particle, Group):
        for part in particle.particles:
            yield from _wildcards(part)


def _any_attribute(old: Wildcard, new: Wildcard) -> Iterator[Local]:
    was, now = old.namespaces, new.namespaces
    spaces = sorted({"", _STRANGER, *(was.only or was.but), *(now.only or now.but)})
    gained = [one for one in spaces if one in now and one not in was]
    lost = [one for one in spaces if one in was and one not in now]
    if gained or lost:
        effect = Effect((bool(gained), bool(lost)))
        yield Local(
            rule=ended("wildcard.attributes", effect),
            subject="@*",
            effect=effect,
            message=f'other attributes are those of "{new.namespace}", and were those of "{old.namespace}"',
            suffix="/@*",
            seeds=tuple(Seed(attribute=(clark(one, "stranger"), "x")) for one in (*gained, *lost)),
        )
    if old.process is not new.process:
        yield _process((old.process,), (new.process,), "@*")


def _process(old: tuple[Process, ...], new: tuple[Process, ...], subject: str) -> Local:
    """Return what is asked otherwise of that which wildcards take: a name that nothing declares shows it."""
    pairs = [(_ORDER.index(was), _ORDER.index(now)) for was, now in zip(old, new, strict=True)]
    effect = Effect((any(now > was for was, now in pairs), any(now < was for was, now in pairs)))
    words = tuple(" and ".join(one) for one in (new, old))
    child = clark(_STRANGER, "stranger")
    return Local(
        rule=ended("wildcard.process", effect),
        subject=subject,
        effect=effect,
        message=f"what a wildcard takes is looked at as {words[0]}, and was as {words[1]}",
        suffix="/@*" if subject == "@*" else "",
        seeds=(Seed(attribute=(child, "x")) if subject == "@*" else Seed(word=(child,)),),
    )


def of_identities(old: ElementUse, new: ElementUse, suffix: str) -> Iterator[Local]:
    """Yield the identity constraints that are in one element only; names of constraints say nothing."""
    was, now = (_constraints(held) for held in (old, new))
    for rule, effect, only, words in (
        ("identity.removed", Effect.WIDENS, was - now, "is gone"),
        ("identity.added", Effect.NARROWS, now - was, "is new"),
    ):
        for kind, selector, fields, *_ in sorted(only):
            path = "/".join(map(local_of, selector.split("/")))
            message = f"the constraint {kind} of {path} by {', '.join(map(local_of, fields))} {words}"
            yield Local(rule=rule, subject=f"{old.name} {selector}", effect=effect, message=message, suffix=suffix)


def _constraints(held: ElementUse) -> set[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Return what constraints say, with what a keyref refers to in the place of its name."""
    known: dict[str, Identity] = {one.name: one for one in held.identities}
    return {
        (
            one.kind.value,
            one.selector,
            one.fields,
            ()
            if one.refers is None or one.refers not in known
            else (known[one.refers].selector, *known[one.refers].fields),
        )
        for one in held.identities
    }


def derived_from(held: SimpleType | ComplexType, schema: Schema) -> tuple[str, ...]:
    """Return the names that ``xsi:type`` may give where a type is declared, sorted; of any type there is no end."""
    barred = held.block if isinstance(held, ComplexType) else frozenset()
    found: dict[str, None] = {}
    waiting = list(schema.derived.get(held.name, ()))
    while waiting:
        name = waiting.pop()
        derived = schema.types[name]
        if name in found or (isinstance(derived, ComplexType) and derived.derivation in barred):
            continue
        found[name] = None
        waiting += schema.derived.get(name, ())
    return tuple(sorted(name for name in found if not getattr(schema.types[name], "abstract", False)))


def of_derived(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Local]:
    """Yield the types that may stand in the place of another, as ``xsi:type`` says, in one contract only."""
    for rule, effect, only, words in (
        ("derivation.removed", Effect.NARROWS, [name for name in old if name not in new], "no longer"),
        ("derivation.added", Effect.WIDENS, [name for name in new if name not in old], "now"),
    ):
        for name in only:
            message = f"xsi:type may {words} say {local_of(name)}"
            yield Local(rule=rule, subject=name, effect=effect, message=message, seeds=(Seed(type=name),))
