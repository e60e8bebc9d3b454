"""Media types: the only module that reads a Content-Type."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from conformance.model.exchange import Headers, field_values

CHARSET = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """A Content-Type, parsed: lower-case type, parameters by lower-case name."""

    name: str
    parameters: Mapping[str, str]


def media_type(headers: Headers) -> MediaType | None:
    """Return the Content-Type of a message, None where it is absent or empty."""
    found = field_values(headers, "Content-Type")
    if not found or not found[0].strip():
        return None
    parsed = Message()
    parsed["Content-Type"] = found[0].replace("\r", " ").replace("\n", " ")
    parameters = {str(name).lower(): str(value) for name, value in parsed.get_params(failobj=[])[1:]}
    return MediaType(name=found[0].partition(";")[0].strip().lower(), parameters=parameters)


def charset_of(headers: Headers) -> str | None:
    """Return the charset that a message's Content-Type names, None where it names none."""
    media = media_type(headers)
    return None if media is None else media.parameters.get("charset")
