"""Cases: which there are for a contract, and which of them may run against a target."""

from collections.abc import Iterator

from conformance.campaign.repertoire import Repertoire
from conformance.campaign.settings import Settings
from conformance.contract.names import binding_named, operation_named
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract


def selected(contract: Contract, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the operations and bindings that the user selected.

    Raises:
        UsageError: a selected name is not in the contract.
    """
    for name in settings.operations:
        operation_named(name, contract)
    for name in settings.bindings:
        binding_named(name, contract)
    for operation in settings.operations or sorted(contract.operations):
        for binding in settings.bindings or sorted(contract.bindings):
            yield operation, binding


def cases(contract: Contract, settings: Settings, kind: Kind) -> tuple[Case, ...]:
    """Return the cases of a kind: for each operation and binding one, or one for each part of its repertoire.

    Raises:
        UsageError: a selected name is not in the contract.
    """
    repertoire = Repertoire(contract=contract, depth=settings.depth, own=frozenset(settings.overrides))
    return tuple(
        Case(
            id=f"{operation}/{binding}/{kind}{part and f'/{part}'}",
            operation=operation,
            binding=binding,
            kind=kind,
            expectation=expectation(contract, operation, kind),
        )
        for operation, binding in selected(contract, settings)
        for part in repertoire.parts(operation, binding, kind)
    )


def obstacle(case: Case, contract: Contract, *, loopback: bool, writes: bool) -> str | None:
    """Return why a case must not run against a target, None where it may.

    On a system that is not on this machine only Login and the examples of reading operations run without the
    user's word, and no random logins at all: they could lock the account.
    """
    if loopback:
        return None
    login = contract.session is not None and case.operation == contract.session.login
    if login and case.kind is not Kind.EXAMPLE:
        return "random logins could lock the account of a system that is not on this machine"
    if login or writes:
        return None
    if contract.operations[case.operation].writes:
        return f"{case.operation} changes data; --conformance-allow-writes permits it"
    return None if case.kind is Kind.EXAMPLE else "only examples run without --conformance-allow-writes"


def expectation(contract: Contract, operation: str, kind: Kind) -> Expectation:
    """Return what may come back: an example must succeed where its subjects are known, else either answer is fine."""
    known = any(path.startswith(f"{operation}/") for path in contract.subjects)
    return Expectation.ACCEPTED if kind is Kind.EXAMPLE and known else Expectation.EITHER
