"""Sessions: what is told of one that is not open."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import differs, told
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem
from conformance.checks._soap import BOTH
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import local_of

_RESPONSE = (Direction.RESPONSE,)
_BAD = (
    "session/unknown-session",
    "session/cut-session",
    "session/expired-session",
    "session/empty-session",
    "session/long-session",
    "session/no-session",
    "session/session-with-markup",
)


@check(
    requirement=Requirement(
        id="S-13",
        spec=_specs.CONTRACT,
        section="session",
        level=Level.SHOULD,
        sentence="What is wrong with the request as a whole is told by a fault, not by errors of its items.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, breaks=_BAD, needs=("exchange", "readable")),
)
def bad_session_is_a_fault(seen: Observation) -> Iterator[Problem]:
    """Report an answer to a session that is not open which is no fault."""
    if seen.fault is None:
        yield problem(seen, f"the session is not open, and the answer is {told(seen)}", at=seen.document)


@check(
    requirement=Requirement(
        id="S-17",
        spec=_specs.CONTRACT,
        section="session",
        level=Level.SHOULD,
        sentence="The fault of a session that is not open has one of the codes that the vendor has for that.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, breaks=_BAD, needs=("fault", "readable", "session_codes")),
)
def bad_session_has_a_code_for_that(seen: Observation) -> Iterator[Problem]:
    """Report a fault of another code."""
    known, fault = needed(seen.session_codes), needed(seen.fault)
    if not {local_of(code) for code in (fault.code, fault.subcode) if code is not None} & known:
        codes = ", ".join(sorted(known))
        message = f"the session is not open, and the answer is {told(seen)}; its code is not one of {codes}"
        yield problem(seen, message, at=seen.fault_element)


@check(
    requirement=Requirement(
        id="OWN-12",
        spec=_specs.OURS,
        section="sessions",
        level=Level.SHOULD,
        sentence="A session that is not open is refused in the same way by every operation.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, breaks=_BAD, needs=("base", "exchange")),
)
def every_operation_refuses_it_alike(seen: Observation) -> Iterator[Problem]:
    """Report another answer than that of the first operation."""
    yield from differs(seen, "another operation with the same session")


@check(
    requirement=Requirement(
        id="OWN-09",
        spec=_specs.CONTRACT,
        section="session, success",
        level=Level.MUST,
        sentence="A login with credentials that are wrong is answered by a result that says so, not by a fault.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, breaks=("session/wrong-credentials",), needs=("exchange",)),
)
def failed_login_is_told(seen: Observation) -> Iterator[Problem]:
    """Report a fault."""
    if seen.fault is not None:
        yield problem(seen, f"the credentials are wrong, and the answer is {told(seen)}", at=seen.fault_element)
