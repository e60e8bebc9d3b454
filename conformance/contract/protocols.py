"""Protocols: the table of those that contracts may speak, by the name that a manifest gives them."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.contract import servicestack, soap
from conformance.contract.speech import Speech
from conformance.model.contract import Contract

SPEECHES: Mapping[str, Speech] = MappingProxyType({"soap": soap.SPEECH, "servicestack": servicestack.SPEECH})


def speech_of(contract: Contract) -> Speech:
    """Return how messages of a contract are made, read and judged."""
    return SPEECHES[contract.protocol]


def uncarried(session: str, contract: Contract) -> str:
    """Return why the messages of a contract cannot carry a session value, empty where they can."""
    speech = speech_of(contract)
    return "" if speech.carries(session) else f"a character that {speech.place} cannot carry"
