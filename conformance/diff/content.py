"""Complex types compared, each level by itself: attributes, content models, and the uses of children."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeAlias

from conformance.contract import regular
from conformance.contract.paths import elements
from conformance.contract.regular import Inclusion
from conformance.diff.local import Local, Seed
from conformance.diff.simple import accepts, sample
from conformance.diff.traits import of_identities
from conformance.diff.varieties import compared
from conformance.model.change import Effect, Impact
from conformance.model.schema import AttributeUse, ComplexType, ElementUse, SimpleType, Use
from conformance.model.tree import local_of

_Types: TypeAlias = Mapping[str, SimpleType | ComplexType]
_Both: TypeAlias = tuple[_Types, _Types]
_ALIKE = 0.6
_UNDECIDED = "the content models are too large to be compared"


def of_attributes(old: ComplexType, new: ComplexType, types: _Both) -> Iterator[Local]:
    """Yield what changed of the attributes of a type."""
    was, now = ({use.name: use for use in held.attributes} for held in (old, new))
    gone, came = [name for name in was if name not in now], [name for name in now if name not in was]
    for name in list(gone):
        like = _alike(name, came)
        if like is not None and was[name].type == now[like].type and was[name].use is now[like].use:
            gone.remove(name)
            came.remove(like)
            yield _renamed_attribute(was[name], now[like], types)
    for name in gone:
        yield _gone(was[name], _value(was[name], types[0]), closed=not new.open_attributes)
    for name in came:
        yield _came(now[name], _value(now[name], types[1]), closed=not old.open_attributes)
    for name in (name for name in was if name in now):
        yield from _same_attribute(was[name], now[name], types)
    if old.open_attributes != new.open_attributes:
        effect = Effect.WIDENS if new.open_attributes else Effect.NARROWS
        message = "any attribute is allowed" if new.open_attributes else "only declared attributes are allowed"
        yield Local(
            rule=f"wildcard.attributes-{'added' if new.open_attributes else 'removed'}",
            subject="@*",
            effect=effect,
            message=message,
            suffix="/@*",
            seeds=(Seed(attribute=("stranger", "x")), Seed(attribute=("{urn:stranger}stranger", "x"))),
        )


def _renamed_attribute(old: AttributeUse, new: AttributeUse, types: _Both) -> Local:
    message = f"the attribute {local_of(old.name)} is renamed to {local_of(new.name)}"
    return Local(
        rule="attribute.renamed",
        subject=old.name,
        effect=Effect.DIFFERS,
        message=message,
        suffix=f"/@{local_of(old.name)}",
        seeds=tuple(Seed(attribute=(use.name, _value(use, held))) for use, held in zip((old, new), types, strict=True)),
    )


def _gone(use: AttributeUse, value: str, *, closed: bool) -> Local:
    required = use.use is Use.REQUIRED
    return Local(
        rule="attribute.removed",
        subject=use.name,
        effect=Effect((required, closed)),
        message=f"the {use.use} attribute {local_of(use.name)} is gone",
        suffix=f"/@{local_of(use.name)}",
        seeds=(Seed(attribute=(use.name, value)), Seed(attribute=(use.name, None))),
    )


def _came(use: AttributeUse, value: str, *, closed: bool) -> Local:
    required = use.use is Use.REQUIRED
    return Local(
        rule=f"attribute.{use.use}-added",
        subject=use.name,
        effect=Effect((closed, required)),
        message=f"the {use.use} attribute {local_of(use.name)} is new",
        suffix=f"/@{local_of(use.name)}",
        seeds=(Seed(attribute=(use.name, value)), Seed(attribute=(use.name, None))),
    )


def _same_attribute(old: AttributeUse, new: AttributeUse, types: _Both) -> Iterator[Local]:
    suffix = f"/@{local_of(old.name)}"
    if old.use is not new.use:
        required = new.use is Use.REQUIRED
        yield Local(
            rule=f"attribute.{new.use}",
            subject=old.name,
            effect=Effect.NARROWS if required else Effect.WIDENS,
            message=f"the attribute {local_of(old.name)} is {new.use}, and was {old.use}",
            suffix=suffix,
            seeds=(Seed(attribute=(old.name, None)),),
        )
    was, now = types[0][old.type], types[1][new.type]
    if isinstance(was, SimpleType) and isinstance(now, SimpleType):
        for found in compared(was, now, types):
            yield Local.of_value(found, attribute=old.name, suffix=suffix)
    values = (_value(old, types[0]), _value(new, types[1]), "other")
    seeds = tuple(Seed(attribute=(old.name, value)) for value in values)
    yield from (replace(local, seeds=seeds) for local in _defaults(old, new, suffix))


def of_content(old: ComplexType, new: ComplexType, found: Inclusion, *, types: _Both) -> Iterator[Local]:
    """Yield what changed of what stands in an element: its text, or the order and number of its children."""
    if old.text is not None and new.text is not None:
        was, now = types[0][old.text], types[1][new.text]
        if isinstance(was, SimpleType) and isinstance(now, SimpleType):
            yield from (Local.of_value(one) for one in compared(was, now, types))
        return
    if old.text is not None or new.text is not None:
        yield _other_kind(old, new, types)
        return
    if found == Inclusion():
        return
    effect = Effect.DIFFERS if found.undecided else Effect((found.gained is not None, found.lost is not None))
    rule, message = _what_changed(old, new, effect)
    yield Local(
        rule=rule,
        subject="content",
        effect=effect,
        message=message,
        seeds=tuple(Seed(word=word) for word in (found.gained, found.lost) if word is not None),
        undecided=_UNDECIDED if found.undecided else "",
    )


def _other_kind(old: ComplexType, new: ComplexType, types: _Both) -> Local:
    """Return the change from text to elements, or back: what both may accept is that nothing stands there."""
    simple = types[0][old.text] if old.text is not None else types[1][new.text or ""]
    content = new.content if old.text is not None else old.content
    names = [use.name for use in elements(content)]
    words = [regular.shortest(content, having=name) for name in names] + [regular.shortest(content)]
    bare = () in words
    empty = accepts(simple, "") if isinstance(simple, SimpleType) else None
    beyond = bool(names) or (bare and empty is False)  # elements that are no text, or nothing where text has to be
    effect = Effect((beyond, True)) if old.text is not None else Effect((True, beyond))
    texts = (sample(simple), "1", "true", "a") if isinstance(simple, SimpleType) else ()
    return Local(
        rule="content.kind-changed",
        subject="content",
        effect=effect,
        message="text stands there now, and elements did" if new.text else "elements stand there now, and text did",
        seeds=(*(Seed(text=text) for text in texts), *(Seed(word=word) for word in words if word is not None)),
    )


def _what_changed(old: ComplexType, new: ComplexType, effect: Effect) -> tuple[str, str]:
    """Return the rule that tells best how two content models differ, and the sentence."""
    was, now = ({use.name: use for use in elements(held.content)} for held in (old, new))
    gone, came = [name for name in was if name not in now], [name for name in now if name not in was]
    if len(gone) == len(came) == 1 and (was[gone[0]].type == now[came[0]].type or _alike(gone[0], came)):
        return "element.renamed", f"the element {local_of(gone[0])} is renamed to {local_of(came[0])}"
    if came and not gone:
        kind = "required" if effect.narrows else "optional"
        return f"element.{kind}-added", f"the {kind} {_named(came)} is new"
    if gone and not came:
        return "element.removed", f"the {_named(gone)} is gone"
    if gone:
        return "content.changed", f"the {_named(gone)} is gone, and the {_named(came)} is new"
    often = [name for name in was if was[name].occurs != now[name].occurs]
    end = {Effect.WIDENS: "widened", Effect.NARROWS: "narrowed"}.get(effect, "changed")
    if often:
        told = "; ".join(
            f"{local_of(name)} may stand {_times(now[name])}, and was {_times(was[name])}" for name in often
        )
        return f"occurs.{end}", told
    return f"order.{end}", "the elements may stand in another order or combination"


def _named(names: list[str]) -> str:
    noun = "element" if len(names) == 1 else "elements"
    return f"{noun} {', '.join(map(local_of, names))}"


def _times(use: ElementUse) -> str:
    most = "any number of" if use.occurs.most is None else f"{use.occurs.most:,}"
    return f"{use.occurs.least:,} to {most} times"


def of_children(old: Mapping[str, ElementUse], new: Mapping[str, ElementUse]) -> Iterator[Local]:
    """Yield what changed of children that are in both, beside their types and how often they may stand."""
    for name in (name for name in old if name in new):
        was, now = old[name], new[name]
        suffix = f"/{local_of(name)}"
        if was.nillable != now.nillable:
            yield Local(
                rule=f"nillable.{'added' if now.nillable else 'removed'}",
                subject=name,
                effect=Effect.WIDENS if now.nillable else Effect.NARROWS,
                message=f"{local_of(name)} may {'' if now.nillable else 'no longer '}be nil",
                suffix=suffix,
                seeds=(Seed(child=(name, None)),),
            )
        yield from of_identities(was, now, suffix)
        seeds = tuple(Seed(child=(name, text)) for text in (was.fixed, now.fixed, "other", "7") if text)
        yield from (replace(local, seeds=seeds) for local in _defaults(was, now, suffix))


def _defaults(old: AttributeUse | ElementUse, new: AttributeUse | ElementUse, suffix: str) -> Iterator[Local]:
    if old.fixed != new.fixed:
        effect = Effect((old.fixed is not None, new.fixed is not None))
        rule = (
            "fixed.changed" if effect is Effect.DIFFERS else f"fixed.{'added' if new.fixed is not None else 'removed'}"
        )
        yield Local(
            rule=rule,
            subject=old.name,
            effect=effect,
            message=f"the fixed value is {_told(new.fixed)}, and was {_told(old.fixed)}",
            suffix=suffix,
        )
    if old.default != new.default:
        message = f"the default is {_told(new.default)}, and was {_told(old.default)}"
        yield Local(
            rule="default.changed",
            subject=old.name,
            effect=Effect.NONE,
            message=message,
            suffix=suffix,
            least=Impact.RISKY,
        )


def _told(value: str | None) -> str:
    return "none" if value is None else f'"{value}"'


def _value(use: AttributeUse, types: _Types) -> str:
    held = types[use.type]
    if use.fixed is not None:
        return use.fixed
    return sample(held) if isinstance(held, SimpleType) else ""


def _alike(name: str, others: list[str]) -> str | None:
    """Return the name that is most like another, None where none is like it at all."""

    def likeness(other: str) -> float:
        return SequenceMatcher(None, local_of(name).lower(), local_of(other).lower()).ratio()

    best = max(others, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _ALIKE else None
