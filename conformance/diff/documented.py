"""Documentation compared: the only module that tells that a contract says the same in other words."""

from collections.abc import Iterator, Mapping
from textwrap import shorten

from conformance.contract.origins import attribute_key, element_key, type_key
from conformance.diff.local import AT, Local
from conformance.model.change import Effect
from conformance.model.schema import ComplexType, SimpleType, elements

_LONGEST = 80


def of_documentation(
    pair: tuple[str, str],
    types: tuple[SimpleType | ComplexType, SimpleType | ComplexType],
    texts: tuple[Mapping[str, str], Mapping[str, str]],
) -> Iterator[Local]:
    """Yield where a type of one name, or what it declares, is documented otherwise; that changes no message."""
    if pair[0] != pair[1]:
        return
    yield from _local("", type_key(pair[0]), texts)
    if not all(isinstance(held, ComplexType) for held in types):
        return
    mine, theirs = ([*_steps(held, pair[0])] for held in types)
    for step, key in mine:
        if (step, key) in theirs:
            yield from _local(step, key, texts)


def _steps(held: SimpleType | ComplexType, owner: str) -> Iterator[tuple[str, str]]:
    if isinstance(held, ComplexType):
        yield from ((f"{AT}{use.name}", attribute_key(use.name, owner)) for use in held.attributes)
        yield from dict.fromkeys((use.name, element_key(use.name, owner)) for use in elements(held.content))


def _local(step: str, key: str, texts: tuple[Mapping[str, str], Mapping[str, str]]) -> Iterator[Local]:
    was, now = (held.get(key, "") for held in texts)
    if was != now:
        yield Local(
            rule="documentation.changed",
            subject=step,
            effect=Effect.NONE,
            message=otherwise(was, now),
            step=step,
        )


def otherwise(was: str, now: str) -> str:
    """Return that one text has become another, each in short."""
    return f"the documentation is {_told(now)}, and was {_told(was)}"


def _told(text: str) -> str:
    return f'"{shorten(text, _LONGEST, placeholder="…")}"' if text else "none"
