"""What the gate says as JSON: the only module that writes it as ``schemas/reports/gate-1.schema.json`` describes."""

import json
from dataclasses import asdict

from conformance.model.change import Change, Impact
from conformance.model.gate import Accepted, Gate, Traffic, Weighed
from conformance.model.requirement import Direction
from conformance.report._gate_lines import verdict

GATE_SCHEMA = "conformance-gate/1"


def to_json(gate: Gate) -> str:
    """Return all that the gate says, witnesses whole."""
    told = {
        "schema": GATE_SCHEMA,
        "verdict": verdict(gate),
        "fails": gate.fails,
        "fail_on": gate.fail_on.value,
        "old": asdict(gate.old),
        "new": asdict(gate.new),
        "counts": {impact.value: gate.counts.get(impact, 0) for impact in Impact},
        "clients": [
            {"pairing": pairing.value, "reader": reader.value, **{one.value: numbers.get(one, 0) for one in Impact}}
            for pairing, readers in gate.breaks.items()
            for reader, numbers in readers.items()
        ],
        "changes": [_weighed(held) for held in gate.changes],
        "stale": [_accepted(entry) for entry in gate.stale],
        "overdue": [_accepted(entry) for entry in gate.overdue],
        "traffic": None if gate.traffic is None else _traffic(gate.traffic),
        "behaviour": None
        if gate.behaviour is None
        else {**asdict(gate.behaviour), "worse": list(gate.behaviour.worse)},
    }
    return json.dumps(told, indent=2, ensure_ascii=True) + "\n"


def _weighed(held: Weighed) -> dict[str, object]:
    change = held.change
    return {
        "fingerprint": change.fingerprint,
        "rule": change.rule,
        "impact": held.impact.value,
        "effect": (change.effect.name or "").lower(),
        "owner": change.owner,
        "subject": change.subject,
        "message": change.message,
        "undecided": change.undecided,
        "accepted": None if held.accepted is None else _accepted(held.accepted),
        "places": [
            {"operation": one.operation, "direction": one.direction.value, "path": one.path} for one in change.places
        ],
        "sources": [{"side": one.side, "file": one.file, "line": one.line} for one in change.sources],
        "witnesses": _witnesses(change),
        "unwitnessed": change.unwitnessed,
    }


def _witnesses(change: Change) -> list[dict[str, object]]:
    return [
        {
            "operation": one.operation,
            "direction": one.direction.value,
            "binding": one.binding,
            "accepted_by": one.accepted_by,
            "refused_by": one.refused_by,
            "envelope": one.message.decode(),
            "why": one.why,
        }
        for one in change.witnesses
    ]


def _accepted(entry: Accepted) -> dict[str, object]:
    return asdict(entry)


def _traffic(traffic: Traffic) -> dict[str, object]:
    def counted(of: dict[Direction, int]) -> dict[str, int]:
        return {direction.value: of.get(direction, 0) for direction in Direction}

    return {
        "judged": counted(dict(traffic.judged)),
        "refused_already": counted(dict(traffic.before)),
        "mended": counted(dict(traffic.mended)),
        "foreign": traffic.foreign,
        "not_read": list(traffic.broken),
        "refused": [
            {
                "file": one.file,
                "number": one.number,
                "operation": one.operation,
                "direction": one.direction.value,
                "why": one.why,
                "changes": list(one.changes),
                "accepted": one.accepted,
            }
            for one in traffic.refused
        ],
    }
