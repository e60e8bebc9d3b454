"""Rules of the comparison: the only reader of what is said of them to whoever meets one, data beside the contracts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from conformance import _schemas
from conformance.contract.tables import structured


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a kind of change means, whom it breaks, a contract before and after it, and what to do."""

    means: str
    breaks: str
    before: str
    after: str
    mend: str


@cache
def rules() -> Mapping[str, Rule]:
    """Return all kinds of changes that a comparison can tell, by their ids, sorted.

    Raises:
        ContractError: the file of rules cannot be used.
    """
    return structured(_schemas.changes_file(), dict[str, Rule])
