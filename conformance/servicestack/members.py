"""Values and elements: the only module that turns one into the other, by the types of a contract.

An element of a type with a shape is an object, a list or a dictionary; any other holds a text, which is a number, a
truth value or a text of JSON by its type. JSV has texts only, so that what they are is told by the types alone.
"""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from conformance.errors import WireError
from conformance.model.schema import (
    ENTRY,
    ITEM,
    KEY,
    VALUE,
    ComplexType,
    ElementUse,
    Schema,
    Shape,
    SimpleType,
    elements,
)
from conformance.model.tree import NIL, Element, is_nil
from conformance.servicestack import form
from conformance.servicestack.moment import canonical

_NIL = ((NIL, "true"),)
_TRUTH: Mapping[str, str] = MappingProxyType({"true": "true", "false": "false", "1": "true", "0": "false"})


def value_of(element: Element, type_name: str, schema: Schema) -> Any:  # noqa: ANN401 - whatever the type holds
    """Return the value that an element says; what does not fit its type stays a text."""
    if is_nil(element):
        return None
    found = schema.types[type_name]
    if isinstance(found, SimpleType):
        return _scalar(element.text, found)
    if element.text and not element.children:
        return element.text
    uses = {use.name: use for use in elements(found.content)}
    if found.shape is Shape.LIST:
        return [value_of(child, uses[child.name].type, schema) for child in element.children]
    if found.shape is Shape.DICTIONARY:
        entries = (value_of(child, uses[child.name].type, schema) for child in element.children)
        return {entry[KEY]: entry.get(VALUE) for entry in entries}
    return {
        child.name: value_of(child, uses[child.name].type, schema) if child.name in uses else child.text
        for child in element.children
    }


def element_of(value: object, name: str, type_name: str, schema: Schema) -> Element:
    """Return the element that says a value; what the type does not have, or what does not fit it, is a text."""
    found = schema.types[type_name]
    if value is None:
        return Element(name=name, attributes=_NIL)
    if isinstance(found, SimpleType):
        text = _text(value, found)
        return Element(name=name, content=(text,) if text else ())
    uses = {use.name: use for use in elements(found.content)}
    if isinstance(value, str) and found.shape is Shape.LIST:
        value = _listed(value)
    match found.shape, value:
        case Shape.LIST, list():
            use = uses[ITEM]
            parts = [element_of(held, ITEM, use.type, schema) for held in value]
        case Shape.DICTIONARY, dict():
            use = uses[ENTRY]
            entries = ({KEY: key, VALUE: held} for key, held in value.items())
            parts = [element_of(entry, ENTRY, use.type, schema) for entry in entries]
        case Shape.OBJECT, dict():
            known = {key.lower(): use for key, use in uses.items()}  # whose case says nothing to the framework
            parts = [
                element_of(held, known[key.lower()].name, known[key.lower()].type, schema)
                if key.lower() in known
                else _foreign(key, held)
                for key, held in value.items()
            ]
        case _:
            return Element(name=name, content=(str(value),))
    return Element(name=name, content=tuple(parts))


def _listed(text: str) -> object:
    """Return the list that form data says without its brackets; a text that is none stays one."""
    with suppress(WireError):
        return form.items(text)
    return text


def _foreign(name: str, value: object) -> Element:
    """Return what a member says that the type does not have."""
    text = "" if value is None else str(value)
    return Element(name=name, content=(text,) if text else ())


def _scalar(text: str, found: SimpleType) -> object:
    bare = text.strip(" \t\r\n")
    match found.builtin:
        case "int" | "integer":
            with suppress(ValueError):
                return int(bare)
        case "decimal":
            with suppress(InvalidOperation):
                return Decimal(bare)
        case "boolean" if bare in _TRUTH:
            return _TRUTH[bare] == "true"
        case "dateTime":
            return bare
    return text


def _text(value: object, found: SimpleType) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    match found.builtin:
        case "boolean":
            return _TRUTH.get(text.lower(), text)
        case "dateTime":
            return canonical(text)
        case _:
            return text


def uses_of(type_name: str, schema: Schema) -> Mapping[str, ElementUse]:
    """Return the members of an object by name; none of what is no object."""
    found = schema.types[type_name]
    if isinstance(found, ComplexType) and found.shape is Shape.OBJECT:
        return {use.name: use for use in elements(found.content)}
    return {}
