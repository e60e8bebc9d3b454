"""XML: whether a message can be read at all."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation
from conformance.checks._place import content_of
from conformance.model.requirement import Level, Problem, Requirement


@check(
    requirement=Requirement(
        id="XML-01",
        spec=_specs.XML,
        section="2.1",
        level=Level.MUST,
        sentence="A message is one well-formed XML document.",
    ),
    scope=Scope(needs=("data",)),
)
def well_formed(seen: Observation) -> Iterator[Problem]:
    """Report why the message cannot be read as XML."""
    if seen.unreadable is not None:
        came = "" if seen.status is None else f" (HTTP status {seen.status}, {content_of(seen)})"
        yield Problem(message=f"{seen.unreadable.message}{came}", line=seen.unreadable.line)
