"""Observers: the table of what reads the messages of a protocol for the checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from conformance.checks import _rest_seen, _soap_seen
from conformance.checks._observe import Observation
from conformance.contract.bench import Bench
from conformance.errors import UsageError
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.requirement import Direction

Alone: TypeAlias = Callable[[bytes, Bench, Direction | None], Observation]
"""Reads a message by itself, of a direction where one is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """What reads a response in its exchange, and a message by itself; None where that does not say what it is."""

    exchange: Callable[[Exchange, Case, Bench], Observation]
    message: Alone | None = None


OBSERVERS: Mapping[str, Observer] = MappingProxyType(
    {
        "soap": Observer(exchange=_soap_seen.observe_exchange, message=_soap_seen.observe_message),
        "servicestack": Observer(exchange=_rest_seen.observe_exchange),
    }
)


def observe_exchange(exchange: Exchange, case: Case, *, bench: Bench) -> Observation:
    """Return what can be seen of the response of an exchange; ``case`` says what was sent, and what may come back."""
    return OBSERVERS[bench.contract.protocol].exchange(exchange, case, bench)


def observe_message(data: bytes, bench: Bench, *, direction: Direction | None = None) -> Observation:
    """Return what can be seen of a message alone, as in a file; it tells its direction itself where none is given.

    Raises:
        UsageError: messages of the contract do not tell what they are.
    """
    return alone(bench.contract)(data, bench, direction)


def alone(contract: Contract) -> Alone:
    """Return what reads a message of a contract by itself.

    Raises:
        UsageError: messages of the contract do not tell what they are.
    """
    observe = OBSERVERS[contract.protocol].message
    if observe is not None:
        return observe
    message = (
        f"a message of the contract {contract.name} by itself does not say which operation it is of; name the exchange "
        "that it stands in: an HTTP archive (.har), a raw exchange (.http) or a cassette (.yaml)"
    )
    raise UsageError(message)
