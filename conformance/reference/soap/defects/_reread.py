"""What misreading shares: the only module that writes a request anew, with another payload in it."""

import re
from collections.abc import Callable
from dataclasses import replace

from conformance.model.binding import Binding
from conformance.model.exchange import Request
from conformance.model.media import CHARSET
from conformance.model.schema import ElementUse, SimpleType
from conformance.model.tree import Element
from conformance.reference.defect import Asked
from conformance.reference.payload import Shape, Shapes
from conformance.reference.refusal import RefusalError
from conformance.reference.soap import incoming
from conformance.reference.soap.dialect import ASMX
from conformance.soap import envelope

_CHARSET = re.compile(r"(?i)(charset\s*=\s*)[^;]*")


def reread(asked: Asked, change: Callable[[Element, Binding], Element]) -> Request:
    """Return a request with a change made to its payload; as it came where nothing changes or nothing can be read."""
    try:
        held = incoming.read(asked.request, ASMX.carriers).envelope
    except RefusalError:
        return asked.request
    if held.payload is None or held.payload.name not in asked.shapes.elements:
        return asked.request
    payload = change(held.payload, held.binding)
    if payload == held.payload:
        return asked.request
    headers = tuple((name, _CHARSET.sub(rf"\g<1>{CHARSET}", value)) for name, value in asked.request.headers)
    body = envelope.encode(replace(held, body=(payload, *held.body[1:])))
    return replace(asked.request, headers=headers, body=body)


def each_element(asked: Asked, change: Callable[[Element, Shape, Binding], Element]) -> Request:
    """Return a request with a change made to each element of a complex type that the schema knows in its payload."""

    def changed(element: Element, use: ElementUse, binding: Binding) -> Element:
        shape = asked.shapes.complex.get(use.type)
        if shape is None:
            return element
        found = change(element, shape, binding)
        content = (
            changed(part, shape.seats[part.name].use, binding)
            if isinstance(part, Element) and part.name in shape.seats
            else part
            for part in found.content
        )
        return replace(found, content=tuple(content))

    return reread(asked, lambda payload, binding: changed(payload, asked.shapes.elements[payload.name], binding))


def each_value(asked: Asked, change: Callable[[SimpleType, str], str]) -> Request:
    """Return a request with a change made to each value that the schema knows in its payload."""

    def changed(element: Element, shape: Shape, _binding: Binding) -> Element:
        attributes = (
            (name, change(shape.attributes[name], value) if name in shape.attributes else value)
            for name, value in element.attributes
        )
        content = element.content if shape.text is None else (change(shape.text, element.text),)
        inner = (_simple(part, shape, asked.shapes, change) if isinstance(part, Element) else part for part in content)
        return replace(element, attributes=tuple(attributes), content=tuple(inner))

    return each_element(asked, changed)


def _simple(element: Element, shape: Shape, shapes: Shapes, change: Callable[[SimpleType, str], str]) -> Element:
    """Return an element with a change made to its text where it is of a simple type, else as it is."""
    kind = shapes.simple.get(shape.seats[element.name].use.type) if element.name in shape.seats else None
    if kind is None or element.children:
        return element
    text = change(kind, element.text)
    return replace(element, content=(text,) if text else ())
