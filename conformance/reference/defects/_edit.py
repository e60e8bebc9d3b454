"""What defects share: to tell what is answered, and to change some elements of it and leave the others as they are."""

from collections.abc import Callable
from dataclasses import replace

from conformance.model.contract import Operation
from conformance.model.exchange import Response
from conformance.model.tree import Element, select, steps_of
from conformance.reference.defects._declare import Answered
from conformance.soap import xml
from conformance.soap.write import document


def opened(response: Response) -> Element | None:
    """Return the document element of a response, None where it has no content."""
    return xml.parse(response.body) if response.body else None


def operation_of(answered: Answered) -> Operation | None:
    """Return the operation whose answer a response carries, None where it carries none or a fault."""
    root = opened(answered.response)
    names = {child.name for body in (() if root is None else select(root, "Body")) for child in body.children}
    return next((found for found in answered.contract.operations.values() if found.output.payload in names), None)


def edited(response: Response, path: str, change: Callable[[Element], Element]) -> Response:
    """Return a response with a change made to each element that a path below its document element names."""
    root = opened(response)
    return response if root is None else replace(response, body=document(_edited(root, steps_of(path), change)))


def _edited(element: Element, steps: tuple[str, ...], change: Callable[[Element], Element]) -> Element:
    if not steps:
        return change(element)
    content = tuple(
        _edited(part, steps[1:], change) if isinstance(part, Element) and steps[0] in {part.name, part.local} else part
        for part in element.content
    )
    return replace(element, content=content)
