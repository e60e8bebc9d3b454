"""Run against run: the only module that tells what became of each finding between two runs of one contract."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from conformance.errors import UsageError
from conformance.model.case import Kind
from conformance.model.report import CheckStamp, Evidence, Header, Report
from conformance.model.verdict import Outcome
from conformance.report._layout import without_number
from conformance.report._levels import graded
from conformance.report._verdict import Account, account
from conformance.report._wording import binding_title

_Key: TypeAlias = tuple[str, str, str, str]
_Place: TypeAlias = tuple[str, str, str]
_Tested: TypeAlias = Mapping[_Place | str, frozenset[str]]
_SEED = "found by a random message; the old run sent others, for its seed or depth is another one"


class Fate(StrEnum):
    """What became of a finding; the first two fail a comparison."""

    NEW = "new"
    WORSE = "worse"
    UNTESTED = "no longer tested"
    EASED = "eased"
    MENDED = "mended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finding and what became of it: how it stood and how it stands, and a note on what limits that."""

    fate: Fate
    evidence: Evidence
    was: str | None
    now: str | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A fact of a run, or a grade, that is another one now."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two runs."""

    report: Report
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs, finding by finding.

    ``lost`` is what the old run tested and the new one did not, ``doubts`` the checks that broke in the new run only,
    ``facts`` what else sets the runs apart.
    """

    old: Side
    new: Side
    entries: tuple[Entry, ...]
    lost: tuple[str, ...]
    doubts: tuple[str, ...]
    levels: tuple[Change, ...]
    facts: tuple[Change, ...]

    def of(self, *fates: Fate) -> tuple[Entry, ...]:
        """Return the entries of these fates."""
        return tuple(entry for entry in self.entries if entry.fate in fates)

    def stamp(self, entry: Entry) -> CheckStamp | None:
        """Return the sentence that a finding breaks."""
        sides = (self.new, self.old)
        return next(filter(None, (side.report.header.checks.get(entry.evidence.check) for side in sides)), None)

    @property
    def contract_changed(self) -> bool:
        """Tell whether the contract was another one."""
        return self.old.report.header.contract.sha256 != self.new.report.header.contract.sha256

    @property
    def behaviour_changed(self) -> bool:
        """Tell whether anything was found or mended between the runs."""
        return bool(self.of(Fate.NEW, Fate.WORSE, Fate.EASED, Fate.MENDED))

    @property
    def fails(self) -> bool:
        """Tell whether the new run is worse: a new finding that counts, one that counts now, or a check that broke."""
        return bool(self.doubts) or any(entry.now == "broken" for entry in self.of(Fate.NEW, Fate.WORSE))

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Return which of the runs did not do all that was planned."""
        return tuple(name for name, side in (("old", self.old), ("new", self.new)) if not side.account.complete)

    @property
    def decided(self) -> bool:
        """Tell whether both runs came to their end, and the new one tested what the old one did."""
        return not (self.incomplete or self.lost or self.of(Fate.UNTESTED))


def compare(old: Report, new: Report) -> Comparison:
    """Return what became of each finding, the worst first.

    Raises:
        UsageError: the runs are of different contracts.
    """
    if old.header.contract.name != new.header.contract.name:
        message = (
            f"the runs are of different contracts, {old.header.contract.name!r} and {new.header.contract.name!r}; "
            "compare two runs of one, and set others side by side with -o matrix.html"
        )
        raise UsageError(message)
    before, after = Side(report=old, account=account(old)), Side(report=new, account=account(new))
    entries = sorted(_entries(before, after), key=lambda entry: tuple(Fate).index(entry.fate))
    broke = {(doubt.check, doubt.operation, doubt.binding) for doubt in before.account.doubts}
    return Comparison(
        old=before,
        new=after,
        entries=tuple(entries),
        lost=tuple(_lost(before.account, after.account)),
        doubts=tuple(
            f"{doubt.check}: {doubt.operation}, {binding_title(doubt.binding)}: {doubt.message}"
            for doubt in after.account.doubts
            if (doubt.check, doubt.operation, doubt.binding) not in broke
        ),
        levels=tuple(_grades(before.account, after.account)),
        facts=tuple(_facts(old.header, new.header)),
    )


def _entries(before: Side, after: Side) -> Iterator[Entry]:
    was, now = _by_key(before.account), _by_key(after.account)
    alike = _tapes(before.report.header) == _tapes(after.report.header)
    tested, again = (
        _tested(side.report, {without_number(found.case) for _, found in other.values()})
        for side, other in ((before, now), (after, was))
    )
    for key, (state, found) in now.items():
        if key not in was:
            yield Entry(fate=Fate.NEW, evidence=found, was=None, now=state, note=_novelty(found, tested, alike=alike))
            continue
        earlier = was[key][0]
        fate = Fate.UNCHANGED if earlier == state else Fate.WORSE if state == "broken" else Fate.EASED
        yield Entry(fate=fate, evidence=found, was=earlier, now=state)
    for key, (state, found) in was.items():
        if key not in now:
            reason, fate = _end(found, after, again, sides=(before.report.header, after.report.header))
            yield Entry(fate=fate, evidence=found, was=state, now=None, note=reason)


