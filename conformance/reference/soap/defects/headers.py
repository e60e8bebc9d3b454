"""Defects of header blocks: what an endpoint does wrong with those that it does not know."""

from dataclasses import replace

from conformance.model.binding import SOAP11, Binding
from conformance.model.exchange import Request, Response
from conformance.model.tree import Element
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._asked import envelope_of, unknown_blocks, without_blocks
from conformance.reference.soap.defects._edit import edited
from conformance.reference.soap.defects._frame import binding_of
from conformance.reference.soap.defects._results import crash

_INVALID = "UpdateContact/soap12/invalid/header"
_VARIANT = "UpdateContact/soap12/variant/header"
_LONG = 1000


@misreading(
    "header.unknown-mandatory-block-is-refused",
    "header.mandatory-block-for-next-is-refused",
    "header.understanding-comes-before-the-body",
    "negative.is-not-accepted",
    shown=(
        f"{_INVALID}/mandatory-block",
        f"{_INVALID}/mandatory-block-for-next",
        f"{_INVALID}/mandatory-block-and-bad-body",
    ),
)
def unknown_blocks_are_dropped(asked: Asked) -> Request:
    """Drop header blocks that are not known, also those that must be understood."""
    return without_blocks(asked.request, unknown_blocks(asked.request, asked.contract))


@misreading("header.understanding-comes-before-the-body", shown=f"{_INVALID}/mandatory-block-and-bad-body")
def body_is_read_before_the_header(asked: Asked) -> Request:
    """Tell what is wrong with the Body before what is wrong with the Header."""
    found = envelope_of(asked.request)
    known = {operation.input.payload for operation in asked.contract.operations.values()}
    if found is not None and found.payload is not None and found.payload.name not in known and _mandatory(asked):
        raise RefusalError(Refusal(why=Why.ACTION, about="the Body holds no request"))
    return asked.request


@defect("header.fault-names-the-block", shown=(f"{_INVALID}/mandatory-block", f"{_INVALID}/mandatory-block-for-next"))
def not_understood_names_another_block(answered: Answered) -> Response:
    """Name a block that is understood as the one that is not."""
    return edited(answered.response, "Header/NotUnderstood", _naming_another)


@defect("header.header-fault-has-no-detail", shown="UpdateContact/soap11/invalid/header/mandatory-block")
def header_fault_has_a_detail(answered: Answered) -> Response:
    """Tell in the detail of a SOAP 1.1 fault which header block was not understood."""
    if binding_of(answered) != SOAP11 or b"MustUnderstand<" not in answered.response.body:
        return answered.response
    detail = Element(name="detail", content=(Element(name="{urn:example:error}Block", content=("Unknown",)),))
    return edited(answered.response, "Body/Fault", lambda fault: replace(fault, content=(*fault.content, detail)))


@misreading(
    "header.unknown-block-is-ignored",
    shown=(f"{_VARIANT}/unknown-block", f"{_VARIANT}/unknown-block-first"),
)
def optional_block_is_refused(asked: Asked) -> Request:
    """Refuse a header block that is not known, although nobody must understand it."""
    for block in unknown_blocks(asked.request, asked.contract):
        if not block.attributes and not block.children:
            raise RefusalError(Refusal(why=Why.HEADER, word="client", about=block.local))
    return asked.request


@misreading(
    "header.block-for-another-role-is-ignored",
    "header.block-for-no-role-is-ignored",
    shown=(f"{_VARIANT}/mandatory-block-for-another-role", f"{_VARIANT}/mandatory-block-for-no-role"),
)
def role_is_not_looked_at(asked: Asked) -> Request:
    """Demand to understand header blocks of every role."""
    strange = tuple(block for block in _mandatory(asked) if _role(block, asked) not in _known_roles(asked))
    if strange:
        raise RefusalError(Refusal(why=Why.HEADER, about=strange[0].local, blocks=(strange[0].name,)))
    return asked.request


@misreading(
    "header.long-role-is-read",
    "results.valid-request-is-no-server-error",
    shown=f"{_VARIANT}/block-for-a-long-role",
)
def long_role_crashes(asked: Asked) -> Request:
    """Break on a role of more than a thousand characters."""
    if any(len(_role(block, asked)) > _LONG for block in unknown_blocks(asked.request, asked.contract)):
        raise crash(asked.contract)
    return asked.request


@misreading("header.false-flag-is-as-none", shown=f"{_VARIANT}/false-flag")
def any_flag_is_true(asked: Asked) -> Request:
    """Take a mustUnderstand that says false for one that says true."""
    for block in unknown_blocks(asked.request, asked.contract):
        if _flag(block, asked) == "false":
            raise RefusalError(Refusal(why=Why.HEADER, about=block.local, blocks=(block.name,)))
    return asked.request


@misreading("header.flag-below-a-block-means-nothing", shown=f"{_VARIANT}/flag-below-a-block")
def flag_is_sought_everywhere(asked: Asked) -> Request:
    """Obey a mustUnderstand on an element within a header block."""
    for block in unknown_blocks(asked.request, asked.contract):
        if any(_flag(inner, asked) == "1" for inner in block.children):
            raise RefusalError(Refusal(why=Why.HEADER, about=block.local, blocks=(block.name,)))
    return asked.request


@misreading("header.known-block-may-be-mandatory", shown=f"{_VARIANT}/mandatory-known-block")
def mandatory_session_is_not_understood(asked: Asked) -> Request:
    """Understand the block of the session only where nobody says that it must be understood."""
    found = envelope_of(asked.request)
    strange = unknown_blocks(asked.request, asked.contract)
    for block in () if found is None else found.header:
        if block not in strange and _flag(block, asked) == "1":
            raise RefusalError(Refusal(why=Why.HEADER, about=block.local, blocks=(block.name,)))
    return asked.request


def _binding(asked: Asked) -> Binding:
    found = envelope_of(asked.request)
    return SOAP11 if found is None else found.binding


def _flag(block: Element, asked: Asked) -> str:
    return (block.get(_binding(asked).tag("mustUnderstand")) or "").strip()


def _role(block: Element, asked: Asked) -> str:
    binding = _binding(asked)
    return block.get(binding.tag(binding.role)) or ""


def _known_roles(asked: Asked) -> set[str]:
    return {"", _binding(asked).next_role}


def _mandatory(asked: Asked) -> tuple[Element, ...]:
    return tuple(block for block in unknown_blocks(asked.request, asked.contract) if _flag(block, asked) == "1")


def _naming_another(block: Element) -> Element:
    return replace(block, attributes=(("qname", "other:Another"),), scope={"other": "urn:example:other"})
