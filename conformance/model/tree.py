"""Elements, the only XML tree that is passed around, and what makes two of them equal."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol, TypeAlias
from xml.sax.saxutils import escape, quoteattr

XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
NIL = f"{{{XSI}}}nil"
EMPTY_SCOPE: Mapping[str, str] = MappingProxyType({})

_STEP = re.compile(r"@?(?:\{[^}]*\})?[^/{}]+")


def clark(namespace: str, local: str) -> str:
    """Return ``{namespace}local``, or ``local`` alone where there is no namespace."""
    return f"{{{namespace}}}{local}" if namespace else local


def namespace_of(name: str) -> str:
    """Return the namespace of a Clark name, empty where it has none."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def local_of(name: str) -> str:
    """Return the local part of a Clark name."""
    return name.rpartition("}")[2]


class Printer(Protocol):
    """What pretty-printers offer."""

    def text(self, obj: str) -> None:
        """Print a text."""
        ...


Veil: TypeAlias = Callable[[str], str]
"""Returns what is printed, without what must not be seen."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Element:
    """One XML element: Clark name, attributes in their order, content as text and elements.

    Equality is that of the infoset: the order of attributes, prefixes (``scope``) and the line in
    the source do not count. Adjacent texts are one text; comments are not kept. ``veil`` is laid on what is printed.
    """

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    content: tuple["Element | str", ...] = ()
    scope: Mapping[str, str] = field(default_factory=lambda: EMPTY_SCOPE)
    line: int | None = None
    veil: Veil | None = None

    def __repr__(self) -> str:
        """Return the element as a person reads it, in one line of XML; names with a namespace of their own show it."""
        shown = _shown(self, "")
        return shown if self.veil is None else self.veil(shown)

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:
        """Print the same; IPython and Hypothesis would print every field of a dataclass."""
        printer.text(repr(self))

    @property
    def children(self) -> tuple["Element", ...]:
        """Return the child elements in document order."""
        return tuple(part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """Return the text directly inside this element, joined."""
        return "".join(part for part in self.content if isinstance(part, str))

    @property
    def local(self) -> str:
        """Return the local part of the name."""
        return local_of(self.name)

    def get(self, name: str) -> str | None:
        """Return the value of the attribute with this Clark name, None where it is absent."""
        return next((value for key, value in self.attributes if key == name), None)

    def resolve(self, text: str) -> str | None:
        """Return the Clark name that a QName in content means here, None if its prefix is unbound."""
        prefix, colon, local = text.strip().rpartition(":")
        if not local or not re.fullmatch(r"[^\s:]+", local):
            return None
        if not colon:
            return clark(self.scope.get("", ""), local)
        return clark(self.scope[prefix], local) if prefix in self.scope else None

    def walk(self) -> Iterator["Element"]:
        """Yield this element and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __eq__(self, other: object) -> bool:
        """Compare as infosets."""
        return (
            isinstance(other, Element)
            and self.name == other.name
            and self.content == other.content
            and frozenset(self.attributes) == frozenset(other.attributes)
        )

    def __hash__(self) -> int:
        """Hash what equality compares."""
        return hash((self.name, frozenset(self.attributes), self.content))


@lru_cache(maxsize=1024)
def steps_of(path: str) -> tuple[str, ...]:
    """Split a path such as ``Contacts/Contact/@Id``; a step may be a Clark name."""
    return tuple(_STEP.findall(path))


def select(element: Element, path: str) -> tuple[Element, ...]:
    """Return the elements that a path names; its steps match by local name, or by Clark name."""
    found: tuple[Element, ...] = (element,)
    for step in steps_of(path):
        found = tuple(child for parent in found for child in parent.children if _matches(child, step))
    return found


def values(element: Element, path: str) -> tuple[str, ...]:
    """Return the texts that a path names: of attributes where its last step begins with ``@``, else of elements."""
    steps = steps_of(path)
    if not steps or not steps[-1].startswith("@"):
        return tuple(found.text for found in select(element, path))
    owners = select(element, path[: -len(steps[-1])].rstrip("/"))
    held = (owner.get(steps[-1][1:]) for owner in owners)
    return tuple(value for value in held if value is not None)


def trimmed(element: Element) -> Element:
    """Return an element without the white space between the elements in it."""
    kept = (part for part in element.content if isinstance(part, Element) or part.strip() or not element.children)
    return replace(element, content=tuple(part if isinstance(part, str) else trimmed(part) for part in kept))


def veiled(element: Element, veil: Veil) -> Element:
    """Return an element on which, and on all below it, a veil is laid."""
    content = tuple(part if isinstance(part, str) else veiled(part, veil) for part in element.content)
    return replace(element, content=content, veil=veil)


def is_nil(element: Element) -> bool:
    """Tell whether ``xsi:nil`` is true on an element."""
    return (element.get(NIL) or "").strip() in {"true", "1"}


def _shown(element: Element, outer: str) -> str:
    namespace = namespace_of(element.name)
    own = "" if namespace == outer else f" xmlns={quoteattr(namespace)}"
    start = element.local + own + "".join(f" {name}={quoteattr(value)}" for name, value in element.attributes)
    inner = "".join(escape(part) if isinstance(part, str) else _shown(part, namespace) for part in element.content)
    return f"<{start}>{inner}</{element.local}>" if inner else f"<{start}/>"


def _matches(element: Element, step: str) -> bool:
    return element.name == step if step.startswith("{") else element.local == step
