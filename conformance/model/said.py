"""What a message says, whatever it is written in."""

from dataclasses import dataclass

from conformance.model.tree import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a message says: the blocks that travel in its header, and what stands in its body, as a rule one payload."""

    header: tuple[Element, ...] = ()
    body: tuple[Element, ...] = ()

    @property
    def payload(self) -> Element | None:
        """Return the first of what stands in its body, None where nothing does."""
        return self.body[0] if self.body else None

    @property
    def top(self) -> Element:
        """Return an element that holds the blocks, so that paths lead from there."""
        return Element(name="header", content=self.header)
