"""The Body: whether it holds the element that the operation declares."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, titled
from conformance.checks._soap import BOTH
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import local_of


@check(
    requirement=Requirement(
        id="ENV-16",
        spec=_specs.WSDL11,
        section="3.5; WS-I Basic Profile 1.1, R2712",
        level=Level.MUST,
        sentence="In document/literal style the child of Body is the element that the message's part names.",
    ),
    scope=Scope(bindings=BOTH, needs=("envelope",), unless=("fault",)),
)
def payload_is_the_declared_element(seen: Observation) -> Iterator[Problem]:
    """Report a Body with another child than the declared one; that an answer's Body is empty is another check's."""
    found = seen.payload
    if found is None and seen.direction is Direction.RESPONSE:
        return
    if found is None or seen.declared is None or found.name != seen.declared.payload:
        holds = "is empty" if found is None else f"holds {titled(found.name)}"
        yield problem(seen, f"the Body {holds}; {_wanted(seen)}", at=found or seen.envelope_element)


def _wanted(seen: Observation) -> str:
    """Return what the contract has for this direction."""
    if seen.declared is not None:
        return f"the {seen.direction} of {needed(seen.operation).name} is {titled(seen.declared.payload)}"
    operations = seen.contract.operations.values()
    known = sorted((one.input if seen.direction is Direction.REQUEST else one.output).payload for one in operations)
    alike = [name for name in known if seen.payload is not None and local_of(name) == seen.payload.local]
    names = ", ".join(titled(name) for name in alike) or ", ".join(local_of(name) for name in known)
    return f"{seen.direction}s of the contract {seen.contract.name}: {names}"
