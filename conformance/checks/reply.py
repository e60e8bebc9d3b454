"""Replies: whether a REST service answers at all, in the format that was asked for, and what the contract declares."""

from collections.abc import Iterator
from http import HTTPStatus

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import STATUS, field_problem, quoted
from conformance.checks._rest import FORMATS, asked_for, excerpt
from conformance.model.case import Expectation
from conformance.model.requirement import Direction, Level, Problem, Requirement

_RESPONSE = (Direction.RESPONSE,)


@check(
    requirement=Requirement(
        id="REST-01",
        spec=_specs.OURS,
        section="robustness",
        level=Level.MUST,
        sentence="Whatever is asked over HTTP is answered, and not by an error of the server.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("exchange",)),
)
def comes_without_server_error(seen: Observation) -> Iterator[Problem]:
    """Report what kept an answer from coming, or a status of 500 and more."""
    error = needed(seen.exchange).error
    if error is not None:
        yield Problem(message=f"no whole answer came: {error.kind}")
    elif (seen.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield Problem(message=f"the answer has status {seen.status}, with {excerpt(seen)}", path=STATUS)


@check(
    requirement=Requirement(
        id="REST-02",
        spec=_specs.CONTRACT,
        section="subjects",
        level=Level.MUST,
        sentence="The smallest documented call, with values that exist, succeeds.",
    ),
    scope=Scope(
        bindings=FORMATS,
        directions=_RESPONSE,
        expectations=(Expectation.ACCEPTED,),
        needs=("reply",),
        unless=("varies",),
    ),
)
def example_succeeds(seen: Observation) -> Iterator[Problem]:
    """Report an example that is refused."""
    if needed(seen.reply).failed:
        yield Problem(message=f"the example is refused with status {seen.status}, with {excerpt(seen)}", path=STATUS)


@check(
    requirement=Requirement(
        id="REST-03",
        spec=_specs.RFC8259,
        section="2; RFC 9110 section 8.3",
        level=Level.MUST,
        sentence="What an answer holds is in the format that its Content-Type names.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply",)),
)
def is_what_it_claims_to_be(seen: Observation) -> Iterator[Problem]:
    """Report content that cannot be read as what it is called."""
    why = seen.malformed or seen.misencoded
    if why is not None:
        yield Problem(message=f"the answer is called {quoted(needed(seen.reply).media)}, and is not: {why.message}")


@check(
    requirement=Requirement(
        id="REST-04",
        spec=_specs.RFC9110,
        section="8.3",
        level=Level.SHOULD,
        sentence="An answer with content says its media type.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "data")),
)
def says_its_media_type(seen: Observation) -> Iterator[Problem]:
    """Report content of which nothing is said."""
    if seen.data and not needed(seen.reply).media:
        yield field_problem("the answer has content and no Content-Type", "Content-Type")


@check(
    requirement=Requirement(
        id="REST-05",
        spec=_specs.SERVICESTACK,
        section="content negotiation",
        level=Level.MUST,
        sentence="A result is in the format that the suffix, the query or Accept asks for.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("payload", "reply", "exchange")),
)
def is_in_the_format_asked_for(seen: Observation) -> Iterator[Problem]:
    """Report a result in another format."""
    read, wanted = needed(seen.reply).read, asked_for(needed(seen.exchange).request)
    if read is not None and wanted is not None and read.format != wanted:
        message = f"{wanted.title} was asked for, and the answer is {read.format.title}"
        yield field_problem(message, "Content-Type")


@check(
    requirement=Requirement(
        id="REST-06",
        spec=_specs.CONTRACT,
        section="JSON Schemas",
        level=Level.MUST,
        sentence="An answer is valid by the JSON Schema that the contract has for it.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply",)),
)
def is_of_the_declared_type(seen: Observation) -> Iterator[Problem]:
    """Report each part that its JSON Schema refuses."""
    for complaint in needed(seen.reply).complaints:
        yield Problem(message=complaint.message, path=complaint.path)
