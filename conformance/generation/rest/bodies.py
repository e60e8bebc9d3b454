"""Bodies that are not what they claim to be."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.rest._declare import Crafted, RestScene, broken
from conformance.model.binding import FORM, JSON, JSV
from conformance.model.case import Expectation
from conformance.model.exchange import Headers

_DEEP = 150


def _typed(headers: Headers, media: str) -> Headers:
    return tuple((name, media if name == "Content-Type" else value) for name, value in headers)


@broken("N-REST-01")
def jsv_is_called_json(scene: RestScene) -> Iterator[Crafted]:
    """Send JSV in a body that is called JSON."""
    if scene.binding == JSON:
        other = scene.in_format(JSV)
        yield Crafted(request=replace(other, headers=_typed(other.headers, JSON.media_type)))


@broken("N-REST-01")
def media_type_is_not_known(scene: RestScene) -> Iterator[Crafted]:
    """Send a body of a media type that the service does not have."""
    if scene.binding in (JSON, JSV):
        sent = scene.request
        yield Crafted(request=replace(sent, headers=_typed(sent.headers, "text/x-example")))


@broken("N-REST-02")
def cut_in_the_middle(scene: RestScene) -> Iterator[Crafted]:
    """Send a body that ends in the middle."""
    if scene.binding in (JSON, JSV):
        sent = scene.request
        yield Crafted(request=replace(sent, body=sent.body[: len(sent.body) // 2]))


@broken("N-REST-02", Expectation.ANY)
def comma_behind_the_last_member(scene: RestScene) -> Iterator[Crafted]:
    """Send JSON with a comma behind the last member, which a reader may accept (RFC 8259 section 9)."""
    if scene.binding == JSON:
        sent = scene.request
        yield Crafted(request=replace(sent, body=sent.body[:-1] + b",}"))


@broken("N-REST-02", Expectation.ANY)
def apostrophes_for_quotes(scene: RestScene) -> Iterator[Crafted]:
    """Send JSON with apostrophes in the place of quotes."""
    if scene.binding == JSON:
        sent = scene.request
        yield Crafted(request=replace(sent, body=sent.body.replace(b'"', b"'")))


@broken("N-REST-02", Expectation.ANY)
def text_behind_the_value(scene: RestScene) -> Iterator[Crafted]:
    """Send a second value behind the first."""
    if scene.binding in (JSON, JSV):
        sent = scene.request
        yield Crafted(request=replace(sent, body=sent.body * 2))


@broken("N-REST-02", Expectation.ANY)
def no_utf_8(scene: RestScene) -> Iterator[Crafted]:
    """Send a body with a byte that no UTF-8 has."""
    if scene.binding in (JSON, JSV):
        sent = scene.request
        yield Crafted(request=replace(sent, body=sent.body[:1] + b"\xff" + sent.body[1:]))


@broken("N-REST-07", Expectation.ANY)
def member_stands_twice(scene: RestScene) -> Iterator[Crafted]:
    """Send an object with one name twice, which means what a reader takes it to mean (RFC 8259 section 4)."""
    if scene.binding == JSON:
        sent = scene.request
        name, told = next(iter(scene.members.items()))
        body = b'{"%s":%s,' % (name.encode(), b'"other"' if isinstance(told, str) else b"0") + sent.body[1:]
        yield Crafted(request=replace(sent, body=body))


@broken("N-REST-07", Expectation.ANY)
def lists_in_lists(scene: RestScene) -> Iterator[Crafted]:
    """Send a member of many lists, each in the one before."""
    if scene.binding in (JSON, JSV):
        sent = scene.request
        name = b'"Deep"' if scene.binding == JSON else b"Deep"
        inner = b"[" * _DEEP + b"]" * _DEEP
        yield Crafted(request=replace(sent, body=sent.body[:1] + name + b":" + inner + b"," + sent.body[1:]))


@broken("N-REST-08", Expectation.ANY)
def names_a_class(scene: RestScene) -> Iterator[Crafted]:
    """Send a body that says of which class of the platform it is to be made."""
    if scene.binding != FORM:
        yield Crafted(request=scene.saying({"__type": "System.Diagnostics.Process, System", **scene.members}))


@broken("N-REST-10", Expectation.ANY)
def quote_in_a_bare_text(scene: RestScene) -> Iterator[Crafted]:
    """Send JSV with a quote in a text that is not quoted."""
    if scene.binding == JSV:
        sent = scene.request
        yield Crafted(request=replace(sent, body=sent.body[:-1] + b',Note:a"b}'))


@broken("N-REST-10")
def brackets_do_not_close(scene: RestScene) -> Iterator[Crafted]:
    """Send JSV with a list that does not end."""
    if scene.binding == JSV:
        sent = scene.request
        yield Crafted(request=replace(sent, body=sent.body[:-1] + b",Open:[1,2}"))
