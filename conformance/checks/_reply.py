"""Replies: what an answer says of itself beside its payload, where the protocol has a place for that."""

from dataclasses import dataclass
from typing import Any

from conformance.contract import rest
from conformance.contract.validate import Complaint
from conformance.servicestack.status import ResponseStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an answer of a REST service says; ``read`` is None where there is nothing, or nothing that can be read.

    ``status`` is its ResponseStatus, None where there is none. ``value`` is what it says as JSON has it, and
    ``complaints`` are those of its JSON Schema.
    """

    media: str
    read: rest.Read | None = None
    value: Any = None
    status: ResponseStatus | None = None
    complaints: tuple[Complaint, ...] = ()
    failed: bool = False
