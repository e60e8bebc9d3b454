"""Members of a request as ``application/x-www-form-urlencoded`` text: a form, or the query of an address."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote_plus

from conformance.errors import WireError, WireKind
from conformance.servicestack import jsv
from conformance.servicestack.text import Source
from conformance.servicestack.value import Value

MAX_FIELDS = 100_000


def loads(text: str) -> Mapping[str, str]:
    """Return the members of a form, each as its text.

    Those of one name are joined by commas under its first spelling, as .NET does: it counts without case. A name
    without ``=`` has an empty text, and what is not percent-encoded as it should be stays as it is.

    Raises:
        WireError: what is percent-encoded is not UTF-8, or there are more than 100,000 fields.
    """
    try:
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as broken:
        message = (
            f"not UTF-8: the byte 0x{broken.object[broken.start]:02X} of a percent-encoded text cannot stand there"
        )
        raise WireError(message, kind=WireKind.ENCODING) from None
    except ValueError:
        message = f"a form has more than the {MAX_FIELDS:,} fields that are read; this is a limit of ours"
        raise WireError(message, kind=WireKind.LIMIT) from None
    found: dict[str, tuple[str, list[str]]] = {}
    for name, member in fields:
        found.setdefault(name.lower(), (name, []))[1].append(member)
    return {name: ",".join(members) for name, members in found.values()}


def dumps(members: Mapping[str, Value]) -> str:
    """Return members as a form: lists and objects as JSV, texts as they are, none that are null.

    Raises:
        WireError: one is more than 200 levels deep.
    """
    return "&".join(
        f"{_encoded(name)}={_encoded(member if isinstance(member, str) else jsv.dumps(member))}"
        for name, member in members.items()
        if member is not None
    )


def items(text: str) -> Sequence[Value]:
    """Return the items of a member that is a list: JSV with its brackets, or without them as in ``1,2,3``.

    Raises:
        WireError: it is not JSV, or more than 200 levels deep; line and column are those in the member.
    """
    source = Source(text=text)
    if not text.startswith("["):
        source = Source(text=text, moved=((1, 0),))
        text = f"[{text}]"
    found = jsv.read(text, source).value
    return found if isinstance(found, Sequence) and not isinstance(found, str) else ()


def _encoded(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")
