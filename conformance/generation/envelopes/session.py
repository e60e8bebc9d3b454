"""The session: header blocks that are missing, or hold what opens nothing."""

from dataclasses import replace

from conformance.contract.example import example
from conformance.generation.envelopes._declare import ITEM_ERRORS, REFUSED, envelope_mutation
from conformance.generation.scene import Outgoing, Scene
from conformance.model.tree import select
from conformance.soap.session import header_blocks, header_value

_LONG = 10_000


@envelope_mutation("N-HDR-06", REFUSED, everywhere=True)
def no_session(scene: Scene) -> Outgoing | None:
    """Leave out the block of the session."""
    return scene.around((), (scene.payload,)) if scene.blocks else None


@envelope_mutation("N-HDR-07", REFUSED, everywhere=True)
def empty_session(scene: Scene) -> Outgoing | None:
    """Leave the value of the session empty."""
    return _holding(scene, "")


@envelope_mutation("N-HDR-07", REFUSED, everywhere=True)
def unknown_session(scene: Scene) -> Outgoing | None:
    """Send a session value that was never given."""
    return _holding(scene, "never-given-to-anybody")


@envelope_mutation("N-HDR-07", REFUSED, everywhere=True)
def expired_session(scene: Scene) -> Outgoing | None:
    """Send the value of a session that is over."""
    return None if scene.barred.expired is None else _holding(scene, scene.barred.expired)


@envelope_mutation("N-HDR-07", ITEM_ERRORS)
def foreign_session(scene: Scene) -> Outgoing | None:
    """Send the session of another account, in which nothing of the message exists, if it holds anything."""
    items = scene.operation.items
    asks = items is None or any(select(scene.payload, items))
    return _holding(scene, scene.barred.foreign) if scene.barred.foreign is not None and asks else None


@envelope_mutation("N-HDR-07", REFUSED, everywhere=True)
def cut_session(scene: Scene) -> Outgoing | None:
    """Leave out the last character of the session value."""
    rule = scene.contract.session
    value = None if rule is None else header_value(rule, scene.blocks)
    return _holding(scene, value[:-1]) if value else None


@envelope_mutation("N-HDR-07", REFUSED, everywhere=True)
def long_session(scene: Scene) -> Outgoing | None:
    """Send a session value of ten thousand characters."""
    return _holding(scene, _LONG * "x")


@envelope_mutation("N-HDR-07", REFUSED, everywhere=True)
def session_with_markup(scene: Scene) -> Outgoing | None:
    """Send a session value with markup and quotes in it."""
    return _holding(scene, "<a>&\"'</a> --")


@envelope_mutation("N-HDR-07", REFUSED, around=False)
def wrong_credentials(scene: Scene) -> Outgoing | None:
    """Log in with credentials that are wrong."""
    rule = scene.contract.session
    if rule is None or scene.operation.name != rule.login:
        return None
    known = [path for path in scene.contract.subjects if path.startswith(f"{rule.login}/")]
    payload = example(scene.contract, scene.operation, also=dict.fromkeys(known, "wrong"))
    return replace(scene, payload=payload).outgoing() if known else None


def _holding(scene: Scene, value: str) -> Outgoing | None:
    rule = scene.contract.session
    return None if rule is None or not scene.blocks else scene.around(header_blocks(rule, value), (scene.payload,))
