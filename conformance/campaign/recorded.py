"""Recorded messages against two contracts: the only module that tells which of a user's own the new one refuses."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from conformance.campaign.court import Court, Opinion
from conformance.campaign.rest.recorded import MemberCourt
from conformance.campaign.soap.recorded import EnvelopeCourt
from conformance.contract.comparable import Comparable
from conformance.errors import RecordingError, UsageError
from conformance.model.exchange import Exchange
from conformance.model.gate import Gate, Refused, Traffic
from conformance.model.requirement import Direction
from conformance.transport import _traffic

_COURTS: Mapping[str, Callable[[Comparable, Comparable], Court]] = MappingProxyType(
    {"soap": EnvelopeCourt.of, "servicestack": MemberCourt.of}
)


def court_of(old: Comparable, new: Comparable) -> Court:
    """Return what judges messages by two contracts, as the new one speaks."""
    return _COURTS[new.spoken](old, new)


def recorded(files: Sequence[Path], old: Comparable, new: Comparable, gate: Gate) -> Traffic:
    """Return what both contracts say of all messages in files, and which of the gate's changes that is about."""
    court = court_of(old, new)
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


def _refused(said: Opinion, gate: Gate, way: Direction, file: str, number: int) -> Refused:
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
