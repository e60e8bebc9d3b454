"""Texts as values: the only module that tells whether a text is one of a built-in type, when it is, and if it matches.

The built-in types, the calendar and the translation of patterns are xmlschema's and elementpath's.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from elementpath import RegexError, translate_pattern
from elementpath.datatypes import (
    Date10,
    DateTime10,
    GregorianDay,
    GregorianMonth,
    GregorianMonthDay,
    GregorianYear10,
    GregorianYearMonth10,
    Time,
)
from xmlschema import XMLSchema10

_MOST = 100_000  # answers that are kept

MOMENTS: Mapping[str, type] = MappingProxyType(
    {
        "dateTime": DateTime10,
        "date": Date10,
        "time": Time,
        "gYear": GregorianYear10,
        "gYearMonth": GregorianYearMonth10,
        "gMonthDay": GregorianMonthDay,
        "gMonth": GregorianMonth,
        "gDay": GregorianDay,
    }
)


def is_lexical(builtin: str, text: str) -> bool:
    """Tell whether a text, its white space as the type wants it, is of a built-in type; prefixes are not resolved."""
    if builtin in {"QName", "NOTATION"}:
        prefix, _, local = text.rpartition(":")
        return all(is_lexical("NCName", part) for part in (prefix or local, local))
    if builtin == "decimal" and " " in text:
        return False  # xmlschema takes "1 1" for a decimal
    return _of_type(builtin, text)


@lru_cache(maxsize=_MOST)
def _of_type(builtin: str, text: str) -> bool:
    try:
        return bool(XMLSchema10.builtin_types()[builtin].text_is_valid(text))
    except OverflowError:  # a year that is beyond what it can count
        return False


def moment(builtin: str, text: str) -> tuple[float, bool] | None:
    """Return when a text of a type in ``MOMENTS`` is, in seconds, and whether it says its time zone.

    None is a year that is beyond what can be counted.
    """
    try:
        read = MOMENTS[builtin].fromstring(text)  # type: ignore[attr-defined]  # each has it, by no common type
        return read.todelta().total_seconds(), read.tzinfo is not None
    except OverflowError:
        return None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        told = translate_pattern(
            pattern, xsd_version="1.0", back_references=False, lazy_quantifiers=False, anchors=False
        )
        return re.compile(told)
    except (RegexError, re.error):
        return None


def matches(pattern: str, text: str) -> bool | None:
    """Tell whether a text matches a pattern of XSD, None where the pattern cannot be translated."""
    compiled = _compiled(pattern)
    return None if compiled is None else compiled.match(text) is not None
