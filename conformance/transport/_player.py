"""Playing cassettes: the only module that chooses which recording answers a request, and tells which answers none."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from conformance.errors import RecordingError
from conformance.model.binding import binding_of_namespace
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.tree import namespace_of
from conformance.transport import _cassette
from conformance.transport._cassette import ADVICE, Recording
from conformance.transport._meaning import Fields, Meaning, Veil, difference, fields_of, meaning, veil_of, veiled
from conformance.transport._seal import age_days


@dataclass(slots=True, kw_only=True)
class Player:
    """The cassettes of a folder: that of the case that is played, else those of the user's own tests.

    ``most_days`` is how old a recording may be, None where any may be used.
    """

    folder: Path
    contract: Contract
    most_days: float | None = None
    _veil: Veil = field(default_factory=lambda: veil_of(()))
    _case: "_Reel | None" = None
    _shelf: "_Shelf | None" = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def plays(self) -> bool:
        """Tell whether the cassette of a case is played."""
        return self._case is not None

    def hide(self, secrets: Iterable[str]) -> None:
        """Note what stands in today's requests for the secrets that were taken out of the recorded ones."""
        self._veil = veil_of(secrets)

    def holds(self, case: str) -> bool:
        """Tell whether there is a cassette of a case."""
        return _cassette.path_of(self.folder, case).is_file()

    @contextmanager
    def playing(self, case: str) -> Iterator[None]:
        """Answer from the cassette of a case, which is read when it is first asked and dropped at the end."""
        self._case = _Reel(file=_cassette.path_of(self.folder, case), player=self)
        try:
            yield
        finally:
            self._case = None

    def require_played(self, bindings: Collection[str]) -> None:
        """Make sure that the cassette of the case that is played holds no exchange that nobody asked for.

        Where the run is about some ``bindings`` only, what was recorded in others does not count.

        Raises:
            RecordingError: it does.
        """
        if self._case is not None:
            self._case.require_played(bindings)

    def answer(self, asked: Request) -> Recording:
        """Return the recording that answers a request.

        Raises:
            RecordingError: there is none, or it may not be used.
        """
        with self._lock:
            if self._case is not None:
                return self._case.answer(asked, self._veil)
            if self._shelf is None:
                self._shelf = _Shelf(folder=self.folder, contract=self.contract)
                for file in self._own_files():
                    for found in self.read(file):
                        self._shelf.put(found)
            return self._shelf.answer(asked)

    def read(self, file: Path) -> tuple[Recording, ...]:
        """Return the recordings of a cassette.

        Raises:
            RecordingError: it cannot be used, or is too old.
        """
        found = _cassette.read(file)
        for recording in found:
            self._require_fresh(recording)
        return found

    def _require_fresh(self, recording: Recording) -> None:
        if self.most_days is None or recording.seal is None:
            return
        age = age_days(recording.seal, datetime.now(UTC))
        if age > self.most_days:
            why = (
                f"it was recorded on {recording.seal.at}, {age:.0f} days ago, and "
                f"--conformance-recording-age allows {self.most_days:g}"
            )
            raise _cassette.unusable(recording.file, why)

    def _own_files(self) -> Iterator[Path]:
        """Yield the cassettes that may answer the user's own tests: all but those of cases that are no examples."""
        for file in _cassette.files(self.folder):
            place = file.relative_to(self.folder).parts
            if place[0] not in self.contract.operations or place[2:] == (f"example{_cassette.SUFFIX}",):
                yield file


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """A request and what makes its secrets look alike; its meaning is found out when it is asked for."""

    request: Request
    veil: Veil
    blank: tuple[str, ...]

    @property
    def bytes(self) -> tuple[str, Fields, bytes]:
        """Return what is the same in two requests that are the same but for their secrets."""
        return self.request.method, fields_of(self.request), veiled(self.request.body, self.veil)

    @property
    def meaning(self) -> Meaning:
        """Return what the request means."""
        return meaning(self.request, veil=self.veil, blank=self.blank)


