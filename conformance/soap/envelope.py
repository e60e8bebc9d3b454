"""Envelopes: the only module that knows where header blocks and the payload stand in one."""

from dataclasses import dataclass

from conformance.errors import WireError, WireKind
from conformance.markup.write import document
from conformance.model.binding import Binding, binding_of_namespace
from conformance.model.tree import Element, local_of, namespace_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A SOAP message: its version, its header blocks and the children of its Body."""

    binding: Binding
    header: tuple[Element, ...] = ()
    body: tuple[Element, ...] = ()

    @property
    def payload(self) -> Element | None:
        """Return the first child of Body, None where Body is empty."""
        return self.body[0] if self.body else None


def build(envelope: Envelope) -> Element:
    """Return the element of an envelope; a Header is written only where there are blocks."""
    tag = envelope.binding.tag
    header = (Element(name=tag("Header"), content=envelope.header),) if envelope.header else ()
    return Element(name=tag("Envelope"), content=(*header, Element(name=tag("Body"), content=envelope.body)))


def encode(envelope: Envelope) -> bytes:
    """Return an envelope as a document in UTF-8."""
    return document(build(envelope))


def halves(binding: Binding, header: tuple[Element, ...]) -> tuple[bytes, bytes]:
    """Return the bytes before and after a payload, so that a rendered payload can be put between them."""
    mark = Element(name="payload")
    whole = encode(Envelope(binding=binding, header=header, body=(mark,)))
    before, _, after = whole.partition(b"<payload/>")
    return before, after


def read(root: Element) -> Envelope:
    """Return the envelope that a document element is.

    Raises:
        WireError: the root is not a SOAP Envelope, or it has no Body.
    """
    binding = binding_of_namespace(namespace_of(root.name))
    if binding is None or local_of(root.name) != "Envelope":
        message = f"the root element {root.name} is not a SOAP 1.1 or 1.2 Envelope"
        raise WireError(message, kind=WireKind.FRAME, line=root.line)
    bodies = [child for child in root.children if child.name == binding.tag("Body")]
    if not bodies:
        message = f"the {binding.title} Envelope has no Body"
        raise WireError(message, kind=WireKind.FRAME, line=root.line)
    blocks = [block for child in root.children if child.name == binding.tag("Header") for block in child.children]
    return Envelope(binding=binding, header=tuple(blocks), body=bodies[0].children)
