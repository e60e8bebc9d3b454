"""Canaries: values that must be found nowhere, the forms in which they would be, and what looks for them."""

import base64
import html
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def token() -> str:
    """Return letters and digits that stand nowhere else."""
    return "canary" + secrets.token_hex(6)


@dataclass(frozen=True, slots=True)
class Canaries:
    """The values by what they were planted as; those that an endpoint makes up are added as they are met."""

    planted: dict[str, str] = field(default_factory=dict)

    def plant(self, name: str, value: str) -> str:
        self.planted[name] = value
        return value

    def found_in(self, folder: Path, **streams: str) -> list[str]:
        """Return where which of them is found: in the files of a folder and in streams."""
        places = {
            str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
        }
        places |= {name: text.encode("utf-8", "surrogateescape") for name, text in streams.items()}
        return [
            f"{name} in {place} as {form!r}"
            for place, data in places.items()
            for name, value in self.planted.items()
            for form in forms(value)
            if form in data
        ]


def forms(value: str) -> set[bytes]:
    """Return the bytes that would tell a value, however it is escaped; of a token in it, that alone as well."""
    texts = {value, *re.findall("canary[0-9a-f]{12}", value)}
    texts |= {escaped for text in tuple(texts) for escaped in _escaped(text)}
    return {data for text in texts for data in _encoded(text)}


def _escaped(text: str) -> Iterator[str]:
    yield html.escape(text)
    yield html.escape(text, quote=False)
    yield text.encode("ascii", "xmlcharrefreplace").decode()
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield repr(text)[1:-1]
    yield quote(text, safe="")
    yield quote_plus(text)
    if re.fullmatch("[0-9A-Fa-f-]{36}", text):
        yield text.upper()
        yield text.lower()


def _encoded(text: str) -> Iterator[bytes]:
    """Yield the bytes in each encoding, and their Base64 wherever they begin in what is encoded."""
    for encoding in ENCODINGS:
        data = text.encode(encoding)
        yield data
        for before in range(3):
            whole = base64.b64encode(bytes(before) + data)
            yield whole[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
