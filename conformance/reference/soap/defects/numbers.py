"""Defects of numbers and booleans: what an endpoint does wrong with other spellings than the usual one."""

from conformance.generation.pools import bounds, is_integer
from conformance.model.exchange import Response
from conformance.reference.defect import Answered, defect
from conformance.reference.lexical import collapsed
from conformance.reference.soap.defects._results import crashed, failed, lost
from conformance.reference.soap.defects._sent import Value, holding

_DIGITS = frozenset({"0", "1"})


@defect(
    "results.valid-request-is-no-server-error",
    "value.forms-mean-the-same",
    shown=("UpdateSession/soap12/edge/Session.EnableWaitlist", "UpdateSession/soap12/variant/values/other-forms"),
)
def digit_is_no_boolean(answered: Answered) -> Response:
    """Break on booleans that are written as 1 or 0."""
    tripped = holding(answered, lambda value: value.type.builtin == "boolean" and collapsed(value.text) in _DIGITS)
    return crashed(answered, tripped)


@defect(
    "results.valid-request-is-no-server-error",
    "value.white-space-around-is-taken-off",
    shown=("UpdateContact/soap12/edge/Contact.Active", "UpdateContact/soap12/variant/values/white-space"),
)
def padding_is_not_taken_off(answered: Answered) -> Response:
    """Fail items with white space around a value by an error of the server, where it does not belong to the value."""
    return failed(answered, holding(answered, _is_padded))


@defect(
    "results.one-result-per-item",
    "value.forms-mean-the-same",
    shown=("UpdateSession/soap12/edge/Session.Capacity", "UpdateSession/soap12/variant/values/other-forms"),
)
def plus_sign_loses_its_item(answered: Answered) -> Response:
    """Leave out the results of items with a number that has a plus sign."""
    return lost(answered, holding(answered, lambda value: is_integer(value.type) and "+" in value.text))


@defect("results.valid-request-is-no-server-error", shown="UpdateSession/soap12/edge/Session.WaitlistCapacity")
def bound_overflows(answered: Answered) -> Response:
    """Fail items with the least or the greatest number of its type by an error of the server."""
    return failed(
        answered, holding(answered, lambda value: is_integer(value.type) and int(value.text) in bounds(value.type))
    )


def _is_padded(value: Value) -> bool:
    return value.type.facets.white_space == "collapse" and value.text != collapsed(value.text)
