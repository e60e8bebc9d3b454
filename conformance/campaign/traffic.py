"""Traffic recorded elsewhere: the only module that finds out what its exchanges are of, and judges them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.campaign import cases as own_cases
from conformance.campaign.campaign import Campaign
from conformance.campaign.own import case_of
from conformance.campaign.redact import Redaction
from conformance.campaign.sensitive import learn_traffic
from conformance.campaign.settings import Settings
from conformance.campaign.sweep import Swept, meet
from conformance.checks import Bench, Check, Observation, _platform, observe_exchange, observe_message
from conformance.checks._judge import judge
from conformance.checks._observers import OBSERVERS
from conformance.contract.protocols import speech_of
from conformance.errors import RecordingError, UsageError
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.report import Untested
from conformance.model.requirement import Direction, Severity
from conformance.model.verdict import Verdict
from conformance.transport import _cassette, _target, _traffic

_NOT_IN_IDS = re.compile("[^A-Za-z0-9_-]+")
NO_MESSAGE = "it is no message of an operation of the contract"
NO_ANSWER = "its answer is not in the file"
REDIRECTED = "it was redirected, and what it was answered with elsewhere is another exchange"
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The cases of a kind that a target has, what cannot be tested of it, and which files are broken."""

    cases: tuple[Case, ...] = ()
    untested: tuple[Untested, ...] = ()
    broken: tuple[str, ...] = ()


def offered(contract: Contract, settings: Settings, kind: Kind) -> Offered:
    """Return the cases of a kind: those of the contract where something answers them, or those that were recorded.

    Raises:
        UsageError: a selected name is not in the contract.
    """
    target = _target.parse(settings.target)
    path = Path(target.rest)
    files = _traffic.files(path) if target.kind == "replay" else ()
    if kind is Kind.RECORDED:
        return _recorded(contract, settings, path, files)
    if files and not _cassette.files(path):
        tuple(own_cases.selected(contract, settings))
        return Offered()
    return Offered(cases=own_cases.cases(contract, settings, kind))


def judge_recorded(campaign: Campaign, case: Case) -> Swept:
    """Judge the exchanges of a case, one after the other, and return what they showed.

    Raises:
        RecordingError: the file cannot be read.
    """
    met = Swept()
    place, _, numbers = case.origin.rpartition("#")
    wanted = _numbers(numbers)
    for entry in _traffic.entries(Path(place)):
        if entry.number not in wanted or entry.exchange is None:
            continue
        number = replace(case, id=f"{case.id}/{entry.number}", origin=f"{place}#{entry.number}")
        operation = campaign.contract.operations[case.operation]
        if not speech_of(campaign.contract).allows(campaign.bench, operation, entry.exchange.request):
            number = replace(number, expectation=Expectation.ALIKE)  # whatever it was answered with
        answered = campaign.judge(number, entry.exchange)
        campaign.record(number, answered)
        meet(met, answered, lambda: None)
    return met


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is said of an exchange without a campaign: what it is, and the problems of each side of it.

    ``untested`` is why nothing is said, empty where something is; no problem tells a secret.
    """

    what: str = ""
    problems: tuple[tuple[Direction, Verdict], ...] = ()
    untested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jury:
    """What judges exchanges that stand in files, request and answer: the checks, as the contract's platform."""

    bench: Bench
    checks: Mapping[str, Check]
    platform: _platform.Platform | None
    redaction: Redaction

    @classmethod
    def of(cls, bench: Bench, checks: Mapping[str, Check], *, files: Iterable[Path]) -> "Jury":
        """Return the jury of a contract, which knows what is secret in the files that it will hear."""
        name = bench.contract.platform
        platform = None if name is None else _platform.load(name)
        redaction = Redaction()
        learn_traffic(redaction, bench.contract, files)
        return cls(bench=bench, checks=checks, platform=platform, redaction=redaction)

    def judge(self, entry: _traffic.Entry) -> Heard:
        """Judge an exchange; notes, and what the platform is known for, are no problems."""
        case = attributed(entry, self.bench.contract, str(entry.number))
        if isinstance(case, str) or entry.exchange is None:
            return Heard(untested=case if isinstance(case, str) else entry.why)
        asked, seen = self._asked(entry.exchange), {}
        if asked is not None:
            seen[Direction.REQUEST] = asked
            allowed = asked.judgement is not None and asked.judgement.valid
        else:
            operation = self.bench.contract.operations[case.operation]
            allowed = speech_of(self.bench.contract).allows(self.bench, operation, entry.exchange.request)
        if not allowed:
            case = replace(case, expectation=Expectation.ALIKE)
        seen[Direction.RESPONSE] = observe_exchange(entry.exchange, case, bench=self.bench)
        told = {side: judge(one, self.platform, checks=self.checks) for side, one in seen.items()}
        if not any(found.passed or found.verdicts for found in told.values()):
            return Heard(untested="no check that was asked for says anything of it")
        problems = tuple(
            (side, self.redaction.verdict(verdict))
            for side, found in told.items()
            for verdict in found.verdicts
            if verdict.severity is not Severity.NOTE and verdict.tolerated is None
        )
        return Heard(what=f"{BINDINGS[case.binding].title} exchange, {case.operation}", problems=problems)

    def _asked(self, found: Exchange) -> Observation | None:
        """Return what can be seen of a request by itself, None where it does not say what it is."""
        if OBSERVERS[self.bench.contract.protocol].message is None:
            return None
        return observe_message(found.request.body, self.bench, direction=Direction.REQUEST)


