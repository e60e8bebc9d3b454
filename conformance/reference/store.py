"""What the endpoint remembers: sessions, the objects that exist, and what was written to them.

The only mutable class of the house, and beside the transports the only reader of a clock.
"""

import math
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from conformance.model.contract import Contract
from conformance.model.session import Barred
from conformance.model.tree import Element, steps_of

_MOST_SESSIONS = 10_000


class Standing(StrEnum):
    """What is known of a session value."""

    ABSENT = "absent"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """The values that exist, by path; compared without case, as GUIDs are."""

    values: Mapping[str, tuple[str, ...]]
    places: Mapping[str, Mapping[str, int]]

    def place(self, path: str, value: str) -> int | None:
        """Return which of the values of a path this one is, None where it is none of them."""
        return self.places.get(path, {}).get(value.lower())

    def identity(self, path: str, other: str, value: str) -> str | None:
        """Return what ``path`` holds where ``other`` holds a value, for one object may be known by both."""
        place = self.place(other, value)
        if place is None:
            return None
        return (self.values.get(path, ())[place:] or self.values[other][place:])[0]


NOTHING = Subjects(values=MappingProxyType({}), places=MappingProxyType({}))


def subjects(contract: Contract) -> Subjects:
    """Return the subjects of a contract, indexed."""
    found = contract.subjects.items()
    places = {path: {value.lower(): place for place, value in enumerate(held)} for path, held in found}
    return Subjects(values=contract.subjects, places=MappingProxyType(places))


def credentials(contract: Contract) -> Mapping[str, tuple[str, ...]]:
    """Return what opens a session: the values that exist, by path below the login's request."""
    login = None if contract.session is None else contract.session.login
    split = {path: steps_of(path) for path in contract.subjects}
    return {"/".join(steps[1:]): contract.subjects[path] for path, steps in split.items() if steps[0] == login}


class Store:
    """Sessions, records and links between objects, safe among threads; it lives as long as its application."""

    def __init__(self, contract: Contract, clock: Callable[[], float]) -> None:
        """Begin empty, with the contract's lifetime of sessions and limits of values; the clock counts seconds."""
        self._lifetime_s = math.inf if contract.session is None else contract.session.lifetime_s
        self._limits = contract.limits
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, float] = {}
        self._foreign: set[str] = set()
        self._records: dict[tuple[str, str], Element] = {}
        self._links: set[tuple[str, str]] = set()

    def open_session(self) -> str:
        """Return a new session value, which nobody can guess; the oldest is forgotten where there are too many."""
        value = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[value] = self._clock()
            if len(self._sessions) > _MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
        return value

    def barred(self) -> Barred:
        """Return two sessions that open nothing here: one whose life is over, and an open one of another account."""
        expired, foreign = secrets.token_urlsafe(32), self.open_session()
        with self._lock:
            self._sessions[expired] = self._clock() - self._lifetime_s
            self._foreign.add(foreign)
        return Barred(expired=expired, foreign=foreign)

    def is_foreign(self, value: str) -> bool:
        """Tell whether a session is another account's."""
        with self._lock:
            return value in self._foreign

    def standing(self, value: str | None) -> Standing:
        """Return what is known of a session value; its life is counted from its opening, however often it is used."""
        if not value:
            return Standing.ABSENT
        with self._lock:
            opened = self._sessions.get(value)
            if opened is None:
                return Standing.UNKNOWN
            return Standing.OPEN if self._clock() - opened < self._lifetime_s else Standing.EXPIRED

    def keep(self, place: str, identity: str, item: Element) -> None:
        """Write an item to its object: what is too long is cut off, what the item leaves out stays as it was."""
        held = _cut(item, place, self._limits)
        with self._lock:
            before = self._records.get((place, identity))
            self._records[place, identity] = held if before is None else _merged(before, held)

    def record(self, place: str, identity: str) -> Element | None:
        """Return what was written to an object, None where nothing was; ``place`` is the path of what writes it."""
        with self._lock:
            return self._records.get((place, identity))

    def link(self, one: str, other: str) -> None:
        """Link two objects; linking them again changes nothing."""
        with self._lock:
            self._links.add((one, other))

    def unlink(self, one: str, other: str) -> bool:
        """Undo a link; tell whether there was one."""
        with self._lock:
            linked = (one, other) in self._links
            self._links.discard((one, other))
            return linked


def _cut(element: Element, place: str, limits: Mapping[str, int]) -> Element:
    """Return an element whose values are no longer, in characters, than the limits of their paths."""
    attributes = tuple((name, value[: limits.get(f"{place}/@{name}")]) for name, value in element.attributes)
    content = tuple(
        part[: limits.get(place)] if isinstance(part, str) else _cut(part, f"{place}/{part.local}", limits)
        for part in element.content
    )
    return replace(element, attributes=attributes, content=content)


def _merged(before: Element, item: Element) -> Element:
    """Return an object after an update: attributes one by one, elements all of a name at once."""
    sent = {child.name for child in item.children}
    kept = tuple(child for child in before.children if child.name not in sent)
    attributes = dict(before.attributes) | dict(item.attributes)
    return replace(item, attributes=tuple(attributes.items()), content=(*kept, *item.content))
