"""Making: the table of what makes messages of each protocol without a target, one by one."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from conformance.campaign.made import Made, Maker, edges, random
from conformance.campaign.rest import messages as rest
from conformance.campaign.soap import messages as soap
from conformance.contract.speech import Call
from conformance.errors import UsageError

_MAKERS: Mapping[str, Callable[[Call], Maker]] = MappingProxyType({"soap": soap.maker, "servicestack": rest.maker})


def messages(call: Call, kind: str, *, seed: int) -> Iterator[Made]:
    """Return the messages of a kind: valid (without end), edge, or one that the protocol has of its own.

    Raises:
        ContractError: an engine refuses the contract's schema.
        UsageError: it has no such kind.
    """
    maker = _MAKERS[call.contract.protocol](call)
    if kind == "valid":
        return random(call, maker.valid, seed)
    if kind == "edge":
        return edges(call, maker.valid)
    if kind not in maker.kinds:
        known = ", ".join(("valid", "edge", *maker.kinds))
        message = f"the contract {call.contract.name} has no messages of the kind {kind!r}; it has {known}"
        raise UsageError(message)
    return maker.kinds[kind]()
