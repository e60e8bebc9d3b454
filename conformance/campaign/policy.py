"""The gate's file: the only module that reads and writes what a user asks of the gate and accepts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from conformance.campaign import decision
from conformance.checks._select import close_to
from conformance.contract.tables import structured
from conformance.diff.judge import Policy
from conformance.diff.rules import rules
from conformance.errors import ContractError, UsageError
from conformance.model.change import Impact
from conformance.model.gate import Accepted, FailOn, Gate, Weighed
from conformance.report._files import replaced
from conformance.report._visible import visible

_USE = "a gate's file"
_OPTIONS = ("--accept-write", "--gate")
_KEYS = (
    "fail_on, a table [levels] of rules, and tables [[accepted]], each with change (the 16 digits that the "
    "gate tells), rule, reason, owner and expires (a date, as 2027-01-31)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table ``[[accepted]]`` as it stands in the file."""

    change: str
    rule: str
    reason: str
    owner: str
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A file as a whole."""

    fail_on: str | None = None
    levels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    accepted: tuple[Row, ...] = ()


def load(file: Path | None, *, fail_on: str | None, day: str) -> Policy:
    """Return what a user asks of the gate on a day, in ISO 8601; ``fail_on`` beats what the file says of it.

    Raises:
        ContractError: the rules that we ship cannot be read.
        UsageError: the file cannot be used; the text names it and the entry. Or ``fail_on`` is no such word.
    """
    asked = Asked() if file is None else _asked(file)
    where = "" if file is None else f"{file}: "
    return Policy(
        fail_on=FailOn(_one_of(fail_on or asked.fail_on or FailOn.BREAKING, FailOn, "" if fail_on else where)),
        levels={rule: _level(rule, level, where) for rule, level in asked.levels.items()},
        accepted=tuple(_accepted(asked.accepted, where)),
        day=day,
    )


def _asked(file: Path) -> Asked:
    try:
        return structured(file, Asked)
    except ContractError as broken:
        hint = "" if file.exists() else f"; {_OPTIONS[0]} makes one"
        told = decision.numbered(str(broken), "accepted")
        message = f"the gate's file cannot be used: {told}; it takes {_KEYS}{hint}"
        raise UsageError(message) from None


def _one_of(given: str, words: type[FailOn | Impact], where: str) -> str:
    if given in tuple(words):
        return given
    what = "fail_on" if words is FailOn else "a level"
    message = f"{where}{what} is one of {', '.join(words)}, not {given!r}"
    raise UsageError(message)


def _level(rule: str, level: str, where: str) -> Impact:
    unknown = _unknown(rule)
    if unknown is not None:
        message = f"{where}[levels]: {unknown}"
        raise UsageError(message)
    return Impact(_one_of(level, Impact, f"{where}[levels], {rule}: "))


def _unknown(rule: str) -> str | None:
    """Return that there is no such rule, and what is close to it; None where there is."""
    if rule in rules():
        return None
    return f"there is no rule {rule!r}; {close_to(rule, rules())} (conformance explain tells of each)"


def _accepted(given: Sequence[Row], where: str) -> Iterator[Accepted]:
    """Yield the accepted changes.

    Raises:
        UsageError: one of them cannot be used.
    """
    first: dict[str, int] = {}
    for number, row in enumerate(given, start=1):
        wrong = _unknown(row.rule) or decision.blank(row.reason, row.owner)
        if first.setdefault(row.change, number) != number:
            wrong = f"entry {first[row.change]} is for the same change: leave one of them"
        if wrong is not None:
            message = f"{where}entry {number} ({row.change}, {row.rule}): {wrong}"
            raise UsageError(message)
        yield Accepted(
            fingerprint=row.change,
            rule=row.rule,
            reason=row.reason,
            owner=row.owner,
            expires=row.expires.isoformat(),
        )


def require_free(out: Path | None, in_use: Path | None) -> None:
    """Make sure that the gate's file can be written, and that this loses no other file than the one in use.

    Raises:
        UsageError: it cannot, or would.
    """
    if out is not None:
        decision.require_free(out, in_use, use=_USE, options=_OPTIONS)


def draft(out: Path, gate: Gate, policy: Policy) -> str:
    """Write what fails as accepted, beside the entries that still hold and what else is asked; return what was done.

    Raises:
        UsageError: the file cannot be written.
    """
    kept = [held.accepted for held in gate.changes if held.accepted is not None]
    day = date.fromisoformat(policy.day)
    blocks = {entry.fingerprint: _kept(entry) for entry in kept}
    blocks |= {held.change.fingerprint: _fresh(held, day) for held in gate.failing}
    levels = ["[levels]", *(f'"{rule}" = "{level}"' for rule, level in policy.levels.items()), ""]
    head = (
        f"# What the gate minds, and changes that are accepted, written by conformance diff --accept-write on {day}.",
        "# Each needs a reason, such as who was asked, and an owner who sees to it that it goes.",
        "# Until both are filled in, this file is refused.",
        f'fail_on = "{policy.fail_on}"',
        "",
        *(levels if policy.levels else ()),
    )
    with replaced(out, use=_USE) as file:
        file.write("\n".join((*head, *blocks.values())).encode())
    return decision.told(out, len(kept), len(gate.failing))


def _kept(entry: Accepted) -> str:
    told = (("change", entry.fingerprint), ("rule", entry.rule), ("reason", entry.reason), ("owner", entry.owner))
    return "\n".join(("[[accepted]]", *decision.rows(told), f"expires = {entry.expires}\n"))


def _fresh(held: Weighed, day: date) -> str:
    told = (("change", held.change.fingerprint), ("rule", held.change.rule))
    lines = (
        f"# {held.impact}: {visible(held.change.message)}",
        "[[accepted]]",
        *decision.rows(told),
        *decision.BLANKS,
        decision.until(day),
    )
    return "\n".join(lines)
