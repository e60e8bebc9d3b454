"""Header blocks: the only module that knows which of them are for us, and which must be understood."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.binding import SOAP11, SOAP12, Binding
from conformance.model.tree import Element
from conformance.reference.lexical import collapsed
from conformance.reference.refusal import Refusal, RefusalError, Why

# SOAP 1.1 section 4.2.2, SOAP 1.2 Part 1 section 2.2: the roles that the last receiver plays, one of them unnamed.
_ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        SOAP11.name: frozenset({"", SOAP11.next_role}),
        SOAP12.name: frozenset({"", SOAP12.next_role, f"{SOAP12.namespace}/role/ultimateReceiver"}),
    }
)
_TRUE = frozenset({"1", "true"})


def ours(blocks: tuple[Element, ...], binding: Binding) -> tuple[Element, ...]:
    """Return the blocks that are addressed to the last receiver."""
    role = binding.tag(binding.role)
    return tuple(block for block in blocks if (block.get(role) or "").strip() in _ROLES[binding.name])


def check_flags(blocks: tuple[Element, ...], binding: Binding, flags: frozenset[str]) -> None:
    """Make sure that each ``mustUnderstand`` is one of ``flags``.

    Raises:
        RefusalError: one is not.
    """
    for block in blocks:
        flag = block.get(binding.tag("mustUnderstand"))
        if flag is not None and collapsed(flag) not in flags:
            about = f"mustUnderstand of the header block {block.local} is not a boolean"
            raise RefusalError(Refusal(why=Why.UNREADABLE, about=about, line=block.line))


def check_understood(blocks: tuple[Element, ...], binding: Binding, known: frozenset[str]) -> None:
    """Make sure that each block that must be understood has one of the ``known`` names.

    Raises:
        RefusalError: one has not.
    """
    strange = tuple(
        block
        for block in blocks
        if block.name not in known and collapsed(block.get(binding.tag("mustUnderstand")) or "") in _TRUE
    )
    if strange:
        names = tuple(block.name for block in strange)
        raise RefusalError(Refusal(why=Why.HEADER, about=strange[0].local, line=strange[0].line, blocks=names))
