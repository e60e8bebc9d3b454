"""What defects share: to tell what is answered, and to change some elements of it and leave the others as they are."""

from collections.abc import Callable
from dataclasses import replace

from conformance.markup import xml
from conformance.markup.write import document
from conformance.model.contract import Operation
from conformance.model.exchange import Response
from conformance.model.tree import Element, select, steps_of
from conformance.reference.defect import Answered


def opened(response: Response) -> Element | None:
    """Return the document element of a response, None where it has no content."""
    return xml.parse(response.body) if response.body else None


def operation_of(answered: Answered) -> Operation | None:
    """Return the operation whose answer a response carries, None where it carries none or a fault."""
    root = opened(answered.response)
    names = {child.name for body in (() if root is None else select(root, "Body")) for child in body.children}
    return next((found for found in answered.contract.operations.values() if found.output.payload in names), None)


def edited(response: Response, path: str, change: Callable[[Element], Element | None]) -> Response:
    """Return a response with a change made to each element that a path below its document element names.

    Where the change gives None, the element is left out.
    """
    root = opened(response)
    return response if root is None else replace(response, body=document(_edited(root, steps_of(path), change)))


def revised(element: Element, path: str, change: Callable[[str], str]) -> Element:
    """Return an element with a change made to each value that a path names: attributes by ``@``, else texts."""
    *above, last = steps_of(path)
    if not last.startswith("@"):
        return _edited(element, (*above, last), lambda found: replace(found, content=(change(found.text),)))
    name = last[1:]

    def held(found: Element) -> Element:
        attributes = ((key, change(value) if key == name else value) for key, value in found.attributes)
        return replace(found, attributes=tuple(attributes))

    return _edited(element, tuple(above), held)


def changed(element: Element, path: str, change: Callable[[Element], Element | None]) -> Element:
    """Return an element with a change made to each element that a path below it names."""
    return _edited(element, steps_of(path), change)


def always(text: str) -> Callable[[str], str]:
    """Return what changes every value to one and the same."""
    return lambda _value: text


def _edited(element: Element, steps: tuple[str, ...], change: Callable[[Element], Element | None]) -> Element:
    """Return an element, changed below; itself is changed, and kept, where there are no steps."""
    if not steps:
        return change(element) or element
    content = (_stepped(part, steps, change) if isinstance(part, Element) else part for part in element.content)
    return replace(element, content=tuple(part for part in content if part is not None))


def _stepped(part: Element, steps: tuple[str, ...], change: Callable[[Element], Element | None]) -> Element | None:
    first, *rest = steps
    if first not in {part.name, part.local}:
        return part
    return _edited(part, tuple(rest), change) if rest else change(part)
