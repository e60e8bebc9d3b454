"""What a REST service says of a request that it does not serve: a status, and mostly a ResponseStatus."""

from dataclasses import dataclass

from conformance.model.exchange import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One member that is wrong."""

    code: str
    member: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request is not served; without a ``code`` the answer is ``text``, which may be empty."""

    status: int
    code: str = ""
    message: str = ""
    faults: tuple[Fault, ...] = ()
    headers: Headers = ()
    text: str = ""


class RefusedError(Exception):
    """A request is not served."""

    def __init__(self, refusal: Refusal) -> None:
        """Hold why."""
        super().__init__(refusal.message)
        self.refusal = refusal


def invalid(request_type: str, member: str, text: str) -> Refusal:
    """Return the refusal of a value that cannot be bound to its member."""
    code = "SerializationException"
    message = f"'{text}' is an Invalid value for '{member}'"
    return Refusal(
        status=400,
        code=code,
        message=f"Unable to bind to request '{request_type}'",
        faults=(Fault(code=code, member=member, message=message),),
    )


def absent(member: str, message: str) -> Refusal:
    """Return the refusal of a value that names nothing that is there."""
    fault = Fault(code="NotFound", member=member, message=message)
    return Refusal(status=400, code="ArgumentException", message=message, faults=(fault,))
