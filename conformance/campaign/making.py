"""Making: the table of what makes messages of each protocol without a target, one by one."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from conformance.campaign.made import Made
from conformance.campaign.rest import messages as rest
from conformance.campaign.soap import messages as soap
from conformance.contract.speech import Call

_MAKERS: Mapping[str, Callable[[Call, str, int], Iterator[Made]]] = MappingProxyType(
    {"soap": soap.messages, "servicestack": rest.messages}
)


def messages(call: Call, kind: str, *, seed: int) -> Iterator[Made]:
    """Return the messages of a kind, such as ``valid`` (without end), of a call.

    Raises:
        ContractError: an engine refuses the contract's schema.
        UsageError: there is no such kind.
    """
    return _MAKERS[call.contract.protocol](call, kind, seed)
