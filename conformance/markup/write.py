"""Elements to bytes: the only writer of XML."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.binding import BINDINGS
from conformance.model.tree import XML, XSD, XSI, Element, local_of, namespace_of

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
PREFIXES: Mapping[str, str] = MappingProxyType(
    {XSI: "xsi", XSD: "xsd", XML: "xml", **{row.namespace: row.prefix for row in BINDINGS.values() if row.namespace}}
)

# XML 1.0 section 2.2: the characters of a document are tab, line feed, carriage return and these ranges.
XML_RANGES = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_CARRIED = re.compile("[\t\n\r{}]*".format("".join(f"{chr(low)}-{chr(high)}" for low, high in XML_RANGES)))

# XML 1.0 section 3.3.3: in an attribute a literal tab or line break becomes a space, a reference to one does not.
_IN_ATTRIBUTE: Mapping[str, str] = MappingProxyType(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
# XML 1.0 section 2.11: a literal carriage return in content is read as a line feed.
_IN_CONTENT: Mapping[str, str] = MappingProxyType({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE_SPECIAL = re.compile('[&<>"\t\n\r]')
_CONTENT_SPECIAL = re.compile("[&<>\r]")


def carries(text: str) -> bool:
    """Tell whether XML can carry a text at all."""
    return _CARRIED.fullmatch(text) is not None


def attribute_text(value: str) -> str:
    """Escape a value for double quotes so that every character survives normalisation."""
    return _ATTRIBUTE_SPECIAL.sub(lambda found: _IN_ATTRIBUTE[found[0]], value)


def content_text(value: str) -> str:
    """Escape a value for element content."""
    return _CONTENT_SPECIAL.sub(lambda found: _IN_CONTENT[found[0]], value)


def document(root: Element) -> bytes:
    """Return a whole document in UTF-8 with an XML declaration."""
    return (DECLARATION + write(root)).encode()


def write(element: Element, scope: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return an element as text, declaring what ``scope`` (prefix to namespace) does not bind yet.

    The prefixes that the element was read with are kept, so that QNames in its content still resolve;
    otherwise elements are written in a default namespace, those of well-known namespaces with their usual prefix.
    """
    parts: list[str] = []
    _write(element, dict(scope), parts)
    return "".join(parts)


def _write(element: Element, bound: Mapping[str, str], parts: list[str]) -> None:
    scope = dict(bound)
    scope.update(element.scope)
    tag = _name(element.name, scope)
    names = [_attribute_name(name, scope) for name, _ in element.attributes]
    parts.append(f"<{tag}")
    parts.extend(
        f' xmlns{":" if prefix else ""}{prefix}="{attribute_text(uri)}"'
        for prefix, uri in sorted(scope.items())
        if bound.get(prefix, "") != uri and prefix != "xml"
    )
    parts.extend(
        f' {name}="{attribute_text(value)}"' for name, (_, value) in zip(names, element.attributes, strict=True)
    )
    if not element.content:
        parts.append("/>")
        return
    parts.append(">")
    for part in element.content:
        if isinstance(part, str):
            parts.append(content_text(part))
        else:
            _write(part, scope, parts)
    parts.append(f"</{tag}>")


def _name(name: str, scope: dict[str, str]) -> str:
    """Return an element's qualified name, binding the default namespace or a usual prefix where none serves."""
    namespace, local = namespace_of(name), local_of(name)
    if scope.get("", "") == namespace:
        return local
    if not namespace:
        scope[""] = ""
        return local
    prefix = next((prefix for prefix, uri in sorted(scope.items()) if uri == namespace and prefix), None)
    if prefix is None and namespace in PREFIXES:
        prefix = _fresh(PREFIXES[namespace], namespace, scope)
    if prefix is None:
        scope[""] = namespace
        return local
    return f"{prefix}:{local}"


def _attribute_name(name: str, scope: dict[str, str]) -> str:
    namespace, local = namespace_of(name), local_of(name)
    if not namespace:
        return local
    if namespace == XML:
        return f"xml:{local}"
    prefix = next((prefix for prefix, uri in sorted(scope.items()) if uri == namespace and prefix), None)
    return f"{prefix or _fresh(PREFIXES.get(namespace, 'ns'), namespace, scope)}:{local}"


def _fresh(wanted: str, namespace: str, scope: dict[str, str]) -> str:
    """Bind a prefix that no other namespace has."""
    prefix, number = wanted, 0
    while scope.get(prefix, namespace) != namespace:
        number += 1
        prefix = f"{wanted}{number}"
    scope[prefix] = namespace
    return prefix
