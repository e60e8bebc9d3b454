"""Header blocks: whether a message has those that its operation declares."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, titled
from conformance.model.requirement import Level, Problem, Requirement


@check(
    requirement=Requirement(
        id="HDR-13",
        spec=_specs.WSDL11,
        section="3.7; WS-I Basic Profile 1.1, R2738",
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
