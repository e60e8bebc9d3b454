"""Content models compared: what may stand in an element, its text, or the order and number of its children."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from conformance.contract import regular
from conformance.contract.regular import Inclusion
from conformance.diff.local import Local, Seed
from conformance.diff.members import of_members
from conformance.diff.simple import ended
from conformance.diff.texts import samples
from conformance.diff.traits import STRANGE_CHILD, wildcards
from conformance.diff.uses import called, of_values, renamed
from conformance.diff.values import Held, accepts
from conformance.model.change import Effect
from conformance.model.schema import ComplexType, ElementUse, Schema, Shape, SimpleType, elements
from conformance.model.tree import local_of

_NONE = ("", "")
_Told: TypeAlias = tuple[str, str, tuple[str, str]]
_UNDECIDED = "the content models are too large to be compared"


def of_content(old: ComplexType, new: ComplexType, schemas: tuple[Schema, Schema]) -> Iterator[Local]:
    """Yield what changed of what stands in an element of a type."""
    if old.text is not None and new.text is not None:
        yield from of_values(old.text, new.text, schemas)
        return
    if old.text is not None or new.text is not None:
        yield _other_kind(old, new, schemas)
        return
    if old.shape is new.shape is Shape.OBJECT:
        yield from of_members(old, new)
        return
    found = regular.compare(old.content, new.content)
    if found == Inclusion():
        return
    effect = Effect.DIFFERS if found.undecided else Effect.of(found.gained is not None, found.lost is not None)
    rule, message, children = _what_changed(old, new, effect)
    yield Local(
        rule=rule,
        subject="content",
        effect=effect,
        message=message,
        seeds=tuple(Seed(word=word) for word in (found.gained, found.lost) if word is not None),
        undecided=_UNDECIDED if found.undecided else "",
        children=children,
    )


def _other_kind(old: ComplexType, new: ComplexType, schemas: tuple[Schema, Schema]) -> Local:
    """Return the change from text to elements, or back: both may accept that nothing stands there, or any text."""
    types = schemas[0].types if old.text is not None else schemas[1].types
    simple = types[old.text or new.text or ""]
    held = Held(type=simple, types=types) if isinstance(simple, SimpleType) else None
    other = new if old.text is not None else old
    names = [*(use.name for use in elements(other.content)), STRANGE_CHILD]
    found = [regular.shortest(other.content, having=name) for name in names]
    words = [word for word in (*found, regular.shortest(other.content)) if word is not None]
    bare = () in words
    empty = None if held is None else accepts(held, "")
    # Elements that are no text, or any text, or nothing where text has to be.
    beyond = any(words) or other.mixed or (bare and empty is False)
    texts_too = other.mixed and bare
    gained, lost = (beyond, not texts_too) if old.text is not None else (not texts_too, beyond)
    texts = () if held is None else (*samples(held), "1", "true", "a")
    return Local(
        rule="content.kind-changed",
        subject="content",
        effect=Effect.of(gained, lost),
        message="text stands there now, and elements did" if new.text else "elements stand there now, and text did",
        seeds=(*(Seed(text=text) for text in texts), *(Seed(word=word) for word in words)),
    )


def _what_changed(old: ComplexType, new: ComplexType, effect: Effect) -> _Told:
    """Return the rule that tells best how two content models differ, the sentence, and the children of both."""
    was, now = ({use.name: use for use in elements(held.content)} for held in (old, new))
    gone, came = [name for name in was if name not in now], [name for name in now if name not in was]
    pairs = _renamed(was, now, gone, came)
    if pairs:
        told = "; ".join(f"the element {called(*pair)}" for pair in pairs)
        same = all(local_of(one) == local_of(other) for one, other in pairs)
        return "namespace.changed" if same else "element.renamed", told, pairs[0]
    if came and not gone:
        kind = "required" if Effect.NARROWS in effect else "optional"
        return f"element.{kind}-added", f"the {kind} {_named(came)} is new", ("", came[0])
    if gone and not came:
        return "element.removed", f"the {_named(gone)} is gone", (gone[0], "")
    if gone:
        message = f"the {_named(gone)} is gone, and the {_named(came)} is new"
        return "content.changed", message, (gone[0], came[0])
    return _of_same_names(old, new, effect)


def _of_same_names(old: ComplexType, new: ComplexType, effect: Effect) -> _Told:
    """Return how two content models of the same elements differ."""
    before, after = (
        " or ".join(f'"{one.namespace}"' for one in wildcards(held.content)) or "none" for held in (old, new)
    )
    if [*wildcards(old.content)] != [*wildcards(new.content)]:
        return ended("wildcard.elements", effect), f"other elements are of {after}, and were of {before}", _NONE
    was, now = ({use.name: use for use in elements(held.content)} for held in (old, new))
    often = [name for name in was if was[name].occurs != now[name].occurs]
    if often:
        told = "; ".join(
            f"{local_of(name)} may stand {_times(now[name])}, and was {_times(was[name])}" for name in often
        )
        return ended("occurs", effect), told, (often[0], often[0])
    return ended("order", effect), "the elements may stand in another order or combination", _NONE


def _renamed(
    was: Mapping[str, ElementUse], now: Mapping[str, ElementUse], gone: Sequence[str], came: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the old and new names of elements, where all that are gone have become all that came."""
    if not gone or len(gone) != len(came):
        return []
    left, pairs = list(came), []
    for name in gone:
        like = renamed(name, left)
        if like is None and len(gone) == 1 and was[name].type == now[left[0]].type:
            like = left[0]
        if like is None:
            return []
        left.remove(like)
        pairs.append((name, like))
    return pairs


def _named(names: list[str]) -> str:
    noun = "element" if len(names) == 1 else "elements"
    return f"{noun} {', '.join(map(local_of, names))}"


def _times(use: ElementUse) -> str:
    most = "any number of" if use.occurs.most is None else f"{use.occurs.most:,}"
    return f"{use.occurs.least:,} to {most} times"
