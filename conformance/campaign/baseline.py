"""Baselines: the only module that reads and writes a user's file of known findings, and knows what it covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

from conformance.campaign import decision
from conformance.checks import Check, Judged
from conformance.checks._select import close_to
from conformance.contract.names import binding_named, operation_named
from conformance.contract.tables import structured
from conformance.errors import ContractError, UsageError
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.report import Evidence, KnownStamp, Report
from conformance.model.verdict import Outcome
from conformance.report._baseline import State
from conformance.report._files import replaced
from conformance.report._verdict import account
from conformance.report._visible import visible

_USE = "a baseline"
_KEYS = "check, reason, owner and expires (a date, as 2027-01-31), and operation and binding where it is for one only"
_OPTIONS = ("--conformance-baseline-write", "--conformance-baseline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table ``[[known]]`` as it stands in the file."""

    check: str
    reason: str
    owner: str
    expires: date
    operation: str | None = None
    binding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A file as a whole."""

    known: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The entries of a file by their numbers, and the day, in ISO 8601, of the run that they are read for."""

    file: Path
    entries: Mapping[str, KnownStamp]
    day: str

    def mark(self, judged: Judged, case: Case) -> Judged:
        """Return what the checks say, with the number of the entry beside each finding that one lists.

        What the platform explains stays explained by that, and a check that broke by nothing.
        """
        verdicts = (
            replace(told, known=self._number(told.check, case))
            if told.outcome is Outcome.FAILED and told.tolerated is None
            else told
            for told in judged.verdicts
        )
        return replace(judged, verdicts=tuple(verdicts))

    def _number(self, check: str, case: Case) -> str | None:
        place = case.operation, case.binding
        return next(
            (
                number
                for number, entry in self.entries.items()
                if entry.check == check and place in entry.places and entry.expires >= self.day
            ),
            None,
        )


def load(file: Path, contract: Contract, *, checks: Mapping[str, Check], day: str) -> Baseline:
    """Return the baseline of a file; ``checks`` are all that its entries may name.

    Raises:
        UsageError: the file cannot be used; the text names it and the entry.
    """
    try:
        rows = structured(file, Entries).known
    except ContractError as broken:
        told = decision.numbered(str(broken), "known")
        hint = "" if file.exists() else "; --conformance-baseline-write makes one"
        message = f"the baseline cannot be used: {told}; each [[known]] takes {_KEYS}{hint}"
        raise UsageError(message) from None
    for number, row in enumerate(rows, start=1):
        wrong = _wrong(row, contract, checks)
        if wrong is not None:
            message = f"{file}: entry {number} ({_content(row)}): {wrong}"
            raise UsageError(message)
    entries = {str(number): _stamp(row, contract, checks[row.check]) for number, row in enumerate(rows, start=1)}
    _require_apart(file, entries)
    return Baseline(file=file, entries=entries, day=day)


def _content(row: Row | KnownStamp) -> str:
    return ", ".join(filter(None, (row.check, row.operation, row.binding)))


def _wrong(row: Row, contract: Contract, checks: Mapping[str, Check]) -> str | None:
    """Return what is wrong with an entry and what to do, None where nothing is."""
    check = checks.get(row.check)
    if check is None:
        return f"there is no check {row.check!r}; {close_to(row.check, checks)} (conformance checks lists all)"
    about = [binding.name for binding in check.scope.bindings]
    try:
        if row.operation is not None:
            operation_named(row.operation, contract)
        if row.binding is not None:
            binding_named(row.binding, contract)
    except UsageError as unknown:
        return str(unknown)
    if row.binding is not None and row.binding not in about:
        return f"this check is about {', '.join(about)} only: name that binding, or none"
    return decision.blank(row.reason, row.owner)


def _stamp(row: Row, contract: Contract, check: Check) -> KnownStamp:
    operations = sorted(contract.operations) if row.operation is None else [row.operation]
    bindings = sorted(contract.bindings) if row.binding is None else [row.binding]
    about = {binding.name for binding in check.scope.bindings}
    return KnownStamp(
        check=row.check,
        operation=row.operation,
        binding=row.binding,
        reason=row.reason,
        owner=row.owner,
        expires=row.expires.isoformat(),
        places=tuple((operation, binding) for operation in operations for binding in bindings if binding in about),
    )


def _require_apart(file: Path, entries: Mapping[str, KnownStamp]) -> None:
    """Make sure that no two entries are for one place.

    Raises:
        UsageError: two are.
    """
    for (one, first), (two, second) in combinations(entries.items(), 2):
        both = sorted({*first.places} & {*second.places}) if first.check == second.check else []
        if both:
            where = " over ".join(both[0])
            message = f"{file}: entries {one} and {two} ({_content(second)}) are both for {first.check}, {where}"
            raise UsageError(message + ": leave one of them")


def require_free(out: Path, baseline: Path | None) -> None:
    """Make sure that a baseline can be written, and that this loses no other file than the baseline in use.

    Raises:
        UsageError: it cannot, or would.
    """
    decision.require_free(out, baseline, use=_USE, options=_OPTIONS)


def draft(out: Path | None, baseline: Baseline | None, report: Report) -> str | None:
    """Write the findings of a run that count as a baseline, beside the entries that still hold; return what was done.

    Nothing is done where no file is named. A run that is not complete knows too little for a baseline.

    Raises:
        UsageError: the file cannot be written.
    """
    if out is None:
        return None
    if not report.complete:
        return f"{out} is not written, because the run is incomplete"
    require_free(out, None if baseline is None else baseline.file)
    counted = account(report)
    holding = [held.entry for held in counted.baseline if held.state in {State.MET, State.UNTESTED}]
    fresh = {(found.check, found.operation, found.binding): found for found in reversed(counted.broken)}
    day = date.fromisoformat(report.header.started[: len("YYYY-MM-DD")])
    text = _text(holding, tuple(fresh.values()), day=day)
    with replaced(out, use=_USE) as file:
        file.write(text.encode())
    return decision.told(out, len(holding), len(fresh))


def _text(kept: Sequence[KnownStamp], fresh: Sequence[Evidence], *, day: date) -> str:
    """Return a file of entries, sorted; those that a person has to fill in are refused until then."""
    blocks = [
        *((_content(entry), _kept(entry)) for entry in kept),
        *((f"{found.check}, {found.operation}, {found.binding}", _fresh(found, day)) for found in fresh),
    ]
    head = (
        f"# Known findings, written by pytest --conformance-baseline-write on {day}.\n"
        "# Each needs a reason, such as the vendor's ticket, and an owner who sees to it that it goes.\n"
        "# Until both are filled in, this file is refused.\n"
    )
    return "\n".join((head, *(block for _, block in sorted(blocks))))


def _kept(entry: KnownStamp) -> str:
    rows = (("check", entry.check), ("operation", entry.operation), ("binding", entry.binding))
    told = [*decision.rows(rows), *decision.rows((("reason", entry.reason), ("owner", entry.owner)))]
    return "\n".join(("[[known]]", *told, f"expires = {entry.expires}\n"))


def _fresh(found: Evidence, day: date) -> str:
    rows = (("check", found.check), ("operation", found.operation), ("binding", found.binding))
    lines = (
        f"# {visible(found.message)}",
        "[[known]]",
        *decision.rows(rows),
        *decision.BLANKS,
        decision.until(day),
    )
    return "\n".join(lines)
