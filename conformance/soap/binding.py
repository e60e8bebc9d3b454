"""The HTTP binding: the only module that knows which fields carry an envelope and its action."""

from conformance.model.binding import Binding
from conformance.model.exchange import Headers, Request, field_values
from conformance.model.media import CHARSET, media_type


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
