"""Finding a finding: the only module that knows which one of a report a user means by the name that was printed."""

from conformance.errors import UsageError
from conformance.model.report import Evidence, Report
from conformance.report._verdict import account

SHORTEST = 4  # hexadecimal digits of a fingerprint


def findings(report: Report) -> tuple[Evidence, ...]:
    """Return the findings that a vendor may be told of, worst first: all but those that the platform explains."""
    counted = account(report)
    return (*counted.broken, *counted.known, *counted.milder)


def finding(report: Report, name: str) -> Evidence:
    """Return the finding whose fingerprint a name is, or the beginning of it.

    Raises:
        UsageError: there is none, or several.
    """
    every = (*findings(report), *account(report).tolerated)
    found = {one.fingerprint: one for one in reversed(every) if name and one.fingerprint.startswith(name.lower())}
    if len(found) == 1 and len(name) >= SHORTEST:
        return next(iter(found.values()))
    if found:
        more = "give one of these" if len(name) >= SHORTEST else f"give one of these, or {SHORTEST} digits at least"
        message = f"{name!r} is the beginning of {', '.join(found)}: {more}"
        raise UsageError(message)
    there = ", ".join(dict.fromkeys(one.fingerprint for one in findings(report))) or "none"
    message = f"the report has no finding {name!r}; there is {there}"
    raise UsageError(message)
