"""What the gate says on a terminal: the only module that tells it in lines."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from textwrap import fill

from conformance.model.change import Impact, Reader
from conformance.model.gate import Behaviour, Gate, Refused, Traffic, Weighed
from conformance.model.requirement import Direction
from conformance.report._visible import shortened, visible

_LONGEST = 300
_MOST_PLACES = 3
_MOST_RECORDED = 10
_MOST_WHOLE = 3  # of one rule; of the others the first line is shown
_INDENT = 8 * " "


def lines(gate: Gate, width: int) -> Iterator[str]:
    """Yield what the gate says, free of control characters, each line broken at so many characters."""
    yield from _told(_lines(gate), width)


def failures(gate: Gate, width: int) -> Iterator[str]:
    """Yield how much changed and what of it fails, free of control characters, broken at so many characters."""
    yield from _told(_failures(gate), width)


def traffic_lines(gate: Gate, width: int) -> Iterator[str]:
    """Yield what became of recorded traffic, free of control characters, broken at so many characters."""
    yield from _told(() if gate.traffic is None else _recorded(gate.traffic), width)


def _told(held: Iterable[str], width: int) -> Iterator[str]:
    for line in held:
        yield fill(visible(line), width, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)


def verdict(gate: Gate) -> str:
    """Return how many changes of which impact there are, without a full stop."""
    return ", ".join(f"{number:,} {impact}" for impact, number in gate.counts.items()) or "Nothing changed"


def joint(gate: Gate, behaviour: Behaviour) -> str:
    """Return what became of contract and behaviour, each by itself, without a full stop."""
    states = ["changed" if held else "unchanged" for held in (gate.changes, behaviour.changed)]
    return f"contract {states[0]}, behaviour {states[1]}"


def _failures(gate: Gate) -> Iterator[str]:
    yield f"{gate.old.name} to {gate.new.name}: {verdict(gate)}."
    for held in gate.failing:
        yield f"{held.impact.upper()} {held.change.rule}"
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
    for (impact, rule), group in groupby(gate.changes, key=lambda held: (held.impact, held.change.rule)):
        held = tuple(group)
        yield ""
        yield f"{impact.upper()} {rule}: {len(held):,} {'change' if len(held) == 1 else 'changes'}"
        for weighed in held[:_MOST_WHOLE]:
            yield from _change(weighed)
        yield from (f"  {weighed.change.fingerprint} {weighed.change.message}" for weighed in held[_MOST_WHOLE:])
    if gate.stale or gate.overdue:
        yield ""
        yield from _entries(gate)
    if gate.traffic is not None:
        yield ""
        yield from _recorded(gate.traffic)
    if gate.behaviour is not None:
        yield ""
        yield from _behaves(gate, gate.behaviour)


def _entries(gate: Gate) -> Iterator[str]:
    """Yield the accepted changes that fail by themselves, and what to do."""
    for entry in gate.stale:
        yield f"STALE {entry.fingerprint} {entry.rule}: no change needs this entry of {entry.owner}: delete it"
    for entry in gate.overdue:
        yield (
            f"OVERDUE {entry.fingerprint} {entry.rule}: accepted by {entry.owner} until {entry.expires} "
            f"({entry.reason}): mend it, or decide anew and write another day"
        )


def in_short(traffic: Traffic) -> str:
    """Return how many recorded messages the new contract refuses, in one sentence without its full stop."""
    asked, answered = (traffic.of(direction) for direction in Direction)
    judged = [traffic.judged.get(direction, 0) for direction in Direction]
    return (
        f"{len(asked):,} of {judged[0]:,} recorded requests would be refused, "
        f"and {len(answered):,} of {judged[1]:,} recorded responses are not what the new contract says"
    )


def grouped(traffic: Traffic) -> tuple[tuple[Refused, int], ...]:
    """Return the first message of each reason to be refused, and how many there are, the most frequent first."""
    found: dict[tuple[object, ...], list[Refused]] = {}
    for one in traffic.refused:
        found.setdefault((one.direction, one.operation, one.why, one.changes), []).append(one)
    return tuple((held[0], len(held)) for held in sorted(found.values(), key=len, reverse=True))


def _recorded(traffic: Traffic) -> Iterator[str]:
    yield f"{in_short(traffic)}."
    alike = grouped(traffic)
    for first, number in alike[:_MOST_RECORDED]:
        more = f" and {number - 1:,} more" if number > 1 else ""
        yield f"    {first.direction} of {first.operation}: {shortened(first.why, _LONGEST)}"
        about = f"change {', '.join(first.changes)}" if first.changes else "no single change"
        yield f"        by {about}{', accepted' if first.accepted else ''}: {first.file}#{first.number}{more}"
    if len(alike) > _MOST_RECORDED:
        yield f"    and {len(alike) - _MOST_RECORDED:,} other reasons"
    told = (
        ("were refused by the old contract already", sum(traffic.before.values())),
        ("were refused by the old contract only", sum(traffic.mended.values())),
        ("are of no operation of these contracts", traffic.foreign),
    )
    yield from (f"    {number:,} more {words}" for words, number in told if number)
    yield from (f"    not read: {trouble}" for trouble in traffic.broken)


def _behaves(gate: Gate, behaviour: Behaviour) -> Iterator[str]:
    cut = "" if behaviour.decided else "; the runs did not test all that was planned, or not the same"
    yield f"{joint(gate, behaviour).upper()}: {behaviour.told}{cut}."
    yield from (f"    {line}" for line in behaviour.worse[:_MOST_RECORDED])
    if len(behaviour.worse) > _MOST_RECORDED:
        yield f"    and {len(behaviour.worse) - _MOST_RECORDED:,} more; conformance report --compare tells them all"


def _cell(numbers: Mapping[Impact, int]) -> str:
    told = [f"{numbers[one]:,} {one}" for one in (Impact.BREAKING, Impact.RISKY) if numbers.get(one)]
    return ", ".join(told) or "works"


def _change(held: Weighed) -> Iterator[str]:
    change = held.change
    yield f"  {change.fingerprint} {change.message}"
    if held.accepted is not None:
        entry = held.accepted
        yield f"    accepted by {entry.owner} until {entry.expires}: {entry.reason}"
    for place in change.places[:_MOST_PLACES]:
        yield f"    {place.operation}, {place.direction}: {place.path or 'the operation'}"
    if len(change.places) > _MOST_PLACES:
        yield f"    and {len(change.places) - _MOST_PLACES:,} more places"
    for witness in change.witnesses:
        why = shortened(witness.why, _LONGEST)
        yield f"    witness, a {witness.direction} that the {witness.refused_by} contract refuses: {why}"
    if change.undecided:
        yield f"    taken to be so: {change.undecided}"
    if change.unwitnessed:
        yield f"    no witness: {change.unwitnessed}"
