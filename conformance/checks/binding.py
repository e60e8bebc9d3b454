"""The HTTP binding: whether an answer comes, as what, and with which status."""

from collections.abc import Iterator
from http import HTTPStatus

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import STATUS, content_of, field_problem, quoted, titled
from conformance.checks._soap import BOTH
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import local_of

_RESPONSE = (Direction.RESPONSE,)


@check(
    requirement=Requirement(
        id="HTTP-36",
        spec=_specs.OURS,
        section="answers",
        level=Level.MUST,
        sentence="A legal HTTP request gets a whole answer in time, and one of status 5xx carries a SOAP fault.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("exchange",)),
)
def answered(seen: Observation) -> Iterator[Problem]:
    """Report a timeout, a broken connection, and a 5xx without a SOAP fault."""
    error = needed(seen.exchange).error
    if error is not None:
        yield Problem(message=f"no whole answer came ({error.kind}): {quoted(error.message)}")
    elif seen.status is not None and seen.status >= HTTPStatus.INTERNAL_SERVER_ERROR and seen.fault is None:
        message = f"the answer has HTTP status {seen.status} without a SOAP fault: {content_of(seen)}"
        yield Problem(message=message, path=STATUS)


@check(
    requirement=Requirement(
        id="HTTP-02",
        spec=_specs.SOAP11,
        section="6",
        level=Level.MUST,
        sentence="A SOAP 1.1 message is sent with the media type text/xml.",
    ),
    scope=Scope(bindings=(SOAP11,), directions=_RESPONSE, needs=("envelope_element", "status")),
)
def soap11_media_type(seen: Observation) -> Iterator[Problem]:
    """Report an answer with another media type."""
    yield from _media_type(seen)


@check(
    requirement=Requirement(
        id="HTTP-03",
        spec=_specs.RFC3902,
        section="1",
        level=Level.MUST,
        sentence="A SOAP 1.2 envelope that is sent as XML 1.0 has the media type application/soap+xml.",
    ),
    scope=Scope(bindings=(SOAP12,), directions=_RESPONSE, needs=("envelope_element", "status")),
)
def soap12_media_type(seen: Observation) -> Iterator[Problem]:
    """Report an answer with another media type."""
    yield from _media_type(seen)


@check(
    requirement=Requirement(
        id="HTTP-13",
        spec=_specs.SOAP11,
        section="6.2",
        level=Level.MUST,
        sentence="A SOAP 1.1 fault is sent with HTTP status 500.",
    ),
    scope=Scope(bindings=(SOAP11,), directions=_RESPONSE, needs=("fault", "status")),
)
def soap11_fault_has_status_500(seen: Observation) -> Iterator[Problem]:
    """Report a fault with another status."""
    if seen.status != HTTPStatus.INTERNAL_SERVER_ERROR:
        yield Problem(message=f"the fault has HTTP status {seen.status}, not 500", path=STATUS)


@check(
    requirement=Requirement(
        id="HTTP-14",
        spec=_specs.SOAP12_PART2,
        section="7.5.2.2, table 20",
        level=Level.MUST,
        sentence="A SOAP 1.2 fault has HTTP status 400 where its code is Sender, 500 where it is another of the five.",
    ),
    scope=Scope(bindings=(SOAP12,), directions=_RESPONSE, needs=("fault", "status")),
)
def soap12_fault_status_fits_its_code(seen: Observation) -> Iterator[Problem]:
    """Report a status that is not the code's; a code that is not in the table may have any status that is."""
    code = needed(seen.fault).code
    known = code is not None and code in {SOAP12.tag(local) for local in SOAP12.statuses}
    fitting = {SOAP12.statuses[local_of(code)]} if code is not None and known else set(SOAP12.statuses.values())
    if seen.status not in fitting:
        named = "without a code that resolves" if code is None else f"of code {titled(code)}"
        wanted = " or ".join(str(status) for status in sorted(fitting))
        yield Problem(message=f"the fault {named} has HTTP status {seen.status}, not {wanted}", path=STATUS)


@check(
    requirement=Requirement(
        id="HTTP-15",
        spec=_specs.SOAP11,
        section="6.2; SOAP 1.2 Part 2, 7.5.2.2, tables 19 and 20; WS-I Basic Profile 1.1, R1124",
        level=Level.MUST,
        sentence="SOAP keeps the meaning of HTTP status codes: success is 2xx, and 2xx carries no fault.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("envelope", "status")),
)
def success_is_2xx_and_2xx_no_fault(seen: Observation) -> Iterator[Problem]:
    """Report a fault that HTTP calls a success, and a success that it does not."""
    status = needed(seen.status)
    success = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
    if success and seen.fault is not None:
        yield Problem(message=f"HTTP status {status} says success, and the answer is a fault", path=STATUS)
    elif not success and seen.fault is None:
        yield Problem(message=f"the answer is no fault, and HTTP status {status} does not say success", path=STATUS)


def _media_type(seen: Observation) -> Iterator[Problem]:
    wanted = seen.binding.media_type
    if seen.media is None or seen.media.name != wanted:
        came = "without Content-Type" if seen.media is None else f"as {quoted(seen.media.name)}"
        yield field_problem(f"the {seen.binding.title} answer is sent {came}, not as {wanted}", "Content-Type")
