"""Checks: each tests one normative sentence on what was seen of one message.

A module without a leading underscore is a topic, and each of its functions under ``check`` is a check: it yields
problems; it never raises, asserts, logs or does I/O.
"""

from conformance.checks._declare import Check, Scope, catalogue, check
from conformance.checks._judge import Judged, judge
from conformance.checks._observe import Observation
from conformance.checks._observers import observe_exchange, observe_message
from conformance.checks._platform import Deviation, Platform
from conformance.checks._platform import load as load_platform
from conformance.contract.bench import Bench

__all__ = [
    "Bench",
    "Check",
    "Deviation",
    "Judged",
    "Observation",
    "Platform",
    "Scope",
    "catalogue",
    "check",
    "judge",
    "load_platform",
    "observe_exchange",
    "observe_message",
]