@dataclass(slots=True, kw_only=True)
class _Reel:
    """The cassette of a case: each of its recordings answers once, those of equal meaning in their order."""

    file: Path
    player: Player
    _left: list[Recording] | None = None
    _held: int = 0

    def answer(self, asked: Request, veil: Veil) -> Recording:
        """Return the recording of a request: the first of its bytes, else the first that means the same."""
        left = self._read() if self._left is None else self._left
        today = _Sent(request=asked, veil=veil, blank=self.player.contract.redact.paths)
        then = [self._sent(found) for found in left]
        sought = today.bytes
        place = next((number for number, sent in enumerate(then) if sent.bytes == sought), None)
        if place is None:
            means = today.meaning
            place = next((number for number, sent in enumerate(then) if sent.meaning == means), None)
        if place is None:
            raise self._missing(today.meaning, left)
        return left.pop(place)

    def require_played(self, bindings: Collection[str]) -> None:
        """Make sure that no recording is left.

        Raises:
            RecordingError: some are.
        """
        if self._left is None and not self.file.is_file():
            return
        held = self._read() if self._left is None else self._left
        left = [found for found in held if not bindings or _binding(self._sent(found).meaning) in {None, *bindings}]
        if left:
            payload = _payload(self._sent(left[0]).meaning)
            what = f", such as one of {payload}" if payload else ""
            message = (
                f"{self.file}: {len(left)} of {self._held} recorded exchanges were not asked for{what}: the contract "
                f"or the generator has changed{_depth(left)}; {ADVICE}"
            )
            raise RecordingError(message)

    def _sent(self, found: Recording) -> _Sent:
        hidden = () if found.seal is None else found.seal.hidden
        return _Sent(request=found.request, veil=veil_of(hidden), blank=self.player.contract.redact.paths)

    def _read(self) -> list[Recording]:
        if not self.file.is_file():
            message = f"{self.file}: there is no such cassette, so the case is not tested; {_NAME}"
            raise RecordingError(message)
        left = list(self.player.read(self.file))
        if any(found.seal is None for found in left):
            raise _cassette.unusable(self.file, "it was recorded without time and digest, by an earlier version")
        self._left, self._held = left, len(left)
        return left

    def _missing(self, sought: Meaning, left: list[Recording]) -> RecordingError:
        """Return the error of a request that none of the recordings is of."""
        if not left:
            message = (
                f"{self.file}: today more is sent than the {self._held} recorded exchanges, or one of them broke off "
                f"when it was recorded; {ADVICE}"
            )
            return RecordingError(message)
        then = [self._sent(found).meaning for found in left]
        nearest = next((found for found in then if _payload(found) == _payload(sought)), then[0])
        told = difference(sought, nearest)
        message = f"{self.file}: recorded with another request than today's: {told}{_depth(left)}; {ADVICE}"
        return RecordingError(message)


@dataclass(slots=True, kw_only=True)
class _Shelf:
    """The recordings of the user's own tests, and how many of each meaning were asked for."""

    folder: Path
    contract: Contract
    _found: defaultdict[Meaning, list[Recording]] = field(default_factory=lambda: defaultdict(list))
    _asked: defaultdict[Meaning, int] = field(default_factory=lambda: defaultdict(int))

    def put(self, recording: Recording) -> None:
        """Keep a recording."""
        self._found[self._meaning(recording.request)].append(recording)

    def answer(self, asked: Request) -> Recording:
        """Return the recording of a request; what was recorded several times answers in that order, then the last."""
        key = self._meaning(asked)
        if key not in self._found:
            raise RecordingError(self._missing(key))
        takes = self._found[key]
        taken = takes[min(self._asked[key], len(takes) - 1)]
        self._asked[key] += 1
        return taken

    def _meaning(self, request: Request) -> Meaning:
        blank = (*self.contract.redact.paths, *self.contract.subjects)
        found = meaning(request, veil=veil_of(()), blank=blank)
        media, action, *others = found.fields
        return replace(found, fields=(media, action, *(None for _ in others)))  # how it was carried is the test's own

    def _missing(self, key: Meaning) -> str:
        payload = _payload(key)
        alike = [(known, takes[0]) for known, takes in self._found.items() if payload and _payload(known) == payload]
        if alike:
            files = ", ".join(sorted({str(found.file) for _, found in alike}))
            told = difference(key, alike[0][0])
            return f"{files}: recorded with another request than today's: {told}; {_NAME}"
        return f"there is no recording of this request in {self.folder}; {_NAME}"


_NAME = "name an endpoint as the target and record it with --record-mode=rewrite"


def _payload(found: Meaning) -> str:
    """Return the names of what stands in the Body of a request, empty where it has none."""
    parts = () if found.document is None else found.document.children
    held = (child.local for part in parts if part.local == "Body" for child in part.children)
    return ", ".join(held)


def _binding(found: Meaning) -> str | None:
    """Return the name of the binding whose namespace a request is in, None where it is in none."""
    binding = None if found.document is None else binding_of_namespace(namespace_of(found.document.name))
    return None if binding is None else binding.name


def _depth(left: Sequence[Recording]) -> str:
    seal = left[0].seal
    return "" if seal is None else f" (recorded at depth {seal.depth})"
