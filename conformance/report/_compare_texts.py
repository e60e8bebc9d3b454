"""A comparison of two runs as text: the only module that tells one on a terminal, as Markdown, JSON and a page."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType

from conformance.errors import UsageError
from conformance.model.report import CheckStamp
from conformance.report._chapters import ROOM, Desk
from conformance.report._compare import Change, Comparison, Entry, Fate, Side
from conformance.report._files import replaced
from conformance.report._fit import Part, always, aside, fitted, tabled
from conformance.report._inert import code, plain
from conformance.report._template import rendered
from conformance.report._visible import shortened, visible
from conformance.report._wording import binding_title

COMPARISON_SCHEMA = "conformance-comparison/1"
_LONGEST_MESSAGE = 300
_FEW = 10


def verdict(found: Comparison) -> str:
    """Return what a comparison says in one sentence without its full stop: contract and behaviour apart."""
    told = counted(found)
    contract = "contract changed" if found.contract_changed else "contract unchanged"
    behaviour = "behaviour changed" if found.behaviour_changed else "behaviour unchanged"
    start = f"{contract}, {behaviour}: {told}"
    if found.incomplete:
        which = " and the ".join(found.incomplete)
        return f"INCOMPLETE: the {which} run did not do all that was planned; until then {start}"
    return start if found.decided else f"{start}; not all that the old run tested was tested again"


def counted(found: Comparison) -> str:
    """Return how many findings met which fate, without a full stop."""
    numbers = [f"{len(held):,} {fate}" for fate in Fate for held in [found.of(fate)] if held]
    return f"findings: {', '.join(numbers)}" if numbers else "no finding in either run"


def worse(found: Comparison) -> Iterator[str]:
    """Yield the findings that are new or count now, and the checks that broke, a line each."""
    for entry in found.of(Fate.NEW, Fate.WORSE):
        named = f"finding {entry.evidence.fingerprint}"
        yield f"{entry.fate} {entry.evidence.check}: {_where(entry)}: {entry.evidence.message} ({named})"
    yield from (f"could not tell {doubt}" for doubt in found.doubts)


def lines(found: Comparison, width: int) -> Iterator[str]:
    """Yield a comparison in short, free of control characters, each line of at most so many characters."""
    yield from wrap(visible(f"{verdict(found)}."), width)
    for line in _lines(found):
        yield shortened(visible(line), width)


def _lines(found: Comparison) -> Iterator[str]:
    for fact in found.facts:
        yield f"    {fact.what}: {fact.old} -> {fact.new}"
    for fate in Fate:
        if fate is not Fate.UNCHANGED:
            yield from _of_fate(fate, found)
    for doubt in found.doubts[:_FEW]:
        yield f"COULD NOT TELL {doubt}"
    for level in found.levels:
        yield f"LEVEL {level.what}: {level.old} -> {level.new}"
    for what in found.lost[:_FEW]:
        yield f"NO LONGER TESTED {what}"
    if len(found.lost) > _FEW:
        yield f"and {len(found.lost) - _FEW:,} more that are no longer tested"


def _of_fate(fate: Fate, found: Comparison) -> Iterator[str]:
    held = found.of(fate)
    if held:
        yield ""
    for entry in held[:_FEW]:
        yield f"{fate.upper()} {entry.evidence.check}: {_where(entry)}{_way(entry)}"
        yield f"    {entry.evidence.message}"
        stamp = found.stamp(entry)
        if stamp is not None:
            yield f"    against: {stamp.sentence} ({', '.join(filter(None, (stamp.spec, stamp.section)))})"
        yield f"    finding {entry.evidence.fingerprint}, case {entry.evidence.case}"
        if entry.note:
            yield f"    {entry.note}"
    if len(held) > _FEW:
        yield f"and {len(held) - _FEW:,} more that are {fate}"


def _where(entry: Entry) -> str:
    return ", ".join(filter(None, (entry.evidence.operation, binding_title(entry.evidence.binding))))


def _way(entry: Entry) -> str:
    return f", {entry.was} -> {entry.now}" if entry.was and entry.now and entry.was != entry.now else ""


def markdown(found: Comparison) -> str:
    """Return a comparison for a pull request, in less than 65,536 characters."""
    parts = always("# Run against run", f"**{_cell(verdict(found))}.**")
    parts += [*_changes("What sets the runs apart", found.facts), *_changes("Levels", found.levels)]
    for fate in Fate:
        if found.of(fate):
            parts += _section(fate, found)
    for title, told in (("Could not tell", found.doubts), ("No longer tested", found.lost)):
        if told:
            part = tabled(title.lower(), ("What",), [(_cell(what),) for what in told])
            parts.append(aside(part, f"{title}: {len(told):,}", rank=0))
    return fitted(parts, elsewhere="the same comparison as a page (.html) and as JSON")


def _changes(title: str, changes: tuple[Change, ...]) -> Iterator[Part]:
    if changes:
        rows = [(_cell(one.what), _cell(one.old), _cell(one.new)) for one in changes]
        yield from always(f"## {title}")
        yield tabled(title.lower(), ("What", "Old", "New"), rows)


def _section(fate: Fate, found: Comparison) -> Iterator[Part]:
    """Yield what is worse now as a table, and all else as one that opens when it is clicked."""
    held = found.of(fate)
    rows = [
        (
            _check(entry, found),
            plain(_where(entry)),
            _cell(entry.evidence.message),
            plain(" -> ".join(dict.fromkeys(filter(None, (entry.was, entry.now))))),
            code(entry.evidence.fingerprint),
            plain(entry.note),
        )
        for entry in held
    ]
    part = tabled(f"findings that are {fate}", ("Check", "Where", "What came", "Stands", "Finding", "Note"), rows)
    title = f"{fate.capitalize()}: {len(held):,}"
    if fate in {Fate.NEW, Fate.WORSE}:
        yield from always(f"## {title}")
        yield part
    else:
        yield aside(part, title, rank=1)


def _check(entry: Entry, found: Comparison) -> str:
    stamp = found.stamp(entry)
    return " ".join((code(entry.evidence.check), *([_cell(stamp.sentence)] if stamp else [])))


def _cell(text: str) -> str:
    return plain(shortened(text, _LONGEST_MESSAGE))


def to_json(found: Comparison) -> str:
    """Return a comparison as JSON, as ``schemas/reports/comparison-1.schema.json`` describes it."""
    told = {
        "schema": COMPARISON_SCHEMA,
        "verdict": verdict(found),
        "contract_changed": found.contract_changed,
        "behaviour_changed": found.behaviour_changed,
        "fails": found.fails,
        "decided": found.decided,
        "old": _side(found.old),
        "new": _side(found.new),
        "counts": {fate.value: len(found.of(fate)) for fate in Fate},
        "findings": [_finding(entry, found.stamp(entry)) for entry in found.entries],
        "could_not_tell": list(found.doubts),
        "no_longer_tested": list(found.lost),
        "levels": [asdict(one) for one in found.levels],
        "facts": [asdict(one) for one in found.facts],
    }
    return json.dumps(told, indent=2, ensure_ascii=True) + "\n"


def _side(side: Side) -> dict[str, object]:
    header = side.report.header
    return {
        "vendor": header.vendor,
        "target": header.target,
        "contract": {"name": header.contract.name, "sha256": header.contract.sha256},
        "started": header.started,
        "complete": side.account.complete,
        "exchanges": side.account.exchanges,
        "findings": len(side.account.broken),
    }


def _finding(entry: Entry, stamp: CheckStamp | None) -> dict[str, object]:
    one = entry.evidence
    return {
        "fate": entry.fate.value,
        "was": entry.was,
        "now": entry.now,
        "note": entry.note,
        "fingerprint": one.fingerprint,
        "check": one.check,
        "severity": one.severity.value,
        "requirement": stamp.requirement if stamp else None,
        "sentence": stamp.sentence if stamp else None,
        "operation": one.operation,
        "binding": one.binding,
        "case": one.case,
        "message": one.message,
        "path": one.path,
    }


def page(found: Comparison) -> str:
    """Return a comparison as a page; findings that fail it stand there with their messages."""
    desks = (Desk(report=found.new.report), Desk(report=found.old.report, kind="old", room=ROOM // 4))
    told = [(entry, desks[entry.now is None].told(entry.evidence)) for entry in found.entries]
    mood = "bad" if found.fails else "good" if found.decided else "incomplete"
    return rendered(
        "comparison.html",
        {
            "comparison": found,
            "verdict": verdict(found),
            "mood": mood,
            "sections": [(fate, [one for one in told if one[0].fate is fate]) for fate in Fate],
        },
    )


FORMATS: Mapping[str, Callable[[Comparison], str]] = MappingProxyType(
    {".html": page, ".md": markdown, ".json": to_json}
)


def require_format(out: Path) -> None:
    """Make sure that there is a format of a file's suffix.

    Raises:
        UsageError: there is none.
    """
    if out.suffix not in FORMATS:
        message = f"{out}: a comparison is written as {', '.join(sorted(FORMATS))}, by the suffix of the file"
        raise UsageError(message)


def write(found: Comparison, out: Path) -> None:
    """Write a comparison in the format of the file's suffix.

    Raises:
        UsageError: the file cannot be written.
    """
    with replaced(out, use="a comparison") as file:
        file.write(FORMATS[out.suffix](found).encode("utf-8", "backslashreplace"))
