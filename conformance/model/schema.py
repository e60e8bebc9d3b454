"""The canonical XSD model: types by name, particles that name types, nothing cyclic."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurs:
    """How often a particle may stand: ``most`` is None where it is unbounded."""

    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The constraining facets of a simple type, intersected down its derivation; bounds are lexical."""

    enumeration: tuple[str, ...] = ()
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None
    white_space: str = "preserve"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleType:
    """An atomic simple type: ``builtin`` is the local name of the nearest built-in type above it."""

    name: str
    builtin: str
    facets: Facets = Facets()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeUse:
    """One attribute of a complex type; ``type`` names a simple type."""

    name: str
    type: str
    use: Use = Use.OPTIONAL
    default: str | None = None
    fixed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementUse:
    """One element where it may stand; ``type`` names a type."""

    name: str
    type: str
    occurs: Occurs = Occurs()
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard:
    """A place where elements from elsewhere may stand."""

    namespace: str
    occurs: Occurs = Occurs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A sequence, choice or all of particles; substitution groups appear as choices."""

    compositor: Compositor
    particles: tuple["Particle", ...]
    occurs: Occurs = Occurs()


Particle: TypeAlias = ElementUse | Group | Wildcard


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexType:
    """A complex type with its inherited members: attributes, then either a group or a simple type as content."""

    name: str
    attributes: tuple[AttributeUse, ...] = ()
    content: Group | None = None
    text: str | None = None
    open_attributes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Global elements and all types by Clark name; anonymous types are named by their path."""

    elements: Mapping[str, ElementUse]
    types: Mapping[str, SimpleType | ComplexType]
