"""The canonical XSD model: types by name, particles that name types, nothing cyclic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Compositor(StrEnum):
    """How the particles of a group combine."""

    SEQUENCE = "sequence"
    CHOICE = "choice"
    ALL = "all"


class Use(StrEnum):
    """Whether an attribute must be there."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Variety(StrEnum):
    """What the values of a simple type are: one, several with blanks between them, or of one of several types."""

    ATOMIC = "atomic"
    LIST = "list"
    UNION = "union"


class Shape(StrEnum):
    """What a complex type is in formats without elements; each value that is in it is an element all the same.

    Of an object its members, of a list elements ``item``, of a dictionary ``entry`` with ``key`` and ``value``.
    """

    OBJECT = "object"
    LIST = "list"
    DICTIONARY = "dictionary"


ITEM, ENTRY, KEY, VALUE = "item", "entry", "key", "value"
"""The names of the elements in a list, in a dictionary, and in an entry of it."""


class Derivation(StrEnum):
    """How one type comes from another, or one element stands for another; also what ``block`` and ``final`` name."""

    RESTRICTION = "restriction"
    EXTENSION = "extension"
    SUBSTITUTION = "substitution"
    LIST = "list"
    UNION = "union"


class Process(StrEnum):
    """What is asked of that which a wildcard takes: declared and valid, valid where declared, well-formed."""

    STRICT = "strict"
    LAX = "lax"
    SKIP = "skip"


class Uniqueness(StrEnum):
    """The kinds of identity constraints."""

    KEY = "key"
    UNIQUE = "unique"
    KEYREF = "keyref"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurs:
    """How often a particle may stand: ``most`` is None where it is unbounded."""

    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The constraining facets of a simple type, intersected down its derivation; bounds and enumerations are lexical.

    ``enumeration`` holds Clark names where the values are of QName or NOTATION. ``patterns`` are the steps of the
    derivation, the base's first: a value matches one pattern of each step. Of a list the lengths count items, of
    binary types octets. ``fraction_digits`` is what the contract says, not the 0 that the built-in integers have.
    """

    enumeration: tuple[str, ...] = ()
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None
    white_space: str = "preserve"
    patterns: tuple[tuple[str, ...], ...] = ()
    total_digits: int | None = None
    fraction_digits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleType:
    """A simple type: ``builtin`` is the local name of the nearest built-in type above it.

    Of a list ``item`` names the type of the items, of a union ``members`` name its types, in their order. ``base`` is
    what it is restricted from, None of a built-in type, a list and a union themselves. ``kind`` is what its values are
    in formats that tell a number from a text, whatever is written; empty where there is no such format.
    """

    name: str
    builtin: str
    facets: Facets = Facets()
    variety: Variety = Variety.ATOMIC
    item: str | None = None
    members: tuple[str, ...] = ()
    base: str | None = None
    final: frozenset[Derivation] = frozenset()
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeUse:
    """One attribute of a complex type; ``type`` names a simple type.

    ``array`` is what WSDL 1.1 section 2.2 adds to ``arrayType`` of section 5 encoding: ``{n}item[]``.
    """

    name: str
    type: str
    use: Use = Use.OPTIONAL
    default: str | None = None
    fixed: str | None = None
    array: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An identity constraint; ``refers`` is the name of the key that a keyref means.

    Paths are written without blanks and axes, their names as Clark names.
    """

    kind: Uniqueness
    name: str
    selector: str
    fields: tuple[str, ...]
    refers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementUse:
    """One element where it may stand; ``type`` names a type.

    ``block`` is what must not stand for it: an element of its substitution group, or an ``xsi:type`` that is derived
    so. ``head`` is the element that it may stand for.
    """

    name: str
    type: str
    occurs: Occurs = Occurs()
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None
    abstract: bool = False
    block: frozenset[Derivation] = frozenset()
    final: frozenset[Derivation] = frozenset()
    head: str | None = None
    identities: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespaces:
    """A set of namespaces, the empty one for none: those in ``only``; where that is None, all but those in ``but``."""

    only: frozenset[str] | None = None
    but: frozenset[str] = frozenset()

    def __contains__(self, namespace: object) -> bool:
        """Tell whether names of a namespace are taken."""
        return namespace not in self.but if self.only is None else namespace in self.only


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard:
    """A place where elements from elsewhere may stand, or attributes.

    ``namespace`` is ``##any``, ``##other`` or sorted names of namespaces, with ``##local`` for none at all;
    ``target`` is the namespace that is not ``##other``.
    """

    namespace: str
    occurs: Occurs = Occurs()
    process: Process = Process.STRICT
    target: str = ""

    @property
    def namespaces(self) -> Namespaces:
        """Return the namespaces that it takes."""
        if self.namespace == "##any":
            return Namespaces()
        if self.namespace == "##other":
            return Namespaces(but=frozenset({"", self.target}))
        return Namespaces(only=frozenset("" if one == "##local" else one for one in self.namespace.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A sequence, choice or all of particles; substitution groups appear as choices."""

    compositor: Compositor
    particles: tuple["Particle", ...]
    occurs: Occurs = Occurs()


Particle: TypeAlias = ElementUse | Group | Wildcard


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexType:
    """A complex type with its inherited members: attributes, then either a group or a simple type as content.

    ``text`` names that simple type; ``any_attribute`` says which attributes may stand there beside the declared ones.
    ``base`` and ``derivation`` say where it comes from; ``block`` is what an ``xsi:type`` must not be derived by.
    ``shape`` is what it is in formats without elements; None where there is no such format.
    """

    name: str
    attributes: tuple[AttributeUse, ...] = ()
    content: Group | None = None
    text: str | None = None
    any_attribute: Wildcard | None = None
    mixed: bool = False
    abstract: bool = False
    base: str | None = None
    derivation: Derivation | None = None
    block: frozenset[Derivation] = frozenset()
    final: frozenset[Derivation] = frozenset()
    shape: Shape | None = None

    @property
    def open_attributes(self) -> bool:
        """Tell whether attributes that are not declared may stand there."""
        return self.any_attribute is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Global elements, global attributes and all types by Clark name; anonymous types are named by their path.

    ``derived`` leads from a type to the named ones that come directly from it, which ``xsi:type`` may name unless they
    are abstract or blocked; ``substitutes`` from an element to the elements that may stand for it.
    """

    elements: Mapping[str, ElementUse]
    types: Mapping[str, SimpleType | ComplexType]
    attributes: Mapping[str, AttributeUse] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    substitutes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def elements(particle: Particle | None) -> Iterator[ElementUse]:
    """Yield the elements of a content model, in order, through nested groups."""
    if isinstance(particle, ElementUse):
        yield particle
    elif isinstance(particle, Group):
        for part in particle.particles:
            yield from elements(part)
