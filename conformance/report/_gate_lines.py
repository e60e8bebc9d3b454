"""What the gate says on a terminal: the only module that tells it in lines."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from textwrap import fill

from conformance.model.change import Impact, Reader
from conformance.model.gate import Gate, Weighed
from conformance.report._visible import visible

_MOST_PLACES = 3
_INDENT = 8 * " "


def lines(gate: Gate, width: int) -> Iterator[str]:
    """Yield what the gate says, free of control characters, each line broken at so many characters."""
    yield from _told(_lines(gate), width)


def failures(gate: Gate, width: int) -> Iterator[str]:
    """Yield how much changed and what of it fails, free of control characters, broken at so many characters."""
    yield from _told(_failures(gate), width)


def _told(held: Iterable[str], width: int) -> Iterator[str]:
    for line in held:
        yield fill(visible(line), width, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)


def verdict(gate: Gate) -> str:
    """Return how many changes of which impact there are, without a full stop."""
    return ", ".join(f"{number:,} {impact}" for impact, number in gate.counts.items()) or "Nothing changed"


def _failures(gate: Gate) -> Iterator[str]:
    yield f"{gate.old.name} to {gate.new.name}: {verdict(gate)}."
    for held in gate.failing:
        yield from _change(held)
    yield from _entries(gate)


def _lines(gate: Gate) -> Iterator[str]:
    accepted = sum(held.accepted is not None for held in gate.changes)
    yield f"{verdict(gate)}; {accepted:,} of them accepted." if accepted else f"{verdict(gate)}."
    if gate.changes:
        yield ""
        yield f"{'':24}{'strict reader':24}tolerant reader"
        for pairing, readers in gate.breaks.items():
            yield f"{pairing:24}{_cell(readers[Reader.STRICT]):24}{_cell(readers[Reader.TOLERANT])}"
    for _, held in groupby(gate.changes, key=lambda weighed: weighed.impact):
        yield ""
        for weighed in held:
            yield from _change(weighed)
    if gate.stale or gate.overdue:
        yield ""
        yield from _entries(gate)


def _entries(gate: Gate) -> Iterator[str]:
    """Yield the accepted changes that fail by themselves, and what to do."""
    for entry in gate.stale:
        yield f"STALE {entry.fingerprint} {entry.rule}: no change needs this entry of {entry.owner}: delete it"
    for entry in gate.overdue:
        yield (
            f"OVERDUE {entry.fingerprint} {entry.rule}: accepted by {entry.owner} until {entry.expires} "
            f"({entry.reason}): mend it, or decide anew and write another day"
        )


def _cell(numbers: Mapping[Impact, int]) -> str:
    told = [f"{numbers[one]:,} {one}" for one in (Impact.BREAKING, Impact.RISKY) if numbers.get(one)]
    return ", ".join(told) or "works"


def _change(held: Weighed) -> Iterator[str]:
    change = held.change
    yield f"{held.impact.upper()} {change.fingerprint} {change.rule}: {change.message}"
    if held.accepted is not None:
        entry = held.accepted
        yield f"    accepted by {entry.owner} until {entry.expires}: {entry.reason}"
    for place in change.places[:_MOST_PLACES]:
        yield f"    {place.operation}, {place.direction}: {place.path or 'the operation'}"
    if len(change.places) > _MOST_PLACES:
        yield f"    and {len(change.places) - _MOST_PLACES:,} more places"
    for witness in change.witnesses:
        yield f"    witness, a {witness.direction} that the {witness.refused_by} contract refuses: {witness.why}"
    if change.undecided:
        yield f"    taken to differ: {change.undecided}"
    if change.unwitnessed:
        yield f"    no witness: {change.unwitnessed}"
