"""What the gate says for a pull request: the only module that writes it as Markdown."""

from collections.abc import Iterator, Mapping

from conformance.model.binding import BINDINGS
from conformance.model.change import Change, Impact, Reader, Witness
from conformance.model.gate import Gate, Traffic, Weighed
from conformance.report._fit import Part, always, aside, fitted, tabled
from conformance.report._gate_lines import grouped, in_short, joint, verdict
from conformance.report._inert import code, fence, folded, plain
from conformance.report._visible import shortened

_LONGEST = 300
_MOST_PLACES = 3


def markdown(gate: Gate) -> str:
    """Return a changelog in less than 65,536 characters: what breaks first, with its witnesses folded."""
    state = "shut" if gate.fails else "open"
    parts = always(
        f"# What changed from {code(gate.old.name)} to {code(gate.new.name)}",
        f"**{plain(verdict(gate))}: the gate is {state}** (it fails on: {gate.fail_on}).",
    )
    if gate.changes:
        parts.append(tabled("the table of who breaks", ("", "Strict reader", "Tolerant reader"), _clients(gate)))
    parts += _entries(gate)
    if gate.traffic is not None:
        parts += _recorded(gate.traffic)
    if gate.behaviour is not None:
        told = f"{joint(gate, gate.behaviour).capitalize()}: {gate.behaviour.told}."
        parts += always("## Behaviour", plain(told))
        rows = [(plain(shortened(line, _LONGEST)),) for line in gate.behaviour.worse]
        parts += [tabled("findings that are worse", ("What is worse now",), rows)] if rows else []
    for impact in Impact:
        held = [one for one in gate.changes if one.impact is impact]
        if held:
            parts += _section(impact, held)
    return fitted(parts, elsewhere="the same as JSON (-o gate.json)")


def _clients(gate: Gate) -> list[tuple[str, str, str]]:
    return [
        (plain(pairing), _cell(readers[Reader.STRICT]), _cell(readers[Reader.TOLERANT]))
        for pairing, readers in gate.breaks.items()
    ]


def _cell(numbers: Mapping[Impact, int]) -> str:
    told = [f"{numbers[one]:,} {one}" for one in (Impact.BREAKING, Impact.RISKY) if numbers.get(one)]
    return ", ".join(told) or "works"


def _entries(gate: Gate) -> Iterator[Part]:
    rows = [
        (code(entry.fingerprint), code(entry.rule), plain(entry.owner), plain(entry.reason), state)
        for state, held in (("stale: no change needs it", gate.stale), ("its day has passed", gate.overdue))
        for entry in held
    ]
    if rows:
        yield from always("## Accepted changes to look at")
        yield tabled("accepted changes", ("Change", "Rule", "Owner", "Reason", "State"), rows)


def _recorded(traffic: Traffic) -> Iterator[Part]:
    yield from always("## Recorded traffic", f"{in_short(traffic)}.")
    rows = [
        (
            f"{number:,}",
            f"{one.direction} of {plain(one.operation)}",
            plain(shortened(one.why, _LONGEST)),
            ", ".join(map(code, one.changes)) or "-",
            code(f"{one.file}#{one.number}"),
        )
        for one, number in grouped(traffic)
    ]
    if rows:
        yield tabled("recorded traffic", ("Messages", "What", "Why", "Change", "The first"), rows)


def _section(impact: Impact, held: list[Weighed]) -> Iterator[Part]:
    rows = [
        (
            code(one.change.rule),
            _told(one),
            _places(one.change),
            _source(one.change),
            code(one.change.fingerprint),
        )
        for one in held
    ]
    title = f"{impact.capitalize()}: {len(held):,}"
    part = tabled(f"{impact} changes", ("Rule", "Change", "Where", "Source", "Fingerprint"), rows)
    if impact is not Impact.BREAKING:
        yield aside(part, title, rank=1)
        return
    yield from always(f"## {title}")
    yield part
    for one in held:
        for witness in one.change.witnesses:
            yield _witness(one.change, witness)


def _told(held: Weighed) -> str:
    change = held.change
    notes = [
        *([f"accepted by {held.accepted.owner} until {held.accepted.expires}"] if held.accepted else []),
        *([f"taken to be so: {change.undecided}"] if change.undecided else []),
        *([f"no witness: {change.unwitnessed}"] if change.unwitnessed else []),
    ]
    told = plain(shortened(change.message, _LONGEST))
    return f"{told} ({plain('; '.join(notes))})" if notes else told


def _places(change: Change) -> str:
    shown = [f"{place.direction} {code(place.path or place.operation)}" for place in change.places[:_MOST_PLACES]]
    more = len(change.places) - _MOST_PLACES
    return ", ".join((*shown, *([f"{more:,} more"] if more > 0 else [])))


def _source(change: Change) -> str:
    found = next(iter(change.sources), None)
    return "-" if found is None else code(f"{found.file}:{found.line}" if found.line else found.file)


def _witness(change: Change, witness: Witness) -> Part:
    title = f"A {witness.direction} that the {witness.refused_by} contract refuses, by"
    said = f"{plain(shortened(witness.why, _LONGEST))}\n\n{fence(witness.message.decode(), _language(witness))}"
    return Part(
        name="witnesses", wordings=(folded(title, said, quoted=f"{change.rule} {change.fingerprint}"), ""), rank=2
    )


def _language(witness: Witness) -> str:
    return BINDINGS[witness.binding].language
