"""Paths, queries and verbs that call nothing, or name nothing."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from conformance.contract.rest import filled
from conformance.contract.routes import members_of
from conformance.generation.pools import is_integer
from conformance.generation.rest._declare import Crafted, RestScene, broken
from conformance.model.schema import ElementUse, SimpleType
from conformance.servicestack.members import uses_of

_NO_NUMBER, _TOO_LARGE = "abc", str(2**31)


def numbers(scene: RestScene) -> dict[str, ElementUse]:
    """Return the members of a request that are whole numbers, by name."""
    types = scene.contract.schema.types
    uses = uses_of(scene.operation.input.payload, scene.contract.schema)
    held = ((name, use, types[use.type]) for name, use in uses.items())
    return {name: use for name, use, kind in held if isinstance(kind, SimpleType) and is_integer(kind)}


def _with(scene: RestScene, name: str, text: str) -> Crafted:
    sent, path, members = scene.request, scene.route.path, scene.members
    plain, other = filled(path, members), filled(path, {**members, name: text})
    return Crafted(request=replace(sent, url=sent.url.replace(plain, other, 1)), about=name)


@broken("N-REST-03")
def not_a_number(scene: RestScene) -> Iterator[Crafted]:
    """Send a text in the path where a number has to be."""
    for name in members_of(scene.route.path):
        if name in numbers(scene):
            yield _with(scene, name, _NO_NUMBER)


@broken("N-REST-03")
def beyond_the_type(scene: RestScene) -> Iterator[Crafted]:
    """Send a number in the path that is greater than its type holds."""
    for name in members_of(scene.route.path):
        if name in numbers(scene):
            yield _with(scene, name, _TOO_LARGE)


@broken("N-REST-03")
def not_a_number_in_the_query(scene: RestScene) -> Iterator[Crafted]:
    """Send a text in the query where a number has to be."""
    sent = scene.request
    if "?" in sent.url:
        return
    for name in numbers(scene):
        if name not in members_of(scene.route.path):
            yield Crafted(request=replace(sent, url=f"{sent.url}?{urlencode({name: _NO_NUMBER})}"), about=name)


@broken("N-REST-03")
def nothing_there(scene: RestScene) -> Iterator[Crafted]:
    """Send a path that no operation has."""
    sent = scene.request
    path, query, fields = sent.url.partition("?")
    yield Crafted(request=replace(sent, url=f"{path}/nothing-here{query}{fields}"))


@broken("N-REST-04")
def verb_that_the_path_has_not(scene: RestScene) -> Iterator[Crafted]:
    """Send a verb that no operation at the path has."""
    sent = scene.request
    taken = {
        one.route.verb for one in scene.contract.operations.values() if one.route and one.route.path == scene.route.path
    }
    verb = next(verb for verb in ("PATCH", "PUT", "GET") if verb not in taken)
    yield Crafted(request=replace(sent, method=verb))
