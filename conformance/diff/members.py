"""Members of objects compared: each by itself, for neither their order nor their company says anything."""

from collections.abc import Iterator

from conformance.contract import regular
from conformance.diff.local import Local, Seed
from conformance.diff.uses import renamed
from conformance.model.change import Effect
from conformance.model.schema import ComplexType, ElementUse, elements


def of_members(old: ComplexType, new: ComplexType) -> Iterator[Local]:
    """Yield what changed of the members of an object, but for what they hold."""
    was, now = ({use.name: use for use in elements(held.content)} for held in (old, new))
    gone, came = [name for name in was if name not in now], [name for name in now if name not in was]
    for name in list(gone):
        like = renamed(name, came)
        if like is not None and was[name].occurs == now[like].occurs:
            gone.remove(name)
            came.remove(like)
            seeds = (*_seeds(old, name), *_seeds(new, like))
            yield _told("element.renamed", name, Effect.DIFFERS, f"the member {name} is renamed to {like}", seeds)
    for name in gone:
        use = was[name]
        effect = Effect.DIFFERS if use.occurs.least else Effect.NARROWS
        message = f"the {_word(use)} member {name} is gone"
        yield _told("element.removed", name, effect, message, (*_seeds(old, name), *_seeds(new, None)))
    for name in came:
        use = now[name]
        effect = Effect.DIFFERS if use.occurs.least else Effect.WIDENS
        message = f"the {_word(use)} member {name} is new"
        yield _told(f"element.{_word(use)}-added", name, effect, message, (*_seeds(new, name), *_seeds(old, None)))
    for name in (name for name in was if name in now and was[name].occurs.least != now[name].occurs.least):
        narrows = now[name].occurs.least > was[name].occurs.least
        effect = Effect.NARROWS if narrows else Effect.WIDENS
        message = f"the member {name} {'has to be there' if narrows else 'may be left out'}"
        seeds = _seeds(old if narrows else new, None)
        yield _told(f"occurs.{'narrowed' if narrows else 'widened'}", name, effect, message, seeds)


def _told(rule: str, name: str, effect: Effect, message: str, seeds: tuple[Seed, ...]) -> Local:
    return Local(rule=rule, subject=name, effect=effect, message=message, step=name, seeds=seeds)


def _seeds(held: ComplexType, name: str | None) -> tuple[Seed, ...]:
    word = regular.shortest(held.content, having=name)
    return () if word is None else (Seed(word=word),)


def _word(use: ElementUse) -> str:
    return "required" if use.occurs.least else "optional"