def attributed(entry: _traffic.Entry, contract: Contract, name: str) -> Case | str:
    """Return the case that an exchange is, or why it is none."""
    found = entry.exchange
    if found is None:
        return entry.why
    if not found.request.body.strip() and not speech_of(contract).bodiless:
        return NO_MESSAGE
    try:
        case = case_of(found.request, contract, name=name)
    except UsageError:
        return NO_MESSAGE
    if found.response is None and found.error is None:
        return NO_ANSWER
    if found.response is not None and found.response.status in _REDIRECTIONS:
        return REDIRECTED
    return replace(case, kind=Kind.RECORDED)


def _recorded(contract: Contract, settings: Settings, path: Path, files: tuple[Path, ...]) -> Offered:
    """Return a case for each operation and binding of each file; its origin names the exchanges that are of it."""
    chosen = set(own_cases.selected(contract, settings))
    made: list[Case] = []
    untested: list[Untested] = []
    broken: list[str] = []
    names: set[str] = set()
    for file in files:
        name = _name(file, path, names)
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        left: defaultdict[str, list[int]] = defaultdict(list)
        try:
            for entry in _traffic.entries(file):
                case = attributed(entry, contract, name)
                if isinstance(case, str):
                    left[case].append(entry.number)
                else:
                    found[case.operation, case.binding].append(entry.number)
        except RecordingError as trouble:
            broken.append(str(trouble))
            untested.append(Untested(what=str(file), why=str(trouble)))
        for why, numbers in left.items():
            count = "1 exchange" if len(numbers) == 1 else f"{len(numbers):,} exchanges"
            untested.append(Untested(what=f"{file}#{_ranges(numbers)}: {count}", why=why))
        made += (
            Case(
                id=f"{operation}/{binding}/{Kind.RECORDED}/{name}",
                operation=operation,
                binding=binding,
                kind=Kind.RECORDED,
                expectation=Expectation.EITHER,
                origin=f"{file}#{_ranges(numbers)}",
            )
            for (operation, binding), numbers in sorted(found.items())
            if (operation, binding) in chosen
        )
    return Offered(cases=tuple(made), untested=tuple(untested), broken=tuple(broken))


def _name(file: Path, path: Path, taken: set[str]) -> str:
    """Return a name of a file for ids, which no other file has, upper and lower case being the same."""
    place = file.relative_to(path) if path.is_dir() else Path(file.name)
    name = wanted = _NOT_IN_IDS.sub("-", str(place.with_suffix(""))).strip("-") or "traffic"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name.casefold())
    # The last step of an id may be no number: numbers are those of exchanges.
    return f"file-{name}" if name.isdigit() else name


def _ranges(numbers: list[int]) -> str:
    """Return ascending numbers in short: ``1-3,7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _numbers(ranges: str) -> frozenset[int]:
    """Return the numbers that are told in short."""
    pairs = (part.partition("-") for part in ranges.split(","))
    return frozenset(n for first, _, last in pairs for n in range(int(first), int(last or first) + 1))
