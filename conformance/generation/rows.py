"""Rows: the only table of what kinds of text each built-in type has, each with a sample and a sign to know it by.

Where the two XSD engines disagree about a kind (blanks around a dateTime, the year 0, more digits in a year than
Python's dates hold) there is no row: such a value is never sent as a valid one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LONG = 10_000  # characters of a value that is long where nothing says how long one may be
_MANY = 1_000  # characters from which a value counts as long


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A class: its sample, and a pattern that is found in its values and in no others."""

    name: str
    sample: str
    sign: re.Pattern[str]


def _rows(*rows: tuple[str, str, str]) -> tuple[Row, ...]:
    return tuple(Row(name=name, sample=sample, sign=re.compile(sign, re.DOTALL)) for name, sample, sign in rows)


_STRINGS = _rows(
    ("plain", "example", r"\A[A-Za-z]+\Z"), ("empty", "", r"\A\Z"), ("one-blank", " ", r"\A \Z"),
    ("only-white-space", " \t ", r"\A\s{2,}\Z"), ("leading-blank", " a", r"\A \S"), ("trailing-blank", "a ", r"\S \Z"),
    ("inner-blanks", "a  b", r"\S  +\S"), ("words", "two words", r"\w \w"), ("tab", "a\tb", r"\t"),
    ("line-feed", "a\nb", r"(?<!\r)\n"), ("carriage-return", "a\rb", r"\r(?!\n)"), ("crlf", "a\r\nb", r"\r\n"),
    ("next-line", "a\u0085b", "\u0085"), ("line-separator", "a\u2028b", "\u2028"),
    ("ampersand", "&", "&"), ("less-than", "<", "<"), ("greater-than", ">", ">"), ("quote", '"', '"'),
    ("apostrophe", "'", "'"), ("cdata-end", "]]>", r"\]\]>"), ("comment", "<!-- a -->", "<!--"),
    ("entity", "&amp;", "&[a-z]+;"), ("reference", "&#0;", "&#"),
    ("accent", "\u00e9", "[\u00c0-\u00ff]"), ("combining", "e\u0301", "[\u0300-\u036f]"),
    ("right-to-left", "\u05d0\u05d1", "[\u0590-\u06ff]"), ("right-to-left-mark", "a\u200fb", "\u200f"),
    ("override", "\u202eab\u202c", "\u202e"), ("zero-width", "a\u200bb", "\u200b"),
    ("no-break-space", "a\u00a0b", "\u00a0"), ("byte-order-mark", "\ufeffa", "\ufeff"),
    ("chinese", "\u4e2d\u6587", "[\u4e00-\u9fff]"), ("astral", "\U0001f600", "[\U00010000-\U0010ffff]"),
    ("joined", "\U0001f468\u200d\U0001f469", "\u200d"), ("last-character", "\U0010ffff", "\U0010ffff"),
    ("private-use", "\ue000", "[\ue000-\uf8ff]"),
    ("sql", "' OR '1'='1", "' OR '"), ("xpath", "'] | //* | a['", r"//\*"),
    ("html", "<script>alert(1)</script>", "<script"), ("format-string", "%s%n%x", "%[sn]"),
    ("percent-00", "a%00b", "%00"), ("template", "{{7*7}}${7*7}", r"\{\{"), ("path", "../../etc", r"\.\./"),
    ("backslash", "C:\\a\\nb", r"\\"), ("null", "null", r"\Anull\Z"), ("boolean-like", "true", r"\A(?:true|false)\Z"),
    ("number-like", "007", r"\A[0-9]+\Z"),
)  # fmt: skip
_LONG = _rows(("long", "x" * LONG, rf"\A.{{{_MANY},}}\Z"))
_MOMENTS = _rows(
    ("plain", "2026-01-02T03:04:05", r"T[0-9:]{8}\Z"), ("zone-z", "2026-01-02T03:04:05Z", r"Z\Z"),
    ("zone-plus-14", "2026-01-02T03:04:05+14:00", r"\+14:00\Z"),
    ("zone-minus-14", "2026-01-02T03:04:05-14:00", r"-14:00\Z"),
    ("zone-quarter", "2026-01-02T03:04:05+05:45", r"[+-][0-9]{2}:(?:15|45)\Z"),
    ("zone-zero", "2026-01-02T03:04:05+00:00", r"\+00:00\Z"),
    ("zone-minus-zero", "2026-01-02T03:04:05-00:00", r"-00:00\Z"),
    *((f"fraction-{size}", f"2026-01-02T03:04:05.{'123456789012'[:size]}", rf"\.[0-9]{{{size}}}(?![0-9])")
      for size in range(1, 13)),
    ("fraction-zero", "2026-01-02T03:04:05.000", r"\.0+(?![0-9])"),
    ("midnight", "2026-01-02T00:00:00", r"T00:00:00"), ("hour-24", "2026-01-02T24:00:00", r"T24:"),
    ("last-second", "2026-01-02T23:59:59", r"T23:59:59"), ("last-day", "2026-12-31T12:00:00", r"-12-31T"),
    ("leap-day", "2024-02-29T12:00:00", r"-02-29T"), ("leap-day-of-2000", "2000-02-29T12:00:00", r"\A2000-02-29T"),
    ("year-1", "0001-01-01T00:00:00", r"\A0001-"), ("year-1752", "1752-09-14T00:00:00", r"\A1752-"),
    ("year-1753", "1753-01-01T00:00:00", r"\A1753-"), ("year-1900", "1900-01-01T00:00:00", r"\A1900-"),
    ("year-1969", "1969-12-31T23:59:59Z", r"\A1969-"), ("year-1970", "1970-01-01T00:00:00Z", r"\A1970-"),
    ("year-2038", "2038-01-19T03:14:08Z", r"\A2038-"), ("year-2079", "2079-06-07T00:00:00", r"\A2079-"),
    ("year-9999", "9999-12-31T23:59:59", r"\A9999-"), ("year-10000", "10000-01-01T00:00:00", r"\A[1-9][0-9]{4,}-"),
    ("negative-year", "-0001-01-01T00:00:00", r"\A-"),
)  # fmt: skip
_INTEGERS = _rows(
    ("zero", "0", r"\A0\Z"), ("positive", "42", r"\A\s*[1-9][0-9]*\s*\Z"), ("negative", "-42", r"\A\s*-[1-9]"),
    ("plus-sign", "+5", r"\A\s*\+"), ("leading-zeros", "007", r"\A\s*0[0-9]"), ("minus-zero", "-0", r"\A\s*-0+\s*\Z"),
    ("many-zeros", "0000000000000000000000001", r"\A\s*0{10,}[0-9]"), ("padded-by-blanks", " 5 ", r"\A  *\S.* \Z"),
    ("padded-by-tab", "\t5", r"\A\t"), ("padded-by-line-break", "5\n", r"\n\Z"),
)  # fmt: skip
_BOOLEANS = _rows(
    ("false", "false", r"\Afalse\Z"), ("true", "true", r"\Atrue\Z"), ("zero", "0", r"\A0\Z"), ("one", "1", r"\A1\Z"),
    ("padded-by-blanks", " true ", r"\A .* \Z"), ("padded-by-tab", "\ttrue", r"\A\t"),
    ("padded-by-line-break", "1\n", r"\n\Z"),
)  # fmt: skip
ROWS: Mapping[str, tuple[Row, ...]] = MappingProxyType(
    {"string": (*_STRINGS, *_LONG), "dateTime": _MOMENTS, "integer": _INTEGERS, "boolean": _BOOLEANS}
)
"""The kinds of each built-in type, simplest first; those of ``integer`` are of all types that derive from it."""
