"""The HTTP binding: the only module that knows which fields carry an envelope and its action."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from conformance.model.binding import Binding
from conformance.model.exchange import Headers, Request, field_values

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


def request(body: bytes, binding: Binding, *, url: str, action: str, charset: str | None = CHARSET) -> Request:
    """Return the HTTP request that carries an envelope; its Content-Type has no charset where that is None."""
    content_type = binding.media_type + ("" if charset is None else f"; charset={charset}")
    if binding.action_parameter:
        content_type += f'; {binding.action_parameter}="{action}"'
    fields = [("Content-Type", content_type), ("Accept", binding.media_type)]
    if binding.action_field:
        fields.append((binding.action_field, f'"{action}"'))
    return Request(url=url, headers=tuple(fields), body=body)


def action_of(headers: Headers, binding: Binding) -> str | None:
    """Return the action that a request names, without quotes; None where it names none."""
    if binding.action_field:
        named = field_values(headers, binding.action_field)
        return named[0].strip().strip('"') if named else None
    media = media_type(headers)
    return None if media is None or not binding.action_parameter else media.parameters.get(binding.action_parameter)
