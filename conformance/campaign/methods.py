"""Methods: the table of what each protocol does with cases of its own, and with messages of the user's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conformance.campaign.campaign import Campaign
from conformance.campaign.examined import Examined
from conformance.campaign.letter import Answered
from conformance.campaign.rest import again as rest_again
from conformance.campaign.rest import examine as rest_examine
from conformance.campaign.rest import own as rest_own
from conformance.campaign.soap import again as soap_again
from conformance.campaign.soap import examine as soap_examine
from conformance.campaign.soap import own as soap_own
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.report import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """What one protocol does with cases of its own.

    Attributes:
        invalid: sends what a case breaks on purpose.
        variant: sends what must be answered as something else is.
        again: sends what is broken or varied in a case once more, None where its message is a plain one; raises
            GenerationError and BudgetSpentError.
        has_own: tells whether a part of the repertoire begins with a payload of its own.
        carry: sends a request of the user's own; raises BudgetSpentError and TargetError.
    """

    invalid: Callable[[Campaign, Case], Examined]
    variant: Callable[[Campaign, Case], Examined]
    again: Callable[[Campaign, Case, Trace, str | None], tuple[Answered, ...] | None]
    carry: Callable[[Campaign, Case, Request], Answered]
    has_own: Callable[[str], bool] = lambda _part: False


_METHODS: Mapping[str, Methods] = MappingProxyType(
    {
        "soap": Methods(
            invalid=soap_examine.invalid,
            variant=soap_examine.variant,
            again=soap_again.again,
            has_own=soap_again.has_own,
            carry=soap_own.carry,
        ),
        "servicestack": Methods(
            invalid=rest_examine.crafted,
            variant=rest_examine.crafted,
            again=rest_again.again,
            carry=rest_own.carry,
        ),
    }
)


def methods_of(contract: Contract) -> Methods:
    """Return what the protocol of a contract does with cases of its own."""
    return _METHODS[contract.protocol]
