"""Scenes: what a request is made of before HTTP carries it; what breaks or rewrites whole messages begins with one."""

from dataclasses import dataclass, replace

from conformance.markup.write import document
from conformance.model.binding import Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Headers, Request
from conformance.model.session import NONE_BARRED, Barred
from conformance.model.tree import Element, clark
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes

OURS = "http://example.com/conformance"
"""The namespace of what no contract knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request before it is written: its document element, and the HTTP fields that go with it."""

    root: Element
    headers: Headers

    def saying(self, name: str, value: str | None) -> "Outgoing":
        """Return the same with another value of an HTTP field, without the field where that is None."""
        kept = tuple(held for held in self.headers if held[0].lower() != name.lower())
        return replace(self, headers=kept if value is None else (*kept, (name, value)))

    def request(self, url: str) -> Request:
        """Return the request, written."""
        return Request(url=url, headers=self.headers, body=document(self.root))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A valid request in its parts: whose it is, its payload, and the header blocks that its session needs.

    ``barred`` are the sessions that are known to open nothing of it.
    """

    contract: Contract
    operation: Operation
    binding: Binding
    payload: Element
    blocks: tuple[Element, ...] = ()
    barred: Barred = NONE_BARRED

    @property
    def other(self) -> Operation | None:
        """Return another operation of the contract, the first by name; None where there is but one."""
        names = sorted(name for name in self.contract.operations if name != self.operation.name)
        return self.contract.operations[names[0]] if names else None

    def outgoing(self) -> Outgoing:
        """Return the request as it is right."""
        return self.around(self.blocks, (self.payload,))

    def around(self, blocks: tuple[Element, ...], body: tuple[Element, ...]) -> Outgoing:
        """Return the request with other header blocks and another Body."""
        root = envelopes.build(envelopes.Envelope(binding=self.binding, header=blocks, body=body))
        return self.framed(root.content)

    def framed(self, parts: tuple[Element | str, ...], *attributes: tuple[str, str]) -> Outgoing:
        """Return the request with other parts of its Envelope, and attributes on it."""
        root = Element(name=self.binding.tag("Envelope"), attributes=attributes, content=parts)
        fields = http.request(b"", self.binding, url="", action=self.operation.action).headers
        return Outgoing(root=root, headers=fields)

    def beside(self, *blocks: Element) -> Outgoing:
        """Return the request with further header blocks, which stand last."""
        return self.around((*self.blocks, *blocks), (self.payload,))

    def holder(self, local: str, *content: Element | str) -> Element:
        """Return an element of the envelope's namespace."""
        return Element(name=self.binding.tag(local), content=content)

    def unknown(self, *, must_understand: str | None = None, role: str | None = None) -> Element:
        """Return a header block that nobody knows, addressed to a role, and flagged."""
        held = ((self.binding.role, role), ("mustUnderstand", must_understand))
        attributes = tuple((self.binding.tag(name), value) for name, value in held if value is not None)
        return Element(name=clark(OURS, "Unknown"), attributes=attributes, content=("unknown",))
