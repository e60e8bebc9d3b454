"""Items: the only module that counts what an answer accepted and refused."""

from conformance.checks._observe import Observation
from conformance.model.tree import values


def tally(seen: Observation) -> tuple[int, int]:
    """Return how many items an answer accepted and refused; a failure refuses all, or the call where it has none."""
    rule, session = seen.contract.results, seen.contract.session
    if seen.failed:
        return 0, len(seen.items or ()) or 1
    if seen.failed is False:
        return 1, 0
    if seen.results is not None and rule is not None:
        good = sum(
            "true" in values(result, rule.success) or "1" in values(result, rule.success) for result in seen.results
        )
        return good, len(seen.results) - good
    if (
        seen.payload is not None
        and session is not None
        and seen.operation is not None
        and seen.operation.name == session.login
    ):
        good = int(bool({"true", "1"} & set(values(seen.payload, session.success))))
        return good, 1 - good
    return 0, 0
