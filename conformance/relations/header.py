"""Header blocks that change nothing: those that nobody has to know, or that are for others."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.scene import OURS, Scene
from conformance.model.binding import SOAP, SOAP12
from conformance.model.tree import Element, clark
from conformance.relations._declare import Variation, once, relation

_ROLE = f"{OURS}/role/another"
_LONG = f"{_ROLE}/{(2048 - len(_ROLE) - 1) * 'x'}"  # SOAP 1.2 Part 1 section 6: URIs of at least 2,048 characters
_ONLY_SOAP12 = (SOAP12.name,)


@relation("M-09")
def unknown_block(scene: Scene) -> Iterator[Variation]:
    """Add a header block that nobody knows and nobody must understand."""
    yield from once(scene, scene.beside(scene.unknown()))


@relation("M-09")
def unknown_block_first(scene: Scene) -> Iterator[Variation]:
    """Put a header block that nobody knows before the others."""
    yield from once(scene, scene.around((scene.unknown(), *scene.blocks), (scene.payload,)))


@relation("M-10")
def block_for_another_role(scene: Scene) -> Iterator[Variation]:
    """Add a header block for another role than the endpoint's."""
    yield from once(scene, scene.beside(scene.unknown(role=_ROLE)))


@relation("M-10")
def mandatory_block_for_another_role(scene: Scene) -> Iterator[Variation]:
    """Add a header block that another role than the endpoint's must understand."""
    yield from once(scene, scene.beside(scene.unknown(must_understand="1", role=_ROLE)))


@relation("M-10", bindings=_ONLY_SOAP12)
def mandatory_block_for_no_role(scene: Scene) -> Iterator[Variation]:
    """Add a header block that must be understood by the role which nobody plays."""
    yield from once(scene, scene.beside(scene.unknown(must_understand="1", role=scene.binding.no_role)))


@relation("M-10", bindings=_ONLY_SOAP12)
def block_for_a_long_role(scene: Scene) -> Iterator[Variation]:
    """Add a header block for a role whose URI has 2,048 characters."""
    yield from once(scene, scene.beside(scene.unknown(role=_LONG)))


@relation("M-09", bindings=_ONLY_SOAP12)
def false_flag(scene: Scene) -> Iterator[Variation]:
    """Add a header block whose mustUnderstand is false."""
    yield from once(scene, scene.beside(scene.unknown(must_understand="false")))


@relation("M-09")
def flag_below_a_block(scene: Scene) -> Iterator[Variation]:
    """Set mustUnderstand on an element within a header block, where it means nothing."""
    inner = scene.unknown(must_understand="1")
    yield from once(scene, scene.beside(Element(name=clark(OURS, "Around"), content=(inner,))))


@relation("M-09", bindings=_ONLY_SOAP12)
def foreign_flag(scene: Scene) -> Iterator[Variation]:
    """Set the other SOAP version's mustUnderstand on a header block, where it means nothing."""
    other = next(row for row in SOAP.values() if row != scene.binding)
    block = replace(scene.unknown(), attributes=((other.tag("mustUnderstand"), "1"),))
    yield from once(scene, scene.beside(block))


@relation("M-11")
def mandatory_known_block(scene: Scene) -> Iterator[Variation]:
    """Demand that the block of the session is understood."""
    if scene.blocks:
        flag = (scene.binding.tag("mustUnderstand"), "1")
        first, *others = scene.blocks
        blocks = (replace(first, attributes=(*first.attributes, flag)), *others)
        yield from once(scene, scene.around(blocks, (scene.payload,)))
