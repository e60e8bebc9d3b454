"""Recorded messages against two contracts: the only module that tells which of a user's own the new one refuses."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance.campaign import recorded_rest as rest
from conformance.contract.comparable import Comparable
from conformance.contract.located import attribute_of, element_of
from conformance.contract.validate import Complaint
from conformance.errors import RecordingError, UsageError, WireError
from conformance.markup import xml
from conformance.model.exchange import Exchange, Headers
from conformance.model.gate import Gate, Refused, Traffic
from conformance.model.media import charset_of
from conformance.model.requirement import Direction
from conformance.model.tree import Element
from conformance.soap import envelope, fault
from conformance.transport import _traffic

_FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What both contracts say of a message of an operation: why each refuses it, and the place of the new complaint."""

    operation: str
    old: str
    new: str
    path: str = ""


@dataclass(slots=True, kw_only=True)
class _Court:
    """Both contracts, and what they said of messages that came before; many messages are recorded again and again."""

    old: Comparable
    new: Comparable
    said: dict[bytes, _Said | None] = field(default_factory=dict)
    benches: tuple[rest.Bench, ...] = ()

    @classmethod
    def of(cls, old: Comparable, new: Comparable) -> "_Court":
        """Return the court of two contracts, which are both of REST operations or none of them is."""
        routed = [held.routed for held in (old, new) if held.routed is not None]
        both = len(routed) == len(("old", "new"))
        return cls(old=old, new=new, benches=tuple(map(rest.Bench.of, routed)) if both else ())

    def judge(self, found: Exchange, way: Direction) -> _Said | None:
        """Return what both say of one side of an exchange, None where it is of no operation, or cannot be read."""
        if self.benches:
            return self._members(found, way)
        message = found.request if way is Direction.REQUEST else found.response
        return None if message is None else self._envelope(message.body, message.headers, way)

    def _members(self, found: Exchange, way: Direction) -> _Said | None:
        old, new = self.benches
        operation = old.operation(found) or new.operation(found)
        was, now = (bench.opinion(found, way) for bench in (old, new))
        if operation is None or was is None or now is None:
            return None
        return _Said(operation=operation, old=was.why, new=now.why, path=now.path)

    def _envelope(self, body: bytes, headers: Headers, way: Direction) -> _Said | None:
        charset = charset_of(headers)
        key = hashlib.sha256(f"{way} {charset} ".encode() + body).digest()
        if key not in self.said:
            self.said[key] = self._judged(body, charset, way)
        return self.said[key]

    def _judged(self, body: bytes, charset: str | None, way: Direction) -> _Said | None:
        try:
            document = xml.parse(body, charset=charset)
            found = envelope.read(document)
        except WireError:
            return None
        operation = _FAULT if fault.find(found.body, found.binding) else self._operation(found.payload, way)
        if operation is None:
            return None
        was, now = (held.engines.brief(body, charset=charset) for held in (self.old, self.new))
        complaints = now.libxml2 or now.xmlschema
        return _Said(
            operation=operation,
            old=next((one.message for one in (*was.libxml2, *was.xmlschema)), ""),
            new=next((one.message for one in complaints), ""),
            path=next((_path(document, one) for one in complaints), ""),
        )

    def _operation(self, payload: Element | None, way: Direction) -> str | None:
        """Return the operation that sends an element as its payload, in either contract."""
        for held in (self.old, self.new):
            for port in held.ports.values():
                for name, operation in port.operations.items():
                    message = operation.input if way is Direction.REQUEST else operation.output
                    if message is not None and payload is not None and message.payload == payload.name:
                        return name
        return None


def _path(document: Element, complaint: Complaint) -> str:
    """Return the path from the payload to what a complaint is about, as the places of changes have it."""
    wanted = element_of(document, complaint)
    steps = next((steps for steps, found in _walked(document, ()) if found is wanted), ())
    attribute = attribute_of(complaint)
    below = "Body" if "Body" in steps[:2] else "Envelope"
    known = steps[steps.index(below) + 1 :] if below in steps else steps
    return "/".join((*known, *((f"@{attribute}",) if attribute else ())))


def _walked(element: Element, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Element]]:
    steps = (*above, element.local)
    yield steps, element
    for child in element.children:
        yield from _walked(child, steps)


def recorded(files: Sequence[Path], old: Comparable, new: Comparable, gate: Gate) -> Traffic:
    """Return what both contracts say of all messages in files, and which of the gate's changes that is about."""
    court = _Court.of(old, new)
    judged, before, mended = Counter[Direction](), Counter[Direction](), Counter[Direction]()
    foreign, broken, refused = 0, list[str](), list[Refused]()
    for file in files:
        try:
            for number, way, found in _messages(file):
                said = court.judge(found, way)
                if said is None:
                    foreign += 1
                    continue
                judged[way] += 1
                before[way] += bool(said.old and said.new)
                mended[way] += bool(said.old and not said.new)
                if said.new and not said.old:
                    refused.append(_refused(said, gate, way, f"{file}", number))
        except RecordingError as trouble:
            broken.append(str(trouble))
    return Traffic(
        judged=judged,
        refused=tuple(refused),
        before=before,
        mended=mended,
        foreign=foreign,
        broken=tuple(broken),
    )


def files_of(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files that paths name: cassettes, HTTP archives and raw exchanges, in folders those below them too.

    Raises:
        UsageError: a path names none.
    """
    found = {path: _traffic.recorded(path) if path.exists() else () for path in paths}
    for path, held in found.items():
        if not held:
            message = f"{path}: there is no recorded traffic: name a cassette (.yaml), a .har, a .http, or their folder"
            raise UsageError(message)
    return tuple(dict.fromkeys(file for held in found.values() for file in held))


def _messages(file: Path) -> Iterator[tuple[int, Direction, Exchange]]:
    for entry in _traffic.entries(file):
        if entry.exchange is not None:
            yield entry.number, Direction.REQUEST, entry.exchange
            if entry.exchange.response is not None:
                yield entry.number, Direction.RESPONSE, entry.exchange


def _refused(said: _Said, gate: Gate, way: Direction, file: str, number: int) -> Refused:
    about = [
        held
        for held in gate.changes
        if any(
            place.direction is way and place.operation == said.operation and _meets(place.path, said.path)
            for place in held.change.places
        )
    ]
    return Refused(
        file=file,
        number=number,
        operation=said.operation,
        direction=way,
        why=said.new,
        changes=tuple(held.change.fingerprint for held in about),
        accepted=bool(about) and all(held.accepted is not None for held in about),
    )


def _meets(place: str, path: str) -> bool:
    """Tell whether a change is at the place of a complaint, or at what stands in it or around it."""
    above, around = place.rpartition("/")[0], path.rpartition("/")[0]
    return path in {place, above} or place == around
