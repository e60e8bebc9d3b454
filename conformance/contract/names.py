"""Names: the only module that finds an operation or a binding of a contract by what the user wrote."""

from collections.abc import Iterable

from conformance.errors import UsageError
from conformance.model.binding import BINDINGS, Binding
from conformance.model.contract import Contract, Operation


def operation_named(name: str, contract: Contract) -> Operation:
    """Return an operation of a contract.

    Raises:
        UsageError: it has none of this name; the text says which it has.
    """
    _require(name, contract, known=contract.operations, word="operation")
    return contract.operations[name]


def binding_named(name: str, contract: Contract) -> Binding:
    """Return a binding of a contract.

    Raises:
        UsageError: it has none of this name; the text says which it has.
    """
    _require(name, contract, known=sorted(contract.bindings), word="binding")
    return BINDINGS[name]


def _require(name: str, contract: Contract, *, known: Iterable[str], word: str) -> None:
    if name not in known:
        message = f"contract {contract.name} has no {word} {name!r}; it has {', '.join(known)}"
        raise UsageError(message)
