"""Defects of dates: what an endpoint does wrong with moments that XML Schema has, and other software has not."""

import re

from conformance.model.exchange import Response
from conformance.reference.defect import Answered, defect
from conformance.reference.lexical import collapsed
from conformance.reference.soap.defects._results import crashed, failed, lost, unexplained
from conformance.reference.soap.defects._sent import Value, holding

_YEAR = re.compile("-?[0-9]+")
_FIRST_YEAR = 1753  # of the type datetime of SQL Server


@defect("results.valid-request-is-no-server-error", shown="UpdateSession/soap12/edge/Session.StartTime")
def year_before_1753_overflows(answered: Answered) -> Response:
    """Break on years before 1753, as the older type for dates of SQL Server begins there."""
    return crashed(answered, holding(answered, lambda value: _is_moment(value) and _year(value) < _FIRST_YEAR))


@defect("binding.answered", "xml.well-formed", shown="UpdateSession/soap12/edge/Session.EndTime")
def year_after_9999_closes_the_door(answered: Answered) -> Response:
    """Answer years of five digits with status 503 and nothing else, as a worker does that has died of them."""
    if not holding(
        answered, lambda value: _is_moment(value) and re.match("[0-9]{5}", collapsed(value.text)) is not None
    ):
        return answered.response
    return Response(status=503, headers=(), body=b"")


@defect("results.valid-request-is-no-server-error", shown="UpdateContact/soap12/edge/Contact.JoinDate")
def leap_day_fails(answered: Answered) -> Response:
    """Fail items with a 29th of February by an error of the server."""
    return failed(answered, _matching(answered, "-02-29T"))


@defect("results.failure-names-a-code", shown="UpdateGuestInfo/soap12/edge/Guest.RegistrationDate")
def hour_24_fails_silently(answered: Answered) -> Response:
    """Fail items with the hour 24, which is the end of the day, without an error."""
    return unexplained(answered, _matching(answered, "T24:"))


@defect("results.one-result-per-item", shown="UpdateSession/soap12/edge/Session.AutoCloseDate")
def far_zone_loses_its_item(answered: Answered) -> Response:
    """Leave out the results of items with a time zone 14 hours off."""
    return lost(answered, _matching(answered, "[+-]14:"))


@defect("results.valid-request-is-no-server-error", shown="UpdateContact/soap12/edge/Contact.LogDate")
def fine_fraction_fails(answered: Answered) -> Response:
    """Fail items with more than seven digits of a second by an error of the server, as .NET counts no finer."""
    return failed(answered, _matching(answered, r"\.[0-9]{8}"))


def _matching(answered: Answered, pattern: str) -> frozenset[int]:
    """Return the items with a moment in which a pattern is found."""
    return holding(answered, lambda value: _is_moment(value) and re.search(pattern, value.text) is not None)


def _is_moment(value: Value) -> bool:
    return value.type.builtin == "dateTime"


def _year(value: Value) -> int:
    found = _YEAR.match(collapsed(value.text))
    return 0 if found is None else int(found[0])
