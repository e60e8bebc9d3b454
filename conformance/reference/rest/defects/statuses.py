"""Defects of ResponseStatus."""

from typing import Any

from conformance.model.exchange import Response
from conformance.reference.defect import Answered, defect
from conformance.reference.rest.defects._edit import edited

_BAD = "PostEventRegistrationSessions/json/invalid/paths/not-a-number-EventID"


@defect(
    "status.success-carries-no-error-code",
    "reply.example-succeeds",
    shown="PostEventRegistrationSessions/json/example",
)
def error_beside_a_result(answered: Answered) -> Response:
    """Say an ErrorCode beside a result."""
    return edited(
        answered, lambda said: said.update(ResponseStatus={"ErrorCode": "Warning"}) if "EventID" in said else None
    )


@defect("status.failure-carries-an-error-code", shown=_BAD)
def refusals_without_a_code(answered: Answered) -> Response:
    """Refuse without an ErrorCode."""
    return edited(answered, lambda said: _status(said).pop("ErrorCode", None), failed=True)


@defect("status.field-names-are-members", "refusal.names-the-member", shown=_BAD)
def columns_for_members(answered: Answered) -> Response:
    """Name the column of the table in the place of the member."""

    def change(said: dict[str, Any]) -> None:
        for error in _status(said).get("Errors") or ():
            error["FieldName"] = f"tbl_{error['FieldName']}".lower()

    return edited(answered, change, failed=True)


@defect("refusal.names-the-member", shown=_BAD)
def refusals_without_members(answered: Answered) -> Response:
    """Refuse without saying which member it is."""
    return edited(answered, lambda said: _status(said).update(Errors=[]), failed=True)


@defect("status.tells-no-internals", shown=_BAD)
def stack_trace_in_refusals(answered: Answered) -> Response:
    """Refuse with the trace of the stack."""
    trace = "at YM.Web.Services.Ams.RegistrationSessionService.Post(RegistrationSessionRequest request)"
    return edited(answered, lambda said: _status(said).update(StackTrace=trace), failed=True)


@defect("status.tells-no-internals", shown=_BAD)
def query_in_refusals(answered: Answered) -> Response:
    """Refuse with the statement that was sent to the database."""
    told = "SELECT id FROM dbo.Events WHERE id = 'x'"
    return edited(answered, lambda said: _status(said).update(Message=told), failed=True)


def _status(said: dict[str, Any]) -> dict[str, Any]:
    found = said.get("ResponseStatus")
    return found if isinstance(found, dict) else {}
