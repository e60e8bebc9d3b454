"""Refusals: whether a REST service refuses what it must, with the status and the words for it."""

from collections.abc import Iterator
from http import HTTPStatus

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import STATUS, field_problem
from conformance.checks._rest import FORMATS, excerpt
from conformance.model.case import Expectation
from conformance.model.exchange import field_values
from conformance.model.requirement import Direction, Level, Problem, Requirement

_RESPONSE = (Direction.RESPONSE,)
_VERB, _PATH, _MEDIA = "paths/verb-that-the-path-has-not", "paths/nothing-there", "bodies/media-type-is-not-known"
_SESSIONS = ("sessions/none", "sessions/unknown", "sessions/over")
_ROLE = "sessions/without-the-role"


@check(
    requirement=Requirement(
        id="REST-12",
        spec=_specs.OURS,
        section="negatives",
        level=Level.MUST,
        sentence="A request that is broken in what must be read is refused.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, expectations=(Expectation.REFUSED,), needs=("reply", "breaks")),
)
def broken_request_is_refused(seen: Observation) -> Iterator[Problem]:
    """Report a success."""
    if not needed(seen.reply).failed:
        member = f" in {seen.about}" if seen.about else ""
        message = f"the request breaks the rule {seen.breaks}{member}, and is answered with status {seen.status}"
        yield Problem(message=message, path=STATUS)


@check(
    requirement=Requirement(
        id="REST-13",
        spec=_specs.SERVICESTACK,
        section="ResponseStatus, Errors",
        level=Level.SHOULD,
        sentence="The refusal of a value names its member in FieldName.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, expectations=(Expectation.REFUSED,), needs=("reply", "breaks")),
)
def names_the_member(seen: Observation) -> Iterator[Problem]:
    """Report a refusal that names another member, or none."""
    reply = needed(seen.reply)
    if not seen.about or not reply.failed:
        return
    names = {(error.field_name or "").lower() for error in (reply.status.errors if reply.status else ())}
    if seen.about.lower() not in names:
        message = f"the value of {seen.about} is refused, and no FieldName says so"
        yield Problem(message=message, path="ResponseStatus/Errors")


@check(
    requirement=Requirement(
        id="REST-14",
        spec=_specs.RFC9110,
        section="15.5.6",
        level=Level.SHOULD,
        sentence="A verb that a path does not have is answered with 405 and the field Allow.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply",), breaks=(_VERB,)),
)
def unknown_verb_gets_405(seen: Observation) -> Iterator[Problem]:
    """Report another status, or that nothing says which verbs there are."""
    if seen.status != HTTPStatus.METHOD_NOT_ALLOWED:
        yield Problem(message=f"the status is {seen.status}, and not 405", path=STATUS)
    elif not _field(seen, "Allow"):
        yield field_problem("the status is 405, and there is no Allow", "Allow")


@check(
    requirement=Requirement(
        id="REST-15",
        spec=_specs.RFC9110,
        section="15.5.5",
        level=Level.SHOULD,
        sentence="A path where nothing is is answered with 404.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply",), breaks=(_PATH,)),
)
def unknown_path_gets_404(seen: Observation) -> Iterator[Problem]:
    """Report another status."""
    if seen.status != HTTPStatus.NOT_FOUND:
        yield Problem(message=f"the status is {seen.status}, and not 404", path=STATUS)


@check(
    requirement=Requirement(
        id="REST-16",
        spec=_specs.RFC9110,
        section="15.5.2",
        level=Level.MUST,
        sentence="A request without an open session is answered with 401 and the field WWW-Authenticate.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply",), breaks=_SESSIONS),
)
def no_session_gets_401(seen: Observation) -> Iterator[Problem]:
    """Report another status, or that nothing says how to be let in."""
    if seen.status != HTTPStatus.UNAUTHORIZED:
        yield Problem(message=f"the status is {seen.status}, and not 401", path=STATUS)
    elif not _field(seen, "WWW-Authenticate"):
        yield field_problem("the status is 401, and there is no WWW-Authenticate", "WWW-Authenticate")


@check(
    requirement=Requirement(
        id="REST-17",
        spec=_specs.RFC9110,
        section="15.5.4",
        level=Level.SHOULD,
        sentence="A session without a role that is needed is answered with 403.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply",), breaks=(_ROLE,)),
)
def missing_role_gets_403(seen: Observation) -> Iterator[Problem]:
    """Report another status."""
    if seen.status != HTTPStatus.FORBIDDEN:
        yield Problem(message=f"the status is {seen.status}, and not 403, with {excerpt(seen)}", path=STATUS)


@check(
    requirement=Requirement(
        id="REST-18",
        spec=_specs.RFC9110,
        section="15.5.16",
        level=Level.SHOULD,
        sentence="A body of a media type that the service does not have is answered with 415.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply",), breaks=(_MEDIA,)),
)
def unknown_media_type_gets_415(seen: Observation) -> Iterator[Problem]:
    """Report another status."""
    if seen.status != HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        yield Problem(message=f"the status is {seen.status}, and not 415", path=STATUS)


def _field(seen: Observation, name: str) -> str:
    response = needed(seen.exchange).response
    return "" if response is None else next(iter(field_values(response.headers, name)), "")
