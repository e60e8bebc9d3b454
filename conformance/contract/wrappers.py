"""rpc/literal: the only module that declares, as XSD, the element that stands in the Body around the parts.

WSDL 1.1 section 3.5: it is named as the operation, in the namespace that the binding says, and has an element for each
part, of the part's name and type, in no namespace. WS-I Basic Profile 1.1 (R2729): of an answer, with ``Response``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from conformance.errors import Place
from conformance.model.contract import SchemaDocument
from conformance.model.description import Part
from conformance.model.tree import XSD, local_of, namespace_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """One such element: where its operation stands, and the parts with the lines in which they stand."""

    place: Place
    parts: tuple[tuple[Part, int | None], ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Wrappers:
    """The wrappers of one WSDL by Clark name; ``taken`` are the elements that its schemas declare."""

    taken: frozenset[str]
    found: dict[str, Wrapper] = field(default_factory=dict)

    def declare(self, name: str, wrapper: Wrapper) -> str:
        """Keep a wrapper, and return why it cannot be declared; nothing where it can."""
        odd = next((part.name for part, _ in wrapper.parts if part.type is None), None)
        if odd is not None:
            return f"the part {odd} names an element, and in rpc style a part has a type"
        if name in self.taken:
            return f"the schema declares {name} too, as another element than that of the operation"
        same = self.found.setdefault(name, wrapper)
        if [part for part, _ in same.parts] != [part for part, _ in wrapper.parts]:
            return f"two operations have the element {name} with different parts"
        return ""

    def documents(self) -> Iterator[SchemaDocument]:
        """Yield the documents that declare them, one for each namespace and file."""
        grouped: dict[tuple[str, str], dict[str, Wrapper]] = {}
        for name, wrapper in self.found.items():
            grouped.setdefault((wrapper.place.file, namespace_of(name)), {})[name] = wrapper
        for number, ((file, namespace), held) in enumerate(grouped.items(), start=1):
            lines: list[int | None] = [None]
            text = _schema(namespace, held, lines)
            yield SchemaDocument(
                location=f"{file}#wrappers{number}", namespace=namespace, text=text, lines=tuple(lines)
            )


def _schema(namespace: str, wrappers: Mapping[str, Wrapper], lines: list[int | None]) -> str:
    """Return a schema; ``lines`` gets that of each element in it."""
    named = [part.type or "" for wrapper in wrappers.values() for part, _ in wrapper.parts]
    spaces = sorted({namespace_of(name) for name in named} - {""})
    prefixes = {space: f"n{number}" for number, space in enumerate(spaces, start=1)}
    imported = [space for space in spaces if space not in {XSD, namespace}]
    if namespace and any(not namespace_of(name) for name in named):
        imported.append("")
    lines += [None] * len(imported)
    elements = []
    for name, wrapper in wrappers.items():
        lines += [wrapper.place.line] * 3
        lines += [line for _, line in wrapper.parts]
        inner = "".join(
            f"<xs:element name={quoteattr(part.name)} type={quoteattr(_qualified(part.type or '', prefixes))}/>"
            for part, _ in wrapper.parts
        )
        elements.append(
            f"<xs:element name={quoteattr(local_of(name))}><xs:complexType><xs:sequence>{inner}"
            "</xs:sequence></xs:complexType></xs:element>"
        )
    target = f" targetNamespace={quoteattr(namespace)}" if namespace else ""
    bound = "".join(f" xmlns:{prefix}={quoteattr(space)}" for space, prefix in prefixes.items())
    imports = "".join(f"<xs:import namespace={quoteattr(space)}/>" if space else "<xs:import/>" for space in imported)
    return f'<xs:schema xmlns:xs="{XSD}"{bound}{target}>{imports}{"".join(elements)}</xs:schema>'


def _qualified(name: str, prefixes: Mapping[str, str]) -> str:
    space = namespace_of(name)
    return f"{prefixes[space]}:{local_of(name)}" if space else local_of(name)
