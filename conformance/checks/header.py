"""Header blocks: whether a message has those that its operation declares, and whether they are what SOAP wants."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import differs
from conformance.checks._blame import blamed
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, quoted, titled
from conformance.checks._soap import BOTH
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import namespace_of

_RESPONSE = (Direction.RESPONSE,)
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
    scope=Scope(bindings=BOTH, needs=("envelope", "operation", "declared"), unless=("fault",)),
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
    scope=Scope(bindings=BOTH, needs=("envelope",)),
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
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("session", "request_session"), unless=("fault",)),
)
def session_is_the_requests(seen: Observation) -> Iterator[Problem]:
    """Report another session value in the answer; neither is shown, as both are secrets."""
    if needed(seen.session) != needed(seen.request_session):
        message = "the session header of the answer has another value than that of the request"
        yield problem(seen, message, at=seen.envelope_element, part="Header")


@check(
    requirement=Requirement(
        id="HDR-05",
        spec=_specs.SOAP11,
        section="4.2.3 and 4.4.1; SOAP 1.2 Part 1, 2.6",
        level=Level.MUST,
        sentence="A block that must be understood and is not is answered with the fault MustUnderstand.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, breaks=("header/mandatory-block",), needs=("exchange", "readable")
    ),
)
def unknown_mandatory_block_is_refused(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from blamed(seen, "header", "a header block that nobody knows must be understood")


@check(
    requirement=Requirement(
        id="HDR-09",
        spec=_specs.SOAP11,
        section="4.2.2; SOAP 1.2 Part 1, 2.2",
        level=Level.MUST,
        sentence=(
            "A block for the role next is for whoever reads the message, who must understand it where it says so."
        ),
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, breaks=("header/mandatory-block-for-next",), needs=("exchange", "readable")
    ),
)
def mandatory_block_for_next_is_refused(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from blamed(seen, "header", "a header block for the role next must be understood, and nobody knows it")


@check(
    requirement=Requirement(
        id="HDR-16",
        spec=_specs.SOAP12_PART1,
        section="2.6",
        level=Level.MUST,
        sentence=(
            "Whether all blocks that must be understood are is known before anything of the message is processed."
        ),
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        breaks=("header/mandatory-block-and-bad-body",),
        needs=("exchange", "readable"),
    ),
)
def understanding_comes_before_the_body(seen: Observation) -> Iterator[Problem]:
    """Report an answer that tells of the Body first."""
    yield from blamed(seen, "header", "a header block must be understood, and the Body is wrong as well")


@check(
    requirement=Requirement(
        id="HDR-11",
        spec=_specs.SOAP12_PART1,
        section="5.4.8",
        level=Level.SHOULD,
        sentence="A fault MustUnderstand names each block that was not understood in a block NotUnderstood.",
    ),
    scope=Scope(
        directions=_RESPONSE,
        bindings=(SOAP12,),
        asked=(SOAP12,),
        words=("header",),
        breaks=("header/mandatory-block", "header/mandatory-block-for-next"),
        needs=("fault", "envelope", "request_envelope"),
    ),
)
def fault_names_the_block(seen: Observation) -> Iterator[Problem]:
    """Report a fault MustUnderstand that does not name the block."""
    named = {
        block.resolve((block.get("qname") or "").strip())
        for block in needed(seen.envelope).header
        if block.name == SOAP12.tag("NotUnderstood")
    }
    for block in needed(seen.request_envelope).header:
        if block.get(SOAP12.tag("mustUnderstand")) is not None and block.name not in named:
            message = f"the fault is MustUnderstand, and no block NotUnderstood names {titled(block.name)}"
            yield problem(seen, message, at=seen.envelope_element)


@check(
    requirement=Requirement(
        id="HDR-17",
        spec=_specs.SOAP11,
        section="4.4",
        level=Level.MUST,
        sentence="What is told of a header block does not stand in the detail of a fault, which is for the Body.",
    ),
    scope=Scope(
        directions=_RESPONSE,
        bindings=(SOAP11,),
        words=("header",),
        breaks=("header/mandatory-block", "header/mandatory-block-for-next"),
        needs=("fault",),
    ),
)
def header_fault_has_no_detail(seen: Observation) -> Iterator[Problem]:
    """Report a fault MustUnderstand whose detail holds something."""
    if needed(seen.fault).detail:
        yield problem(seen, "the fault is about a header block, and its detail holds something", at=seen.fault_element)


@check(
    requirement=Requirement(
        id="HDR-07",
        spec=_specs.SOAP12_PART1,
        section="2.6; SOAP 1.1, 4.2.3",
        level=Level.MUST,
        sentence="A block that nobody knows changes nothing where it need not be understood.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("header/unknown-block", "header/unknown-block-first"),
        needs=("base", "exchange"),
    ),
)
def unknown_block_is_ignored(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without it."""
    yield from differs(seen, "the message without the unknown block")


