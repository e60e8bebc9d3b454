"""Pools: the only module that knows which values each scalar type is tried with, simplest first.

They are the samples of its lexical classes, but for the very long one, and more of what stands beside them.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from conformance.contract.example import TEXTUAL
from conformance.contract.lexical import matches
from conformance.errors import ContractError, Place
from conformance.generation.rows import LONG, ROWS
from conformance.markup.write import XML_RANGES
from conformance.model.schema import SimpleType

_SPREAD = tuple(
    "".join(chr(low + (high - low) * (8 * part + step) // 63) for step in range(8))
    for low, high in XML_RANGES
    for part in range(8)
)

# The very long one is sent once at every place; in each pool it would be most of what random messages hold.
_SHORT = tuple(row.sample for row in ROWS["string"] if len(row.sample) < LONG)
_STRINGS = (
    "a", "0", "A", *_SHORT, "  ", "\t", "\n", "\r", "\r\n",
    "<![CDATA[a]]>", "<?a b?>", "&lt;b&gt;", "<a b='c'/>",
    "\u00df", "\u0130", "\u0131", "\u01c5", "\ufb01", "\u00a0", "\u00ad", "\u0085", "\u2028", "\u2029",
    "\u200b", "\u200d", "\u200e", "\u0627\u0644\u0633\u0644\u0627\u0645", "\u0e01\u0e33", "\u0928\u093f", "\u3042",
    "\uac00", "\ufeff", "\ufffd", "\ufdd0", "\ud7ff",
    "\U00010000", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U00020000", "\U000e0001", "\U0001fffe",
    "None", "nil", "undefined", "-1", "1e3", "NaN", "0x10", "+5", "01", "1,5",
    "'; --", "%00", "%s%n", "{0}", "${a}", "{{a}}", "=1+1", "@a", "|a", "\\", "a\\nb", "C:\\a",
    "ada@example.com", "http://example.com/?a=b&c=d", "00000000-0000-0000-0000-000000000000", "2026-01-02T03:04:05",
    *_SPREAD,
)  # fmt: skip
_TO_BLANKS = MappingProxyType({ord(character): " " for character in "\t\n\r"})
_DATE_TIMES = (
    *(row.sample for row in ROWS["dateTime"]),
    "2026-01-02T23:59:59.999", "2000-02-29T00:00:00Z", "1999-12-31T23:59:59", "0002-01-01T00:00:00",
    "9998-12-31T23:59:59",
)  # fmt: skip
_INTEGERS = (
    "0", "1", "-1", *(row.sample for row in ROWS["integer"]), "2", "127", "128", "-128", "-129", "255", "256", "32767",
    "32768", "-32768", "-32769", "65535", "65536", "2147483646", "2147483647", "-2147483648", "2147483648",
    "-2147483649", "4294967295", "4294967296", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "18446744073709551615",
)  # fmt: skip
_DECIMALS = ("0", "1", "-1", "0.5", "-0.5", "+1.5", "007.50", ".5", "5.", "0.0000001", "123456789012345678")
_FLOATS = (*_DECIMALS, "1e3", "-1E-3", "INF", "-INF", "NaN")

_POOLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "string": _STRINGS,
        "normalizedString": _STRINGS,
        "token": _STRINGS,
        "boolean": tuple(row.sample for row in ROWS["boolean"]),
        "dateTime": _DATE_TIMES,
        "date": tuple(dict.fromkeys(value.partition("T")[0] for value in _DATE_TIMES)),
        "time": tuple(dict.fromkeys(value.partition("T")[2] for value in _DATE_TIMES)),
        "decimal": _DECIMALS,
        "float": _FLOATS,
        "double": _FLOATS,
        "anyURI": (
            "http://example.com/",
            "urn:example:a",
            "a",
            "",
            "http://example.com/a?b=c&d=e#f",
            "mailto:ada@example.com",
        ),
        "base64Binary": ("", "AA==", "AAA=", "AAAA", "//79"),
        "hexBinary": ("", "00", "fF", "0123456789abcdef"),
        "duration": ("PT0S", "P1D", "-P1Y2M3DT4H5M6.7S", "PT36H"),
    }
)
# The bounds that the built-in integer types have by themselves.
_RANGES: Mapping[str, tuple[int | None, int | None]] = MappingProxyType(
    {
        "integer": (None, None),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-128, 127),
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 255),
    }
)


def bounds(simple: SimpleType) -> tuple[int | None, int | None]:
    """Return the least and the greatest value of an integer type, None where there is no bound."""
    low, high = _RANGES[simple.builtin]
    facets = simple.facets
    lows = [low, _whole(facets.min_inclusive), _above(facets.min_exclusive, 1)]
    highs = [high, _whole(facets.max_inclusive), _above(facets.max_exclusive, -1)]
    return (
        max((bound for bound in lows if bound is not None), default=None),
        min((bound for bound in highs if bound is not None), default=None),
    )


def is_integer(simple: SimpleType) -> bool:
    """Tell whether a type derives from ``xs:integer``."""
    return simple.builtin in _RANGES


def pool(simple: SimpleType, limit: int | None = None) -> tuple[str, ...]:
    """Return the values that a type is tried with, simplest first, all of them valid.

    Args:
        simple: the type.
        limit: a documented maximum length in characters; the schema does not know it, so values around it are valid.

    Raises:
        ContractError: the type is not supported, or no value of the pool fits its facets.
    """
    if simple.facets.enumeration:
        return simple.facets.enumeration
    if is_integer(simple):
        candidates = _integers(simple)
    elif simple.builtin in _POOLS:
        candidates = _POOLS[simple.builtin]
    else:
        message = f"values of the built-in type xs:{simple.builtin} are not generated yet"
        raise ContractError(message, place=Place(file="XSD", construct=f"type {simple.name}"))
    if simple.builtin in TEXTUAL:
        lengths = [
            found for found in (simple.facets.length, simple.facets.min_length, simple.facets.max_length) if found
        ]
        around = [length for bound in (*lengths, limit) if bound for length in (bound - 1, bound, bound + 1)]
        candidates = (*candidates, *(letter * length for length in around for letter in ("b", "\U0001f600")))
    fitting = tuple(dict.fromkeys(value for value in candidates if fits(value, simple)))
    if not fitting:
        message = f"no value is known that fits its facets ({simple.facets})"
        raise ContractError(message, place=Place(file="XSD", construct=f"type {simple.name}"))
    return fitting


def fits(value: str, simple: SimpleType) -> bool:
    """Tell whether a value that is right for the built-in type keeps to the facets of a type."""
    facets = simple.facets
    size = len(value)
    matched = all(any(matches(pattern, value) for pattern in step) for step in facets.patterns)
    if not matched or (simple.builtin in TEXTUAL and value != _collapsed(value, simple)):
        return False
    if facets.length is not None and size != facets.length:
        return False
    if size < (facets.min_length or 0) or (facets.max_length is not None and size > facets.max_length):
        return False
    if is_integer(simple):
        low, high = bounds(simple)
        return (low is None or int(value) >= low) and (high is None or int(value) <= high)
    if simple.builtin != "decimal":
        return True
    number = Decimal(value)
    return (
        (facets.min_inclusive is None or number >= Decimal(facets.min_inclusive))
        and (facets.max_inclusive is None or number <= Decimal(facets.max_inclusive))
        and (facets.min_exclusive is None or number > Decimal(facets.min_exclusive))
        and (facets.max_exclusive is None or number < Decimal(facets.max_exclusive))
    )


def _integers(simple: SimpleType) -> tuple[str, ...]:
    """Return the values tried with any integer type, and those at its own bounds."""
    low, high = bounds(simple)
    return (*_INTEGERS, *(str(bound + step) for bound in (low, high) if bound is not None for step in (0, 1, -1)))


def _collapsed(value: str, simple: SimpleType) -> str:
    """Return a value without white space that its built-in type takes away, or that an engine does by mistake."""
    if simple.builtin == "token":
        return " ".join(value.split())
    return value if simple.builtin == "string" else value.translate(_TO_BLANKS)


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def _above(text: str | None, step: int) -> int | None:
    return None if text is None else int(text) + step
