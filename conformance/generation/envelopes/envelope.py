"""The frame: envelopes whose parts are missing, twice, in the wrong place or in the wrong namespace."""

from dataclasses import replace

from conformance.generation.envelopes._declare import REFUSED, envelope_mutation, expected
from conformance.generation.scene import OURS, Outgoing, Scene
from conformance.model.binding import SOAP, Binding
from conformance.model.case import Expectation
from conformance.model.tree import Element, clark, local_of, namespace_of
from conformance.soap import fault
from conformance.soap.fault import Fault

_ONLY_SOAP12 = expected(None, Expectation.REFUSED)
_LENIENT_IN_SOAP11 = expected(Expectation.ANY, Expectation.REFUSED)


@envelope_mutation("N-ENV-01", REFUSED)
def unknown_version(scene: Scene) -> Outgoing:
    """Put the Envelope into a namespace of no SOAP version."""
    right = scene.outgoing()
    return replace(right, root=_moved(right.root, scene.binding.namespace, f"{OURS}/envelope"))


@envelope_mutation("N-ENV-02", REFUSED)
def another_root(scene: Scene) -> Outgoing:
    """Give the document element another name than Envelope."""
    right = scene.outgoing()
    return replace(right, root=replace(right.root, name=scene.binding.tag("Message")))


@envelope_mutation("N-ENV-02", REFUSED)
def payload_as_root(scene: Scene) -> Outgoing:
    """Send what belongs into the Body as the document element."""
    return replace(scene.outgoing(), root=scene.payload)


@envelope_mutation("N-ENV-03", REFUSED)
def no_body(scene: Scene) -> Outgoing:
    """Leave out the Body."""
    return scene.framed((scene.holder("Header", *scene.blocks),))


@envelope_mutation("N-ENV-04", REFUSED)
def two_bodies(scene: Scene) -> Outgoing:
    """Write the Body twice."""
    right = scene.outgoing()
    return replace(right, root=replace(right.root, content=(*right.root.content, scene.holder("Body", scene.payload))))


@envelope_mutation("N-ENV-05", _LENIENT_IN_SOAP11)
def header_after_body(scene: Scene) -> Outgoing:
    """Put the Header behind the Body."""
    blocks = scene.blocks or (scene.unknown(),)
    return scene.framed((scene.holder("Body", scene.payload), scene.holder("Header", *blocks)))


@envelope_mutation("N-ENV-06", REFUSED)
def two_headers(scene: Scene) -> Outgoing:
    """Write two Headers before the Body."""
    header = scene.holder("Header", *scene.blocks)
    return scene.framed((header, scene.holder("Header", scene.unknown()), scene.holder("Body", scene.payload)))


@envelope_mutation("N-ENV-07", REFUSED)
def envelope_in_no_namespace(scene: Scene) -> Outgoing:
    """Put the Envelope and its parts into no namespace."""
    right = scene.outgoing()
    return replace(right, root=_moved(right.root, scene.binding.namespace, ""))


@envelope_mutation("N-ENV-07", REFUSED)
def envelope_in_lower_case(scene: Scene) -> Outgoing:
    """Write the names of Envelope and Body in lower case."""
    return replace(
        scene.framed(()),
        root=Element(name=scene.binding.tag("envelope"), content=(scene.holder("body", scene.payload),)),
    )


@envelope_mutation("N-ENV-08", REFUSED)
def unqualified_after_body(scene: Scene) -> Outgoing:
    """Put an element in no namespace behind the Body."""
    right = scene.outgoing()
    return replace(right, root=replace(right.root, content=(*right.root.content, Element(name="Behind"))))


@envelope_mutation("N-ENV-08", _ONLY_SOAP12)
def qualified_after_body(scene: Scene) -> Outgoing:
    """Put an element in a namespace of its own behind the Body, which SOAP 1.1 alone allows."""
    right = scene.outgoing()
    behind = Element(name=clark(OURS, "Behind"))
    return replace(right, root=replace(right.root, content=(*right.root.content, behind)))


@envelope_mutation("N-ENV-09", REFUSED)
def unqualified_attribute(scene: Scene) -> Outgoing:
    """Give the Envelope an attribute in no namespace."""
    return scene.framed(scene.outgoing().root.content, ("version", "1"))


@envelope_mutation("N-ENV-10", _LENIENT_IN_SOAP11)
def text_in_envelope(scene: Scene) -> Outgoing:
    """Put text between the parts of the Envelope."""
    return scene.framed((*scene.outgoing().root.content, "text"))


@envelope_mutation("N-ENV-11", REFUSED)
def body_of_the_other_version(scene: Scene) -> Outgoing:
    """Put the Body into the namespace of the other SOAP version."""
    other = _other(scene.binding)
    header = (scene.holder("Header", *scene.blocks),) if scene.blocks else ()
    return scene.framed((*header, Element(name=other.tag("Body"), content=(scene.payload,))))


@envelope_mutation("N-ENV-12", REFUSED)
def empty_body(scene: Scene) -> Outgoing:
    """Leave the Body empty."""
    return scene.around(scene.blocks, ())


@envelope_mutation("N-ENV-14", REFUSED)
def fault_as_request(scene: Scene) -> Outgoing:
    """Send a Fault in the Body."""
    told = Fault(code=scene.binding.tag(scene.binding.codes["client"]), reason="a request that is a fault")
    return scene.around(scene.blocks, (fault.build(told, scene.binding),))


@envelope_mutation("N-HDR-11", _LENIENT_IN_SOAP11)
def encoding_style_on_envelope(scene: Scene) -> Outgoing:
    """Give the Envelope an encodingStyle."""
    return scene.framed(scene.outgoing().root.content, (scene.binding.tag("encodingStyle"), f"{OURS}/encoding"))


def _other(binding: Binding) -> Binding:
    return next(row for row in SOAP.values() if row != binding)


def _moved(element: Element, old: str, new: str) -> Element:
    """Return an element in which all names of one namespace are in another."""
    name = clark(new, local_of(element.name)) if namespace_of(element.name) == old else element.name
    content = (part if isinstance(part, str) else _moved(part, old, new) for part in element.content)
    return replace(element, name=name, content=tuple(content))
