"""What a check says of an exchange."""

from dataclasses import dataclass
from enum import StrEnum

from conformance.model.requirement import Severity


class Outcome(StrEnum):
    """The five outcomes of EARL 1.0."""

    PASSED = "passed"
    FAILED = "failed"
    INAPPLICABLE = "inapplicable"
    CANT_TELL = "cantTell"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem, stamped: the fingerprint is the same for the same problem in another run."""

    message: str
    path: str | None = None
    line: int | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One check's outcome; ``tolerated`` is the id of the platform's deviation that explains it.

    ``known`` is the number of the entry in the user's baseline that lists it.
    """

    check: str
    outcome: Outcome
    severity: Severity
    tolerated: str | None = None
    known: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def counts(self) -> bool:
        """Tell whether this verdict fails a run: an error that nobody has explained, or a check of ours that broke."""
        if self.outcome is Outcome.CANT_TELL:
            return True
        explained = self.tolerated is not None or self.known is not None
        return self.outcome is Outcome.FAILED and self.severity is Severity.ERROR and not explained
