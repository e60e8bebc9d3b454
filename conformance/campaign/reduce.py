"""Reduction: the only module that makes a message smaller while it still shows a problem (delta debugging).

It knows nothing of plans, so it serves messages of every origin.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from conformance.model.tree import Element

T = TypeVar("T")


def reduce(element: Element, shows: Callable[[Element], bool], *, kept: frozenset[str] = frozenset()) -> Element:
    """Return the smallest element found that still shows the problem; ``shows`` is False once its budget is spent.

    ``kept`` are values that stand as they are or not at all: the user's own.
    """
    current = element
    while True:
        smaller = next((found for found in variants(current, kept) if shows(found)), None)
        if smaller is None:
            return current
        current = smaller


def variants(element: Element, kept: frozenset[str] = frozenset()) -> Iterator[Element]:
    """Yield elements that are smaller in one respect, boldest cuts first: content, attributes, values, then below."""
    for content in _cuts(element.content):
        yield replace(element, content=content)
    for attributes in _cuts(element.attributes):
        yield replace(element, attributes=attributes)
    for place, (name, value) in enumerate(element.attributes):
        for shorter in _cuts(() if value in kept else tuple(value)):
            yield replace(element, attributes=_put(element.attributes, place, (name, "".join(shorter))))
    for place, part in enumerate(element.content):
        for found in _texts(part, kept) if isinstance(part, str) else variants(part, kept):
            yield replace(element, content=_put(element.content, place, found))


def _texts(text: str, kept: frozenset[str]) -> Iterator[str]:
    """Yield shorter texts; the empty one is what cutting the content gives."""
    return ("".join(shorter) for shorter in _cuts(() if text in kept else tuple(text)) if shorter)


def _cuts(parts: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    """Yield a sequence without each of its chunks: all of it, halves, quarters, down to single parts."""
    size = len(parts)
    while size:
        for start in range(0, len(parts), size):
            yield parts[:start] + parts[start + size :]
        size //= 2


def _put(parts: tuple[T, ...], place: int, part: T) -> tuple[T, ...]:
    return (*parts[:place], part, *parts[place + 1 :])
