"""The header: blocks that must be understood and are not, flags that are none, and blocks in a wrong place."""

from dataclasses import replace

from conformance.generation.envelopes._declare import ALIKE, REFUSED, envelope_mutation, expected
from conformance.generation.envelopes.envelope import unknown_version
from conformance.generation.scene import OURS, Outgoing, Scene
from conformance.model.case import Expectation
from conformance.model.tree import Element, clark
from conformance.soap.session import header_blocks

_ONLY_SOAP12 = expected(None, Expectation.REFUSED)


@envelope_mutation("N-HDR-01", REFUSED)
def mandatory_block(scene: Scene) -> Outgoing:
    """Add a block that nobody knows and that must be understood."""
    return scene.beside(scene.unknown(must_understand="1"))


@envelope_mutation("N-HDR-02", REFUSED)
def mandatory_block_for_next(scene: Scene) -> Outgoing:
    """Add a block that nobody knows and that must be understood by whoever reads it next."""
    return scene.beside(scene.unknown(must_understand="1", role=scene.binding.next_role))


@envelope_mutation("N-HDR-05", REFUSED)
def flag_is_2(scene: Scene) -> Outgoing:
    """Set the mustUnderstand of a block to 2."""
    return _flagged(scene, "2")


@envelope_mutation("N-HDR-05", REFUSED)
def flag_is_yes(scene: Scene) -> Outgoing:
    """Set the mustUnderstand of a block to yes."""
    return _flagged(scene, "yes")


@envelope_mutation("N-HDR-05", REFUSED)
def flag_is_empty(scene: Scene) -> Outgoing:
    """Leave the mustUnderstand of a block empty."""
    return _flagged(scene, "")


@envelope_mutation("N-HDR-05", expected(Expectation.ANY, None))
def flag_is_true(scene: Scene) -> Outgoing:
    """Set the mustUnderstand of a block to true, which SOAP 1.1 does not have."""
    return _flagged(scene, "true")


@envelope_mutation("N-HDR-08", ALIKE)
def session_twice(scene: Scene) -> Outgoing | None:
    """Write the block of the session twice, with another value in the second."""
    rule = scene.contract.session
    if rule is None or not scene.blocks:
        return None
    return scene.beside(*header_blocks(rule, "another-session"))


@envelope_mutation("N-HDR-09", REFUSED)
def session_in_no_namespace(scene: Scene) -> Outgoing | None:
    """Put the block of the session into no namespace."""
    return _renamed(scene, "")


@envelope_mutation("N-HDR-09", REFUSED)
def session_in_another_namespace(scene: Scene) -> Outgoing | None:
    """Put the block of the session into a namespace that nobody knows."""
    return _renamed(scene, OURS)


@envelope_mutation("N-HDR-10", expected(None, Expectation.ANY))
def encoding_style_on_payload(scene: Scene) -> Outgoing:
    """Give the payload an encodingStyle that nobody knows."""
    style = (scene.binding.tag("encodingStyle"), f"{OURS}/encoding")
    payload = replace(scene.payload, attributes=(*scene.payload.attributes, style))
    return scene.around(scene.blocks, (payload,))


@envelope_mutation("N-HDR-12", _ONLY_SOAP12)
def bad_flag_beside_mandatory_block(scene: Scene) -> Outgoing:
    """Set the mustUnderstand of a block to what is none, beside another block that must be understood."""
    return scene.beside(
        replace(scene.unknown(must_understand="wrong"), name=clark(OURS, "Other")), scene.unknown(must_understand="1")
    )


@envelope_mutation("N-HDR-13", REFUSED)
def mandatory_block_and_bad_body(scene: Scene) -> Outgoing:
    """Add a block that must be understood to a payload that is none of the contract's."""
    body = (Element(name=clark(OURS, "Unknown")),)
    return scene.around((*scene.blocks, scene.unknown(must_understand="1")), body)


@envelope_mutation("N-HDR-14", REFUSED)
def mandatory_block_and_unknown_version(scene: Scene) -> Outgoing | None:
    """Add a block that must be understood to an Envelope of no SOAP version."""
    return unknown_version.run(replace(scene, blocks=(*scene.blocks, scene.unknown(must_understand="1"))))


def _flagged(scene: Scene, value: str) -> Outgoing:
    """Return the request in which a block has a flag: its own first one, else one that nobody knows."""
    first, *others = scene.blocks or (scene.unknown(),)
    flag = (scene.binding.tag("mustUnderstand"), value)
    return scene.around((replace(first, attributes=(*first.attributes, flag)), *others), (scene.payload,))


def _renamed(scene: Scene, namespace: str) -> Outgoing | None:
    if not scene.blocks:
        return None
    first, *others = scene.blocks
    return scene.around((replace(first, name=clark(namespace, first.local)), *others), (scene.payload,))
