"""The words of a report: the only module that puts an account into sentences, the same in every format."""

from conformance.model.binding import BINDINGS
from conformance.model.report import Report
from conformance.model.requirement import Severity
from conformance.report._verdict import Account

_HARDLY = 0.1
_FEW = 20  # items: of fewer there is nothing to say


def verdict_of(report: Report, account: Account) -> str:
    """Return the verdict of a run in one sentence without its full stop."""
    platform = report.header.platform
    tolerated = f"tolerated as known behaviour of {platform}" if platform else "tolerated as known behaviour"
    warnings = sum(found.severity is Severity.WARNING for found in account.milder)
    findings = f"({number_of(len(account.broken), 'finding')})"
    found = _listed(
        (len(account.requirements), f"requirement broken {findings}", f"requirements broken {findings}"),
        (len({doubt.check for doubt in account.doubts}), "check could not tell", "checks could not tell"),
        (len(account.tolerated), tolerated, tolerated),
        (warnings, "warning", "warnings"),
        (len(account.milder) - warnings, "note", "notes"),
    )
    if not account.complete:
        start = "INCOMPLETE: not all that was planned could be run, nothing here is a pass"
        return f"{start}; until then {found}" if found else start
    if not account.judged:
        start = "nothing was tested, and that is not a pass"
        return f"{start}; {found}" if found else start
    if not found:
        return f"no finding in {number_of(account.exchanges, 'exchange')}"
    return found if account.broken or account.doubts else f"no requirement broken, {found}"


def cell_text(account: Account, operation: str, binding: str) -> str:
    """Return what a cell of the matrix says; a run that did not come to its end has passed nowhere."""
    broken, doubts, milder, tolerated = (
        sum((thing.operation, thing.binding) == (operation, binding) for thing in things)
        for things in (account.broken, account.doubts, account.milder, account.tolerated)
    )
    serious = _listed((broken, "finding", "findings"), (doubts, "could not tell", "could not tell"))
    aside = _listed((milder, "minor", "minor"), (tolerated, "tolerated", "tolerated"))
    if (operation, binding) not in account.judged:
        calm = "not tested"
    else:
        calm = "passed" if account.complete else "no finding yet"
    return ", ".join(filter(None, (serious or calm, aside)))


def lopsided(account: Account) -> tuple[str, ...]:
    """Return a sentence for each operation that accepted, or refused, less than a tenth of its items, if not few."""
    return tuple(
        f"{operation}: only {number:,} of {number_of(items, 'item')} {side}, so that is hardly tested"
        for operation, row in account.coverage.items()
        for items in [row.accepted + row.refused]
        if items >= _FEW
        for side, number in (("accepted", row.accepted), ("refused", row.refused))
        if number < _HARDLY * items
    )


def binding_title(name: str) -> str:
    """Return what people call a binding."""
    return BINDINGS[name].title if name in BINDINGS else name


def number_of(number: int, one: str) -> str:
    """Return a number with its noun: ``1 finding``, ``1,200 findings``."""
    return _listed((number, one, f"{one}s")) or f"no {one}"


def _listed(*amounts: tuple[int, str, str]) -> str:
    """Return what there is at all, each with its singular or plural."""
    return ", ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in amounts if number)
