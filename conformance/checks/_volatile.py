"""What is another one in each answer: the only module that takes it out before two are compared."""

from dataclasses import replace

from conformance.model.tree import Element


def without(element: Element, steps: tuple[str, ...]) -> Element:
    """Return an element without what stands at a path in it."""
    first, *rest = steps
    if first.startswith("@"):
        return replace(element, attributes=tuple(held for held in element.attributes if held[0] != first[1:]))
    kept = (
        part if isinstance(part, str) or part.local != first else (without(part, tuple(rest)) if rest else None)
        for part in element.content
    )
    return replace(element, content=tuple(part for part in kept if part is not None))
