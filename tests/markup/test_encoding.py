"""Which encoding a document is in, and whether a charset says so."""

from encodings.aliases import aliases

import pytest

from conformance.errors import WireError, WireKind
from conformance.markup import encoding

NAMES = sorted({*aliases, *aliases.values(), "", "\0", "é", "a" * 1000, "../os", "utf8mb4", "undefined"})
PLAIN, BEYOND = "<a>x</a>", "<a>é</a>"


def declared(name: str, content: str = PLAIN) -> str:
    return f'<?xml version="1.0" encoding="{name}"?>{content}'


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_told_or_refused(name: str) -> None:
    for data in (declared(name).encode(), declared("utf-8").encode(), PLAIN.encode("utf-16"), b"\xff<a>x</a>"):
        against = encoding.against_charset(data, name)
        assert against is None or against.startswith(("and the ", "which is "))
        for charset in (None, name):
            try:
                assert PLAIN.encode() in encoding.in_utf8(data, charset)
            except WireError as refused:
                assert refused.kind in {WireKind.ENCODING, WireKind.LIMIT}  # noqa: PT017 - both ends are right


@pytest.mark.parametrize(
    "data, charset, words",
    [
        (declared("utf-8").encode(), "UTF-8", None),
        (declared("utf-8").encode(), "utf8", None),
        (PLAIN.encode(), "us-ascii", None),
        (PLAIN.encode("utf-16"), "utf-16", None),
        (PLAIN.encode("utf-16"), "utf-16le", None),
        (declared("utf-16").encode("utf-16"), "UTF-16LE", None),
        (declared("utf-16le").encode("utf-16-le"), "utf-16le", None),
        (BEYOND.encode("iso-8859-1"), "latin1", None),
        (declared("utf-8").encode(), "utf-9", "no known encoding"),
        (declared("utf-8").encode(), "iso-8859-1", "declares utf-8"),
        (declared("iso-8859-1").encode(), "utf-8", "declares iso-8859-1"),
        (declared("utf-16").encode(), "utf-8", "declares utf-16"),
        (declared("utf-8").encode(), "utf-16", "declares utf-8"),
        (PLAIN.encode("utf-8-sig"), "us-ascii", "byte order mark of UTF-8"),
        (PLAIN.encode("utf-16"), "utf-8", "byte order mark of UTF-16"),
        (PLAIN.encode("utf-16"), "utf-16be", "byte order mark of UTF-16"),
        (PLAIN.encode(), "utf-16", "another encoding"),
        (BEYOND.encode(), "us-ascii", "another encoding"),
        (PLAIN.encode(), "cp037", "another encoding"),
        (BEYOND.encode("iso-8859-1"), "utf-8", "another encoding"),
    ],
)
def test_a_charset_is_compared_with_mark_declaration_and_bytes(data: bytes, charset: str, words: str | None) -> None:
    against = encoding.against_charset(data, charset)
    if words is None:
        assert against is None
    else:
        assert against is not None
        assert words in against


def test_what_is_already_plain_is_not_copied() -> None:
    data = declared("utf-8", BEYOND).encode()
    assert encoding.in_utf8(data) is data
    assert encoding.in_utf8(b"\xef\xbb\xbf" + data) == data
