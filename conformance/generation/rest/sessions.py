"""Requests whose session opens nothing."""

from collections.abc import Iterator

from conformance.generation.rest._declare import Carried, Crafted, RestScene, broken

_MADE_UP = "nobody-has-this-session"


def _needed(scene: RestScene) -> bool:
    return scene.contract.session is not None and not scene.route.anonymous


@broken("N-REST-06")
def none(scene: RestScene) -> Iterator[Crafted]:
    """Send a request without a session."""
    if _needed(scene):
        yield Crafted(request=scene.request, session=Carried.NONE)


@broken("N-REST-06")
def unknown(scene: RestScene) -> Iterator[Crafted]:
    """Send a request with a session that nobody opened."""
    if _needed(scene):
        yield Crafted(request=scene.request, session=_MADE_UP)


@broken("N-REST-06")
def over(scene: RestScene) -> Iterator[Crafted]:
    """Send a request with a session whose life is over."""
    if _needed(scene) and scene.barred.expired is not None:
        yield Crafted(request=scene.request, session=scene.barred.expired)


@broken("N-REST-06")
def without_the_role(scene: RestScene) -> Iterator[Crafted]:
    """Send a request with a session that has no role which the operation needs."""
    if _needed(scene) and scene.route.roles and scene.barred.foreign is not None:
        yield Crafted(request=scene.request, session=scene.barred.foreign)
