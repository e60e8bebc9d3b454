"""The action and the media type: what HTTP says of a message, and does not fit it."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.generation.envelopes._declare import ANY, REFUSED, envelope_mutation, expected
from conformance.generation.scene import OURS, Outgoing, Scene
from conformance.model.binding import SOAP
from conformance.model.case import Expectation
from conformance.model.media import CHARSET
from conformance.model.tree import Element, clark

_SOAP11 = expected(Expectation.ANY, None)
_SOAP12 = expected(None, Expectation.ANY)
_ACTION = "SOAPAction"
_TYPE = "Content-Type"
_MULTIPART = 'multipart/related; boundary="part"; type="text/xml"'


@envelope_mutation("N-ACT-01", _SOAP11)
def no_action(scene: Scene) -> Outgoing:
    """Leave out SOAPAction."""
    return scene.outgoing().saying(_ACTION, None)


@envelope_mutation("N-ACT-02", _SOAP11)
def empty_action(scene: Scene) -> Outgoing:
    """Leave SOAPAction empty."""
    return scene.outgoing().saying(_ACTION, '""')


@envelope_mutation("N-ACT-03", _SOAP11)
def unquoted_action(scene: Scene) -> Outgoing:
    """Write SOAPAction without quotes."""
    return scene.outgoing().saying(_ACTION, scene.operation.action)


@envelope_mutation("N-ACT-03", _SOAP11)
def single_quoted_action(scene: Scene) -> Outgoing:
    """Write SOAPAction in single quotes."""
    return scene.outgoing().saying(_ACTION, f"'{scene.operation.action}'")


@envelope_mutation("N-ACT-04", ANY)
def unknown_action(scene: Scene) -> Outgoing:
    """Name an action that is none of the contract's."""
    return _acting(scene, f"{OURS}/Unknown")


@envelope_mutation("N-ACT-05", REFUSED)
def unknown_operation(scene: Scene) -> Outgoing:
    """Name an action and send a payload that are none of the contract's."""
    unknown = Element(name=clark(OURS, "Unknown"))
    return replace(_acting(scene, f"{OURS}/Unknown"), root=scene.around(scene.blocks, (unknown,)).root)


@envelope_mutation("N-ACT-06", ANY)
def action_of_another_operation(scene: Scene) -> Outgoing | None:
    """Name the action of another operation."""
    return None if scene.other is None else _acting(scene, scene.other.action)


@envelope_mutation("N-ACT-07", ANY)
def media_type_of_the_other_version(scene: Scene) -> Outgoing:
    """Name the media type of the other SOAP version."""
    other = next(row for row in SOAP.values() if row != scene.binding)
    return _typed(scene, f"{other.media_type}; charset={CHARSET}")


@envelope_mutation("N-ACT-08", REFUSED)
def media_type_of_json(scene: Scene) -> Outgoing:
    """Name the media type of JSON."""
    return _typed(scene, "application/json")


@envelope_mutation("N-ACT-08", REFUSED)
def media_type_of_text(scene: Scene) -> Outgoing:
    """Name the media type of plain text."""
    return _typed(scene, f"text/plain; charset={CHARSET}")


@envelope_mutation("N-ACT-08", REFUSED)
def media_type_of_a_form(scene: Scene) -> Outgoing:
    """Name the media type of a form."""
    return _typed(scene, "application/x-www-form-urlencoded")


@envelope_mutation("N-ACT-08", REFUSED)
def media_type_of_any_xml(scene: Scene) -> Outgoing:
    """Name the media type of any XML."""
    return _typed(scene, f"application/xml; charset={CHARSET}")


@envelope_mutation("N-ACT-09", ANY)
def no_media_type(scene: Scene) -> Outgoing:
    """Leave out the Content-Type."""
    return scene.outgoing().saying(_TYPE, None)


@envelope_mutation("N-ACT-09", ANY)
def media_type_is_none(scene: Scene) -> Outgoing:
    """Send a Content-Type that names no media type."""
    return _typed(scene, ";;;")


@envelope_mutation("N-ACT-10", _SOAP12)
def no_action_parameter(scene: Scene) -> Outgoing:
    """Leave the action out of the Content-Type."""
    return _typed(scene, _type(scene, {}))


@envelope_mutation("N-ACT-10", _SOAP12)
def empty_action_parameter(scene: Scene) -> Outgoing:
    """Leave the action of the Content-Type empty."""
    return _typed(scene, _type(scene, {"action": ""}))


@envelope_mutation("N-ACT-10", _SOAP12)
def relative_action_parameter(scene: Scene) -> Outgoing:
    """Name an action in the Content-Type that is no absolute URI."""
    return _typed(scene, _type(scene, {"action": scene.operation.name}))


@envelope_mutation("N-ACT-11", REFUSED)
def multipart(scene: Scene) -> Outgoing:
    """Name the media type of several parts, and send the envelope alone."""
    return _typed(scene, _MULTIPART)


def _acting(scene: Scene, action: str) -> Outgoing:
    """Return the request with another action, wherever its version carries it."""
    return replace(scene, operation=replace(scene.operation, action=action)).outgoing()


def _typed(scene: Scene, media: str) -> Outgoing:
    return scene.outgoing().saying(_TYPE, media)


def _type(scene: Scene, parameters: Mapping[str, str]) -> str:
    named = (f'; {name}="{value}"' for name, value in parameters.items())
    return f"{scene.binding.media_type}; charset={CHARSET}{''.join(named)}"
