"""ResponseStatus: the only module that reads what became of a request from an answer of ServiceStack."""

from collections.abc import Mapping
from dataclasses import dataclass

_FAILED = 400
_NO_CODE = frozenset({None, "", "None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseError:
    """What is wrong with one member; parts that are not told are None."""

    error_code: str | None = None
    field_name: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseStatus:
    """What became of a request; parts that are not told are None."""

    error_code: str | None = None
    message: str | None = None
    stack_trace: str | None = None
    errors: tuple[ResponseError, ...] = ()

    @property
    def tells_error(self) -> bool:
        """Tell whether it has an ErrorCode that is neither empty nor ``None``, which the framework writes for none."""
        return self.error_code not in _NO_CODE


def status_of(answer: object) -> ResponseStatus | None:
    """Return the ResponseStatus in an answer, None where it has none."""
    found = _members(answer).get("ResponseStatus")
    if not isinstance(found, Mapping):
        return None
    listed = found.get("Errors")
    return ResponseStatus(
        error_code=_text(found, "ErrorCode"),
        message=_text(found, "Message"),
        stack_trace=_text(found, "StackTrace"),
        errors=tuple(
            ResponseError(
                error_code=_text(_members(one), "ErrorCode"),
                field_name=_text(_members(one), "FieldName"),
                message=_text(_members(one), "Message"),
            )
            for one in (listed if isinstance(listed, list) else ())
        ),
    )


def has_failed(http_status: int, status: ResponseStatus | None) -> bool:
    """Tell whether a request failed: by the HTTP status, or by an ErrorCode that is neither empty nor ``None``."""
    return http_status >= _FAILED or (status is not None and status.tells_error)


def _members(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _text(members: Mapping[str, object], name: str) -> str | None:
    value = members.get(name)
    return None if value is None else str(value)