@check(
    requirement=Requirement(
        id="HDR-08",
        spec=_specs.SOAP11,
        section="4.2.2; SOAP 1.2 Part 1, 2.2",
        level=Level.MUST,
        sentence="A block that is for another role changes nothing, even if that role must understand it.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("header/mandatory-block-for-another-role", "header/block-for-another-role"),
        needs=("base", "exchange"),
    ),
)
def block_for_another_role_is_ignored(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without it."""
    yield from differs(seen, "the message without the block")


@check(
    requirement=Requirement(
        id="HDR-10",
        spec=_specs.SOAP12_PART1,
        section="2.2",
        level=Level.MUST,
        sentence="A block for the role none is processed by nobody, even if it must be understood.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("header/mandatory-block-for-no-role",), needs=("base", "exchange")
    ),
)
def block_for_no_role_is_ignored(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without it."""
    yield from differs(seen, "the message without the block")


@check(
    requirement=Requirement(
        id="ENV-21",
        spec=_specs.SOAP12_PART1,
        section="6",
        level=Level.SHOULD,
        sentence="URIs of at least 2,048 characters are read.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("header/block-for-a-long-role",), needs=("base", "exchange")
    ),
)
def long_role_is_read(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without the block whose role is so long."""
    yield from differs(seen, "the message without the block")


@check(
    requirement=Requirement(
        id="HDR-03",
        spec=_specs.SOAP12_PART1,
        section="5.2.3",
        level=Level.MUST,
        sentence="That mustUnderstand is false means the same as that it is not there.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("header/false-flag",), needs=("base", "exchange")),
)
def false_flag_is_as_none(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without the block."""
    yield from differs(seen, "the message without the block")


@check(
    requirement=Requirement(
        id="HDR-12",
        spec=_specs.SOAP12_PART1,
        section="5.2.3; SOAP 1.1, 4.2.1",
        level=Level.MUST,
        sentence="On an element that is no child of Header mustUnderstand means nothing.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("header/flag-below-a-block",), needs=("base", "exchange")),
)
def flag_below_a_block_means_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without the block."""
    yield from differs(seen, "the message without the block")


@check(
    requirement=Requirement(
        id="M-11",
        spec=_specs.CONTRACT,
        section="header blocks; SOAP 1.1, 4.2.3",
        level=Level.MUST,
        sentence="That a block which the endpoint knows must be understood changes nothing.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("header/mandatory-known-block",), needs=("base", "exchange")
    ),
)
def known_block_may_be_mandatory(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without the flag."""
    yield from differs(seen, "the message whose block need not be understood")


def _flags(seen: Observation, known: tuple[str, ...]) -> Iterator[Problem]:
    name = seen.binding.tag("mustUnderstand")
    for block in needed(seen.envelope).header:
        value = block.get(name)
        if value is not None and value.strip(_WHITE_SPACE) not in known:
            wanted = f"{', '.join(known[:-1])} or {known[-1]}"
            message = f"mustUnderstand of the header block {titled(block.name)} is {quoted(value)}, not {wanted}"
            yield problem(seen, message, at=block, part="@mustUnderstand")
