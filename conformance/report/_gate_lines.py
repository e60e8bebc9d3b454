"""What the gate says on a terminal: the only module that tells it in lines."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from textwrap import fill

from conformance.model.change import Impact, Reader
from conformance.model.gate import Gate, Weighed
from conformance.report._visible import visible

_MOST_PLACES = 3
_INDENT = 8 * " "


def lines(gate: Gate, width: int) -> Iterator[str]:
    """Yield what the gate says, free of control characters, each line broken at so many characters."""
    for line in _lines(gate):
        yield fill(visible(line), width, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)


def verdict(gate: Gate) -> str:
    """Return how many changes of which impact there are, without a full stop."""
    return ", ".join(f"{number:,} {impact}" for impact, number in gate.counts.items()) or "Nothing changed"


def _lines(gate: Gate) -> Iterator[str]:
    yield f"{verdict(gate)}."
    if not gate.changes:
        return
    yield ""
    yield f"{'':24}{'strict reader':24}tolerant reader"
    for pairing, readers in gate.breaks.items():
        yield f"{pairing:24}{_cell(readers[Reader.STRICT]):24}{_cell(readers[Reader.TOLERANT])}"
    for _, held in groupby(gate.changes, key=lambda weighed: weighed.impact):
        yield ""
        for weighed in held:
            yield from _change(weighed)


def _cell(numbers: Mapping[Impact, int]) -> str:
    told = [f"{numbers[one]:,} {one}" for one in (Impact.BREAKING, Impact.RISKY) if numbers.get(one)]
    return ", ".join(told) or "works"


def _change(held: Weighed) -> Iterator[str]:
    change = held.change
    yield f"{held.impact.upper()} {change.fingerprint} {change.rule}: {change.message}"
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
