"""The same written otherwise."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.contract.rest import IN_BODY
from conformance.contract.routes import members_of
from conformance.generation.pools import bounds, is_integer
from conformance.generation.rest._declare import Crafted, RestScene, varied
from conformance.model.binding import FORM, JSON, JSV
from conformance.model.schema import SimpleType
from conformance.servicestack import json
from conformance.servicestack.members import uses_of

_OTHER = 99


def _other(scene: RestScene, name: str) -> int | None:
    """Return another value that a member may have; None where there is none, or it is no whole number."""
    schema = scene.contract.schema
    kind = schema.types[uses_of(scene.operation.input.payload, schema)[name].type]
    if not isinstance(kind, SimpleType) or not is_integer(kind):
        return None
    low, high = bounds(kind)
    known = [value for value in (_OTHER, low, high) if value is not None and value != scene.members.get(name)]
    return next((value for value in known if (low is None or low <= value) and (high is None or value <= high)), None)


@varied("M-28")
def white_space_between(scene: RestScene) -> Iterator[Crafted]:
    """Send JSON with line breaks and blanks between its values."""
    if scene.binding == JSON:
        yield Crafted(request=replace(scene.request, body=json.dumps(scene.members, indent=4).encode()))


@varied("M-28")
def characters_escaped(scene: RestScene) -> Iterator[Crafted]:
    """Send JSON whose texts are written as escapes."""
    if scene.binding == JSON:
        texts = {name: told for name, told in scene.members.items() if isinstance(told, str)}
        body = json.dumps({**scene.members, **{name: f"\0{name}\0" for name in texts}})
        for name, told in texts.items():
            body = body.replace(json.dumps(f"\0{name}\0"), f'"{_escaped(told)}"')
        yield Crafted(request=replace(scene.request, body=body.encode()))


def _escaped(text: str) -> str:
    """Return each code unit of a text as an escape of JSON (RFC 8259, section 7)."""
    units = text.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


@varied("M-28")
def texts_quoted(scene: RestScene) -> Iterator[Crafted]:
    """Send JSV with quotes around texts that need none."""
    if scene.binding == JSV:
        sent = scene.request
        body = sent.body.decode()
        for told in scene.members.values():
            if isinstance(told, str):
                body = body.replace(f":{told},", f':"{told}",').replace(f":{told}}}", f':"{told}"}}')
        yield Crafted(request=replace(sent, body=body.encode()))


@varied("M-28")
def members_in_another_order(scene: RestScene) -> Iterator[Crafted]:
    """Send the members from the last to the first, for their order says nothing."""
    yield Crafted(request=scene.saying(dict(reversed(scene.members.items()))))


@varied("M-28")
def names_in_small_letters(scene: RestScene) -> Iterator[Crafted]:
    """Send the names of members in small letters, which the framework takes for the same."""
    yield Crafted(request=scene.saying({name.lower(): told for name, told in scene.members.items()}))


@varied("M-28")
def nulls_written(scene: RestScene) -> Iterator[Crafted]:
    """Send JSON with null for members that may be null and are not there."""
    uses = uses_of(scene.operation.input.payload, scene.contract.schema)
    absent = [name for name, use in uses.items() if use.nillable and not use.occurs.least and name not in scene.members]
    if scene.binding == JSON and absent:
        yield Crafted(request=scene.saying({**dict.fromkeys(absent), **scene.members}))


@varied("N-REST-07")
def unknown_member(scene: RestScene) -> Iterator[Crafted]:
    """Send a member that the type does not have, which is passed over."""
    yield Crafted(request=scene.saying({**scene.members, "NobodyKnowsThis": "x"}))


@varied("N-REST-09")
def response_status_in_the_request(scene: RestScene) -> Iterator[Crafted]:
    """Send a request that says of itself that it has failed."""
    if not scene.is_login:
        told = {"ErrorCode": "Failed", "Message": "said by the caller"}
        yield Crafted(request=scene.saying({**scene.members, "ResponseStatus": told}))


@varied("N-REST-03")
def path_beats_the_body(scene: RestScene) -> Iterator[Crafted]:
    """Send a body that says another value of what the path says."""
    told = {name: other for name in members_of(scene.route.path) if (other := _other(scene, name)) is not None}
    if told and scene.binding != FORM:
        yield Crafted(request=scene.saying({**scene.members, **told}))


@varied("M-28")
def members_in_the_query(scene: RestScene) -> Iterator[Crafted]:
    """Send a verb without form data in its body, whose members stand in the query."""
    if scene.route.verb not in IN_BODY and scene.binding != FORM:
        sent = scene.in_format(FORM)
        accept = [("Accept", value) for name, value in scene.request.headers if name == "Accept"]
        yield Crafted(request=replace(sent, headers=tuple(accept)))
