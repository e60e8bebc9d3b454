"""Members of a request as form data or in a query: the only module that reads and writes these.

What is no text is JSV, a list without its brackets; a name that comes again adds to the first with a comma.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from conformance.errors import WireError, WireKind
from conformance.servicestack import jsv

MOST_FIELDS = 10_000


def dumps(members: Mapping[str, object]) -> str:
    """Return members as form data; those that are null are left out, for nothing says null there."""
    return urlencode([(name, _text(value)) for name, value in members.items() if value is not None])


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    told = jsv.dumps(value)
    return told[1:-1] if isinstance(value, list) else told


def loads(text: str) -> dict[str, str]:
    """Return the members of form data, each as it is written.

    Raises:
        WireError: there are too many.
    """
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        message = f"form data has more than the {MOST_FIELDS:,} fields that are read"
        raise WireError(message, kind=WireKind.LIMIT) from None
    found: dict[str, str] = {}
    for name, value in fields:
        found[name] = f"{found[name]},{value}" if name in found else value
    return found
