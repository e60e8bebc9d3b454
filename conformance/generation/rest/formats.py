"""The same asked for otherwise: formats, and the ways to ask for them."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.contract.rest import ACCEPT
from conformance.generation.rest._declare import Crafted, RestScene, varied
from conformance.model.binding import FORM, JSON, JSV, REST, Binding
from conformance.model.exchange import Headers, Request


def _without(headers: Headers, name: str) -> Headers:
    return tuple((key, value) for key, value in headers if key.lower() != name.lower())


def _accepting(sent: Request, accept: str) -> Request:
    return replace(sent, headers=(*_without(sent.headers, "Accept"), ("Accept", accept)))


def _answered_in(binding: Binding) -> Binding:
    return JSON if binding == FORM else binding


@varied("M-28")
def in_another_format(scene: RestScene) -> Iterator[Crafted]:
    """Say the same in each of the other formats."""
    for name in sorted(scene.contract.bindings):
        if name != scene.binding.name:
            yield Crafted(request=scene.in_format(REST[name]), about=name)


@varied("M-28")
def suffix(scene: RestScene) -> Iterator[Crafted]:
    """Ask for the format by the suffix of the path."""
    sent = scene.request
    path, query, fields = sent.url.partition("?")
    ending = _answered_in(scene.binding).suffix
    bare = replace(sent, headers=_without(sent.headers, "Accept"), url=f"{path}{ending}{query}{fields}")
    yield Crafted(request=bare)


@varied("M-28")
def query(scene: RestScene) -> Iterator[Crafted]:
    """Ask for the format in the query."""
    sent = scene.request
    joint = "&" if "?" in sent.url else "?"
    asked = f"{sent.url}{joint}format={_answered_in(scene.binding).name}"
    yield Crafted(request=replace(sent, headers=_without(sent.headers, "Accept"), url=asked))


@varied("M-28")
def accept_with_weights(scene: RestScene) -> Iterator[Crafted]:
    """Ask for the format first of several, each with its weight."""
    media = ACCEPT[scene.binding.name]
    yield Crafted(request=_accepting(scene.request, f"{media};q=0.9, text/html;q=0.1, */*;q=0.05"))


@varied("M-28")
def accept_the_media_type_of_the_page(scene: RestScene) -> Iterator[Crafted]:
    """Ask for JSV by the media type that the documentation names."""
    if scene.binding == JSV:
        yield Crafted(request=_accepting(scene.request, JSV.media_type))


@varied("M-28")
def charset_is_named(scene: RestScene) -> Iterator[Crafted]:
    """Send a body whose media type names its charset."""
    sent = scene.request
    if sent.body:
        typed = ("Content-Type", f"{scene.binding.media_type}; charset=utf-8")
        yield Crafted(request=replace(sent, headers=(typed, *_without(sent.headers, "Content-Type"))))


@varied("M-28")
def media_type_in_capitals(scene: RestScene) -> Iterator[Crafted]:
    """Send a media type in other letters, which mean the same (RFC 9110 section 8.3.1)."""
    sent = scene.request
    if sent.body:
        typed = ("Content-Type", scene.binding.media_type.upper())
        yield Crafted(request=replace(sent, headers=(typed, *_without(sent.headers, "Content-Type"))))
