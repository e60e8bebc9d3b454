"""Slots: one scalar place of a payload, with the table that turns a byte of the tape into its value."""

from dataclasses import dataclass

from conformance.model.schema import SimpleType
from conformance.model.tree import XML, local_of, namespace_of
from conformance.soap.write import attribute_text

# How many of 256 bytes leave an optional slot out: at density half, sparse and full.
ABSENT = (128, 224, 32)
# In about so many of the messages every slot with subjects shows one of them.
ALL_KNOWN = 0.66

Table = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Slot:
    """An attribute or a leaf element.

    ``tables`` holds, per density, the value of each byte, None where it is left out; ``fragments`` the same as an
    attribute is written.
    """

    number: int
    path: str
    name: str
    type: SimpleType
    pool: tuple[str, ...]
    limit: int | None = None
    tables: tuple[Table, ...] = ()
    fragments: tuple[Table, ...] = ()

    def __repr__(self) -> str:
        """Return the path."""
        return f"Slot({self.path})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What a slot may hold: subjects first, then the pool of its type; ``rivals`` counts the slots with subjects."""

    subjects: tuple[str, ...]
    pool: tuple[str, ...]
    rivals: int = 1

    @property
    def all(self) -> tuple[str, ...]:
        """Return all values, each once."""
        return tuple(dict.fromkeys((*self.subjects, *self.pool)))


def tables(found: Values, *, required: bool) -> tuple[Table, ...]:
    """Return a slot's table for each density; byte 0 is the smallest: left out where it may be, else the first value.

    A slot with subjects shows one of them for most bytes, at every density: the more such slots there are, the more,
    so that about half of the items are known in all of them.
    """
    return tuple(_table(found, 0 if required else absent) for absent in ABSENT)


def attribute(name: str, value: str) -> str:
    """Return an attribute as it is written in a start tag; a name in the XML namespace has the prefix ``xml``."""
    namespace, local = namespace_of(name), local_of(name)
    return f' {"xml:" if namespace == XML else ""}{local}="{attribute_text(value)}"'


def fragments(name: str, made: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return tables of values as tables of attributes."""
    return tuple(tuple(None if value is None else attribute(name, value) for value in table) for table in made)


def _table(found: Values, absent: int) -> Table:
    if not found.subjects:
        return (*(None,) * absent, *_spread(found.pool, 256 - absent))
    known = round(256 * ALL_KNOWN ** (1 / found.rivals))
    absent = min(absent, (256 - known) // 3)
    return (*(None,) * absent, *_spread(found.subjects, known), *_spread(found.all, 256 - absent - known))


def _spread(pool: tuple[str, ...], places: int) -> tuple[str, ...]:
    """Return the pool stretched or thinned to so many places, in its order."""
    return tuple(pool[place * len(pool) // places] for place in range(places))
