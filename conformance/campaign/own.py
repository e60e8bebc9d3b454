"""The user's own requests: the only module that makes a case of one, and sends it."""

from conformance.campaign import sensitive
from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered
from conformance.campaign.methods import methods_of
from conformance.contract.protocols import speech_of
from conformance.errors import UsageError
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request
from conformance.model.tree import Element


def case_of(request: Request, contract: Contract, *, name: str) -> Case:
    """Return the case that a request is, as far as it says so: it may be broken.

    Raises:
        UsageError: it names no operation of the contract.
    """
    operation, binding = speech_of(contract).meant(request, contract)
    return Case(
        id=name,
        operation=operation.name,
        binding=binding.name,
        kind=Kind.GENERATED,
        expectation=Expectation.EITHER,
    )


def carry(campaign: Campaign, case: Case, request: Request) -> Answered:
    """Send a request of the user's own to the target, whatever it holds, and judge the answer.

    Where it holds the placeholder for a session, it is sent with the open one.

    Raises:
        BudgetSpentError: no further request may be sent.
        TargetError: the answer says that the open session is not accepted, so that nothing can be found out.
    """
    sensitive.learn_request(campaign.redaction, campaign.contract, request, campaign.source(case.operation).plan)
    return methods_of(campaign.contract).carry(campaign, case, request)


def called(payload: Element, contract: Contract) -> Operation:
    """Return the operation whose request a payload is.

    Raises:
        UsageError: it is none's.
    """
    for operation in contract.operations.values():
        if operation.input.payload == payload.name:
            return operation
    known = ", ".join(operation.input.payload for operation in contract.operations.values())
    message = f"no operation of the contract {contract.name} has the request {payload.name}; there is {known}"
    raise UsageError(message)
