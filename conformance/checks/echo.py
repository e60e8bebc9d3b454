"""Echoes: whether an answer repeats what the contract says it repeats."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import quoted
from conformance.checks._rest import FORMATS
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element, is_nil, select


@check(
    requirement=Requirement(
        id="REST-11",
        spec=_specs.CONTRACT,
        section="echo",
        level=Level.MUST,
        sentence="A result repeats the members of its request that the contract says it repeats.",
    ),
    scope=Scope(
        bindings=FORMATS,
        directions=(Direction.RESPONSE,),
        needs=("payload", "request_said", "operation"),
        unless=("breaks",),
    ),
)
def members_are_repeated(seen: Observation) -> Iterator[Problem]:
    """Report each member that is another one, or missing; an empty text is as good as none."""
    asked = needed(seen.request_said).payload
    for name in needed(seen.operation).echo if asked is not None else ():
        sent, told = (_text(one, name) for one in (needed(asked), needed(seen.payload)))
        if sent != told:
            yield Problem(message=f"{name} is {quoted(told)}, and {quoted(sent)} was sent", path=name)


def _text(element: Element, name: str) -> str:
    found = select(element, name)
    return found[0].text if found and not is_nil(found[0]) else ""
