"""What the gate says in files: the only module that knows their formats, by suffix."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree as ET

from conformance.errors import UsageError
from conformance.model.change import Change
from conformance.model.gate import Gate, Weighed
from conformance.report import _gate_annotations, _gate_json, _gate_markdown
from conformance.report._files import replaced
from conformance.report._gate_lines import grouped, in_short, joint
from conformance.report._suites import case, document, mark, suite
from conformance.report._visible import visible


def junit(gate: Gate) -> bytes:
    """Return JUnit XML: each change is a test case, which fails where the gate does not let it pass."""
    failing = {held.change.fingerprint for held in gate.failing}
    cases = [_case(held, fails=held.change.fingerprint in failing) for held in gate.changes]
    whole = case("gate", "nothing else keeps the gate shut")
    told = [f"{entry.fingerprint} {entry.rule}: no change needs this entry any more" for entry in gate.stale]
    told += [f"{entry.fingerprint} {entry.rule}: accepted until {entry.expires} only" for entry in gate.overdue]
    if gate.traffic is not None and gate.traffic.failing:
        alike = (f"{one.file}#{one.number} and {number - 1:,} more: {one.why}" for one, number in grouped(gate.traffic))
        told += [in_short(gate.traffic), *alike]
    if gate.behaviour is not None and gate.behaviour.fails:
        told += [f"{joint(gate, gate.behaviour)}: {gate.behaviour.told}", *gate.behaviour.worse]
    if told:
        mark(whole, "failure", told, kind="gate")
    facts = {"old": gate.old.name, "new": gate.new.name, "fail-on": gate.fail_on.value}
    made = suite("changes", [*cases, whole], started="", facts=facts)
    return document(f"{gate.old.name} to {gate.new.name}", [made])


def _case(held: Weighed, *, fails: bool) -> ET.Element:
    change = held.change
    made = case(f"gate.{held.impact}", f"{change.rule} {change.fingerprint} {change.message}")
    if fails:
        mark(made, "failure", [f"{held.impact}: {change.message}", *_told(change)], kind=change.rule)
    elif held.accepted is not None:
        why = f"accepted by {held.accepted.owner} until {held.accepted.expires}: {held.accepted.reason}"
        ET.SubElement(made, "skipped", message=visible(why))
    return made


def _told(change: Change) -> list[str]:
    places = [f"{place.operation}, {place.direction}: {place.path or 'the operation'}" for place in change.places]
    return [*places, *(f"witness: {one.why}" for one in change.witnesses)]


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


_QUALITY = ".codequality.json"
FORMATS: Mapping[str, Callable[[Gate], bytes]] = MappingProxyType(
    {
        ".md": lambda gate: _coded(_gate_markdown.markdown(gate)),
        ".json": lambda gate: _coded(_gate_json.to_json(gate)),
        ".xml": junit,
        _QUALITY: lambda gate: _coded(json.dumps(_gate_annotations.quality(gate), indent=2) + "\n"),
    }
)


def require_format(out: Path) -> None:
    """Make sure that there is a format of a file's suffix.

    Raises:
        UsageError: there is none.
    """
    if _suffix(out) not in FORMATS:
        message = f"{out}: what the gate says is written as {', '.join(sorted(FORMATS))}, by the suffix of the file"
        raise UsageError(message)


def _suffix(out: Path) -> str:
    return _QUALITY if out.name.endswith(_QUALITY) else out.suffix


def write(gate: Gate, out: Path) -> None:
    """Write what the gate says in the format of the file's suffix.

    Raises:
        UsageError: the file cannot be written.
    """
    with replaced(out, use="what the gate says") as file:
        file.write(FORMATS[_suffix(out)](gate))
