"""XML: whether a message can be read at all, in which encoding, and whether it has what SOAP forbids in XML."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import content_of, field_problem, quoted
from conformance.checks._soap import BOTH
from conformance.markup.encoding import against_charset
from conformance.model.binding import SOAP11
from conformance.model.requirement import Direction, Level, Problem, Requirement

# What HTTP itself refuses, beside a bad request: statuses of RFC 9110 section 15.5.
_REFUSALS = range(401, 500)


@check(
    requirement=Requirement(
        id="XML-01",
        spec=_specs.XML,
        section="2.1",
        level=Level.MUST,
        sentence="A message is one well-formed XML document.",
    ),
    scope=Scope(bindings=BOTH, needs=("data",), unless=("misencoded", "doctype", "oversized")),
)
def well_formed(seen: Observation) -> Iterator[Problem]:
    """Report why the message cannot be read as XML; a broken request may be refused by the status alone.

    Not by 400, for that is the status of a fault, too.
    """
    by_status = seen.breaks is not None and seen.status in _REFUSALS and not needed(seen.data).strip()
    if not by_status:
        yield from _unread(seen, seen.malformed)


@check(
    requirement=Requirement(
        id="XML-04",
        spec=_specs.XML,
        section="4.3.3",
        level=Level.MUST,
        sentence="The bytes of a message are in the encoding that its byte order mark, its declaration or HTTP names.",
    ),
    scope=Scope(bindings=BOTH, needs=("data",), unless=("oversized",)),
)
def bytes_are_the_declared_encoding(seen: Observation) -> Iterator[Problem]:
    """Report bytes that are in no encoding that the message or its Content-Type names, UTF-8 where none does."""
    yield from _unread(seen, seen.misencoded)


@check(
    requirement=Requirement(
        id="XML-09",
        spec=_specs.SOAP11,
        section="3; SOAP 1.2 Part 1, 5",
        level=Level.MUST,
        sentence="A message has no document type declaration.",
    ),
    scope=Scope(bindings=BOTH, needs=("data",), unless=("misencoded", "oversized")),
)
def no_document_type(seen: Observation) -> Iterator[Problem]:
    """Report a document type declaration; what stands in and after it was not read."""
    yield from _unread(seen, seen.doctype)


@check(
    requirement=Requirement(
        id="XML-10",
        spec=_specs.SOAP11,
        section="3; SOAP 1.2 Part 1, 5",
        level=Level.MUST,
        sentence="A message has no processing instruction; the XML declaration is none.",
    ),
    scope=Scope(bindings=BOTH, needs=("instructions",)),
)
def no_processing_instruction(seen: Observation) -> Iterator[Problem]:
    """Report each processing instruction, fifty at most."""
    for found in needed(seen.instructions):
        yield Problem(message=f"the message has a processing instruction {quoted(found.target)}", line=found.line)


@check(
    requirement=Requirement(
        id="OWN-03",
        spec=_specs.OURS,
        section="limits",
        level=Level.MUST,
        sentence="A message stays within what this tool reads, so that it can be judged.",
    ),
    scope=Scope(bindings=BOTH, needs=("data",)),
)
def within_limits(seen: Observation) -> Iterator[Problem]:
    """Report a message that was not read to its end, so that no other check could say anything of it."""
    yield from _unread(seen, seen.oversized)


@check(
    requirement=Requirement(
        id="XML-15",
        spec=_specs.BINDING_PROFILE10,
        section="3.1.5, R1018; RFC 7303, 3.2",
        level=Level.MUST,
        sentence="Content-Type names the encoding of the message with charset, which only SOAP 1.2 may leave out.",
    ),
    scope=Scope(bindings=BOTH, directions=(Direction.RESPONSE,), needs=("data", "document", "media")),
)
def charset_is_the_encoding(seen: Observation) -> Iterator[Problem]:
    """Report a charset that the message contradicts, and a SOAP 1.1 answer as text/xml without one."""
    media = needed(seen.media)
    charset = media.parameters.get("charset")
    if charset is not None:
        against = against_charset(needed(seen.data), charset)
        if against is not None:
            yield field_problem(f"Content-Type says charset={quoted(charset)}, {against}", "Content-Type")
    elif media.name == SOAP11.media_type and seen.binding == SOAP11:
        yield field_problem("Content-Type has no charset, which a SOAP 1.1 answer has to have", "Content-Type")


def _unread(seen: Observation, why: Problem | None) -> Iterator[Problem]:
    """Yield why a message was not read, with what HTTP says of it."""
    if why is not None:
        came = "" if seen.status is None else f" (HTTP status {seen.status}, {content_of(seen)})"
        yield Problem(message=f"{why.message}{came}", line=why.line)
