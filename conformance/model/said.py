"""What a message says, whatever it is written in."""

from dataclasses import dataclass

from conformance.model.tree import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a message says: its payload, None where it has none, and the blocks that travel in its header."""

    payload: Element | None = None
    header: tuple[Element, ...] = ()
