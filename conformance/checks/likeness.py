"""Likeness: whether a REST service answers alike what means the same."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation
from conformance.checks._rest import FORMATS, differs
from conformance.model.requirement import Direction, Level, Problem, Requirement

_RESPONSE = (Direction.RESPONSE,)
_ASKED = (
    "formats/accept-the-media-type-of-the-page",
    "formats/accept-with-weights",
    "formats/charset-is-named",
    "formats/media-type-in-capitals",
    "formats/query",
    "formats/suffix",
)
_WRITTEN = (
    "writing/characters-escaped",
    "writing/members-in-another-order",
    "writing/members-in-the-query",
    "writing/names-in-small-letters",
    "writing/nulls-written",
    "writing/texts-quoted",
    "writing/white-space-between",
)


@check(
    requirement=Requirement(
        id="REST-19",
        spec=_specs.SERVICESTACK,
        section="content negotiation",
        level=Level.MUST,
        sentence="Requests that ask for the same in another way are answered alike.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "base"), varies=_ASKED),
)
def way_to_ask_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the plain request")


@check(
    requirement=Requirement(
        id="REST-20",
        spec=_specs.OURS,
        section="formats",
        level=Level.MUST,
        sentence="Requests that are written otherwise and say the same are answered alike.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "base"), varies=_WRITTEN),
)
def writing_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the plain request")


@check(
    requirement=Requirement(
        id="REST-21",
        spec=_specs.OURS,
        section="formats",
        level=Level.MUST,
        sentence="The same in JSON, in JSV and as form data is answered alike.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "base"), varies=("formats/in-another-format",)),
)
def formats_agree(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the same in another format")


@check(
    requirement=Requirement(
        id="REST-22",
        spec=_specs.SERVICESTACK,
        section="request binding",
        level=Level.MUST,
        sentence="What the path says counts, whatever the body says of it.",
    ),
    scope=Scope(
        bindings=FORMATS, directions=_RESPONSE, needs=("reply", "base"), varies=("writing/path-beats-the-body",)
    ),
)
def path_beats_the_body(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the plain request")


@check(
    requirement=Requirement(
        id="REST-23",
        spec=_specs.SERVICESTACK,
        section="request binding",
        level=Level.MUST,
        sentence="Members that a request does not have, and a ResponseStatus in it, are passed over.",
    ),
    scope=Scope(
        bindings=FORMATS,
        directions=_RESPONSE,
        needs=("reply", "base"),
        varies=("writing/unknown-member", "writing/response-status-in-the-request"),
    ),
)
def what_says_nothing_is_passed_over(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the plain request")


@check(
    requirement=Requirement(
        id="REST-24",
        spec=_specs.OURS,
        section="repetition",
        level=Level.SHOULD,
        sentence="What is asked for twice is answered as it is when asked for once.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "base"), varies=("repetition/once-more",)),
)
def repetition_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the request before")


@check(
    requirement=Requirement(
        id="REST-25",
        spec=_specs.CONTRACT,
        section="undo",
        level=Level.MUST,
        sentence="What is done and taken back leaves what was before.",
    ),
    scope=Scope(
        bindings=FORMATS, directions=_RESPONSE, needs=("reply", "base"), varies=("repetition/done-and-taken-back",)
    ),
)
def taken_back_is_as_before(seen: Observation) -> Iterator[Problem]:
    """Report another state."""
    yield from differs(seen, "the same before anything was done")
