"""Moments as ServiceStack writes them: the only module that reads each of its forms, as XSD's ``dateTime``."""

import re
from datetime import UTC, datetime, timedelta, timezone

_WCF = re.compile(r"/Date\((-?\d{1,15})([+-]\d{4})?\)/")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
PATTERN = (
    r"(000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d"
    r"(\.\d{1,7})?(Z|[+\-](0\d|1[0-3]):[0-5]\d|[+\-]14:00)?"
)
"""What ``DateTime`` of .NET holds of XSD's moments: the years 1 to 9999, and seven digits of a second."""
_XSD, _SECOND = re.compile(PATTERN), len("0001-01-01T00:00:00")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def canonical(text: str) -> str:
    """Return a moment as XSD writes it, and any other text as it is.

    ``/Date(1714716219894-0400)/`` counts milliseconds in UTC and tells the offset; a day alone is its midnight.
    """
    if day := _DAY.fullmatch(text):
        return f"{'-'.join(day.groups())}T00:00:00"
    if told := _WCF.fullmatch(text):
        try:
            at = _EPOCH + timedelta(milliseconds=int(told[1]))
            return _written(at if told[2] is None else at.astimezone(_zone(told[2])))
        except (OverflowError, ValueError):  # beyond year 9999, or an offset of more than a day
            return text
    return text


def is_moment(text: str) -> bool:
    """Tell whether a text is a moment in one of the forms."""
    told = canonical(text)
    if not _XSD.fullmatch(told):
        return False
    try:
        datetime.fromisoformat(told[:_SECOND])
    except ValueError:
        return False
    return True


def wcf(text: str) -> str:
    """Return a moment of XSD as JSON of ServiceStack has it by default, and any other text as it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    zoned = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    offset = "" if at.tzinfo is None or not at.utcoffset() else at.strftime("%z")
    return f"/Date({(zoned - _EPOCH) // timedelta(milliseconds=1)}{offset})/"


def _zone(offset: str) -> timezone:
    minutes = int(offset[1:3]) * 60 + int(offset[3:])
    return timezone(timedelta(minutes=-minutes if offset.startswith("-") else minutes))


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
