"""Header blocks: whether a message has those that its operation declares, and whether they are what SOAP wants."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, quoted, titled
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import namespace_of

# XML Schema Part 2, whiteSpace "collapse", as of every xs:boolean.
_WHITE_SPACE = " \t\r\n"


@check(
    requirement=Requirement(
        id="HDR-13",
        spec=_specs.CONTRACT,
        section="header blocks; WSDL 1.1, 3.7; WS-I Basic Profile 1.1, R2738",
        level=Level.MUST,
        sentence="A message that is no fault has every header block that the operation's binding declares for it.",
    ),
    scope=Scope(needs=("envelope", "operation", "declared"), unless=("fault",)),
)
def declared_blocks_present(seen: Observation) -> Iterator[Problem]:
    """Report each declared header block that is missing."""
    header = needed(seen.envelope).header
    operation = needed(seen.operation)
    for name in needed(seen.declared).headers:
        if all(block.name != name for block in header):
            has = ", ".join(titled(block.name) for block in header) or "no header block"
            wanted = f"the {seen.direction} of {operation.name} is declared to have the header block {titled(name)}"
            yield problem(seen, f"{wanted}; this one has {has}", at=seen.envelope_element, part="Header")


@check(
    requirement=Requirement(
        id="ENV-09",
        spec=_specs.SOAP11,
        section="4 (2) and 4.2; SOAP 1.2 Part 1, 5.2.1",
        level=Level.MUST,
        sentence="Each header block is in a namespace.",
    ),
    scope=Scope(needs=("envelope",)),
)
def blocks_are_qualified(seen: Observation) -> Iterator[Problem]:
    """Report each child of Header that is in no namespace."""
    for block in needed(seen.envelope).header:
        if not namespace_of(block.name):
            yield problem(seen, f"the header block {block.name} is in no namespace", at=block)


@check(
    requirement=Requirement(
        id="HDR-01",
        spec=_specs.SOAP11,
        section="4.2.3; WS-I Basic Profile 1.1, R1013",
        level=Level.MUST,
        sentence="In SOAP 1.1 mustUnderstand is 0 or 1.",
    ),
    scope=Scope(bindings=(SOAP11,), needs=("envelope",)),
)
def must_understand_is_0_or_1(seen: Observation) -> Iterator[Problem]:
    """Report each header block with another value."""
    yield from _flags(seen, ("0", "1"))


@check(
    requirement=Requirement(
        id="HDR-02",
        spec=_specs.SOAP12_PART1,
        section="5.2.3",
        level=Level.MUST,
        sentence="In SOAP 1.2 mustUnderstand is an xs:boolean: true, false, 1 or 0.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("envelope",)),
)
def must_understand_is_a_boolean(seen: Observation) -> Iterator[Problem]:
    """Report each header block with another value."""
    yield from _flags(seen, ("true", "false", "1", "0"))


@check(
    requirement=Requirement(
        id="S-15",
        spec=_specs.CONTRACT,
        section="session",
        level=Level.SHOULD,
        sentence="An answer that has a session header repeats the value of the request.",
    ),
    scope=Scope(directions=(Direction.RESPONSE,), needs=("session", "request_session"), unless=("fault",)),
)
def session_is_the_requests(seen: Observation) -> Iterator[Problem]:
    """Report another session value in the answer; neither is shown, as both are secrets."""
    if needed(seen.session) != needed(seen.request_session):
        message = "the session header of the answer has another value than that of the request"
        yield problem(seen, message, at=seen.envelope_element, part="Header")


def _flags(seen: Observation, known: tuple[str, ...]) -> Iterator[Problem]:
    name = seen.binding.tag("mustUnderstand")
    for block in needed(seen.envelope).header:
        value = block.get(name)
        if value is not None and value.strip(_WHITE_SPACE) not in known:
            wanted = f"{', '.join(known[:-1])} or {known[-1]}"
            message = f"mustUnderstand of the header block {titled(block.name)} is {quoted(value)}, not {wanted}"
            yield problem(seen, message, at=block, part="@mustUnderstand")