def _novelty(found: Evidence, tested: _Tested, *, alike: bool) -> str:
    """Return what keeps a new finding from telling that the endpoint has changed, if anything does."""
    if (found.check, found.operation, found.binding) not in tested:
        return "its check had nothing to judge there in the old run"
    return _SEED if _random(found) and not alike else ""


def _end(found: Evidence, after: Side, tested: _Tested, *, sides: tuple[Header, Header]) -> tuple[str, Fate]:
    """Return what became of a finding that the new run has not, and why: it is mended only where its check passed."""
    old, new = sides
    case, alike = without_number(found.case), _tapes(old) == _tapes(new)
    if found.check in tested.get(case, ()) and (alike or not _random(found)):
        return "", Fate.MENDED
    if (found.check, found.operation, found.binding) not in tested:
        return "its check had nothing to judge there", Fate.UNTESTED
    if _random(found) and not alike:
        return "it was found by a random message, and the new run has another seed or depth", Fate.UNTESTED
    if case not in tested and (left := _left_out(case, after.report)):
        return f"its case was not run again: {left}", Fate.UNTESTED
    if case not in tested and (old.depth != new.depth or not after.account.complete):
        return "its case was not run again", Fate.UNTESTED
    return "other cases passed the check", Fate.MENDED


def _left_out(case: str, report: Report) -> str:
    """Return why a run left a case out, empty where it does not say so."""
    names = set(_ways(case))
    untested = () if report.footer is None else report.footer.untested
    return next((row.why for row in untested if row.what in names), "")


def _ways(case: str) -> Iterator[str]:
    """Yield the id of a case and its beginnings up to a slash: a message of a part is one of the whole as well."""
    while case:
        yield case
        case = case.rpartition("/")[0]


def _tested(report: Report, cases: Iterable[str]) -> _Tested:
    """Return the checks that passed in each of some cases that were run, and each place where one did, in one walk.

    A place where a check found something is one where it was tested as well.
    """
    wanted = set(cases)
    found: defaultdict[_Place | str, set[str]] = defaultdict(set)
    for record in report.records:
        for case in wanted.intersection(_ways(record.case.id)):
            found[case].update(record.passed)
        place = record.case.operation, record.case.binding
        failed = (verdict.check for verdict in record.verdicts if verdict.outcome is Outcome.FAILED)
        for check in (*record.passed, *failed):
            found[check, *place].add(check)
    return {key: frozenset(held) for key, held in found.items()}


def _by_key(counted: Account) -> Mapping[_Key, tuple[str, Evidence]]:
    """Return how each finding stands; one that is tolerated in some cases only stands as in the others."""
    return {
        (found.check, found.operation, found.binding, found.fingerprint): (state, found)
        for state, held in reversed(counted.states.items())
        for found in held
    }


def _tapes(header: Header) -> tuple[object, ...]:
    """Return what decides which random messages a run sends."""
    return header.seed, header.depth, header.contract.sha256, header.tool.version


def _random(found: Evidence) -> bool:
    return Kind.GENERATED in without_number(found.case).split("/")[2:]


def _lost(old: Account, new: Account) -> Iterator[str]:
    for operation, binding in sorted(old.judged.keys() - new.judged.keys()):
        yield f"{operation}, {binding_title(binding)}"
    judged = [
        {check for check, outcomes in counted.counts.items() if {"passed", "failed"} & outcomes.keys()}
        for counted in (old, new)
    ]
    yield from sorted(judged[0] - judged[1])


def _grades(old: Account, new: Account) -> Iterator[Change]:
    for was, now in zip(graded(old), graded(new), strict=True):
        if was.grade is not now.grade:
            what = f"{was.level.title} ({was.name}, version {was.level.version})"
            yield Change(what=what, old=was.grade.value, new=now.grade.value)


def _facts(old: Header, new: Header) -> Iterator[Change]:
    facts = (
        ("contract", old.contract.sha256[:12], new.contract.sha256[:12]),
        ("target", old.target, new.target),
        ("vendor", old.vendor or "not given", new.vendor or "not given"),
        ("platform", old.platform or "none", new.platform or "none"),
        ("operations", _only(old.operations, new.operations), _only(new.operations, old.operations)),
        ("bindings", _only(old.bindings, new.bindings), _only(new.bindings, old.bindings)),
        ("depth", old.depth, new.depth),
        ("seed", str(old.seed), str(new.seed)),
        ("pytest-conformance", old.tool.version, new.tool.version),
        ("Hypothesis", old.tool.hypothesis, new.tool.hypothesis),
        ("checks", _only(old.checks, new.checks), _only(new.checks, old.checks)),
    )
    yield from (Change(what=what, old=was, new=now) for what, was, now in facts if was != now)


def _only(one: Iterable[str], other: Iterable[str]) -> str:
    """Return the names that only one side has."""
    return ", ".join(sorted(set(one) - set(other))) or "no others"
