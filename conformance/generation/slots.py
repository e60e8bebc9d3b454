"""Slots: one scalar place of a payload, with the tables that turn a byte of the tape into its value."""

from dataclasses import dataclass

from conformance.markup.write import attribute_text, content_text
from conformance.model.schema import SimpleType
from conformance.model.tree import XML, local_of, namespace_of

# How many of 256 bytes leave an optional slot out: at density half, sparse and full.
ABSENT = (128, 224, 32)
# In about so many of the messages every slot with subjects shows one of them.
ALL_KNOWN = 0.66

Table = tuple[str | None, ...]
Fragments = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the value of a slot where it is written; ``empty`` is what an empty value is written as."""

    before: str = ""
    after: str = ""
    empty: str = ""
    quoted: bool = False

    def written(self, value: str) -> str:
        """Return a value as it is written in its place."""
        if not value:
            return self.empty
        return f"{self.before}{(attribute_text if self.quoted else content_text)(value)}{self.after}"


TEXT = Frame()
"""The frame of a value that is the text of an element which is written apart."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Slot:
    """An attribute or a leaf element.

    ``tables`` holds, per density, the value of each byte, None where it is left out; ``fragments`` the same as it is
    written in its ``frame``, nothing where it is left out.
    """

    number: int
    path: str
    name: str
    type: SimpleType
    pool: tuple[str, ...]
    limit: int | None = None
    frame: Frame = TEXT
    tables: tuple[Table, ...] = ()
    fragments: tuple[Fragments, ...] = ()

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


def attribute(name: str) -> Frame:
    """Return the frame of an attribute; a name in the XML namespace has the prefix ``xml``."""
    namespace, local = namespace_of(name), local_of(name)
    before = f' {"xml:" if namespace == XML else ""}{local}="'
    return Frame(before=before, after='"', empty=f'{before}"', quoted=True)


def leaf(name: str, outer: str) -> Frame:
    """Return the frame of an element that holds one value and stands where ``outer`` is the default namespace."""
    start = start_tag(name, outer)
    return Frame(before=f"{start}>", after=f"</{local_of(name)}>", empty=f"{start}/>")


def start_tag(name: str, outer: str) -> str:
    """Return the start of an element's tag, up to its attributes, where ``outer`` is the default namespace."""
    namespace, local = namespace_of(name), local_of(name)
    return f"<{local}" if namespace == outer else f'<{local} xmlns="{attribute_text(namespace)}"'


def fragments(frame: Frame, made: tuple[Table, ...]) -> tuple[Fragments, ...]:
    """Return tables of values as tables of what is written."""
    written: dict[str | None, str] = {None: ""}
    for value in {value for table in made for value in table if value is not None}:
        written[value] = frame.written(value)
    return tuple(tuple(map(written.__getitem__, table)) for table in made)


def _table(found: Values, absent: int) -> Table:
    if not found.subjects:
        return (*(None,) * absent, *_spread(found.pool, 256 - absent))
    known = round(256 * ALL_KNOWN ** (1 / found.rivals))
    absent = min(absent, (256 - known) // 3)
    return (*(None,) * absent, *_spread(found.subjects, known), *_spread(found.all, 256 - absent - known))


def _spread(pool: tuple[str, ...], places: int) -> tuple[str, ...]:
    """Return the pool stretched or thinned to so many places, in its order."""
    return tuple(pool[place * len(pool) // places] for place in range(places))
