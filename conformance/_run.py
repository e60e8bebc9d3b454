"""One pytest session: the only module that ties a campaign and its journal to pytest's items."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conformance.campaign import cases
from conformance.campaign.campaign import Campaign, load, opened
from conformance.campaign.examine import examine
from conformance.campaign.journal import Journal, header
from conformance.campaign.settings import DEPTHS, Settings
from conformance.errors import ConformanceError, GenerationError, UsageError
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.report import Evidence, Report, Untested
from conformance.model.requirement import Severity
from conformance.report import _summary
from conformance.report._visible import visible

USAGE, UNKNOWN = 4, 3  # pytest's code for usage, and ours for "could not find out"
Value = Callable[[pytest.Config, str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """What the fixture ``conformance`` gives: the open campaign."""

    campaign: Campaign
    untested: list[Untested] = field(repr=False)

    def examine(self, case: Case) -> None:
        """Run a case; fail where a requirement is broken, skip where it must not run."""
        try:
            found = examine(self.campaign, case)
        except GenerationError as ours:
            pytest.fail(str(ours), pytrace=False)
        if found.untested and not found.exchanges:
            pytest.skip(found.untested)
        if found.untested:
            self.untested.append(Untested(what=f"{case.id}: the rest after {found.exchanges} messages", why=found.untested))
        broken = [told for told in found.evidence if told.severity is Severity.ERROR and told.tolerated is None]
        if broken:
            pytest.fail("\n\n".join(_told(told) for told in broken), pytrace=False)


def _told(evidence: Evidence) -> str:
    """Return a finding as the failure of a test: what, where, and the message that shows it."""
    place = "" if evidence.path is None else f"\n  at {evidence.path}" + (f", line {evidence.line}" if evidence.line else "")
    came = evidence.error or ("" if evidence.response is None else f"HTTP {evidence.response.status}")
    return "\n".join(
        (
            f"{evidence.check}: {evidence.message}{place}",
            f"  smallest request ({evidence.operation}, {evidence.binding}; shown {evidence.reproduced}, in {evidence.also_seen} others):",
            _indented(evidence.request.body),
            f"  answer: {came}",
            _indented(b"" if evidence.response is None else evidence.response.body),
        )
    )


def _indented(body: bytes) -> str:
    shown = body[:2000].decode("utf-8", "backslashreplace")
    more = f"\n    ({len(body) - 2000:,} more bytes)" if len(body) > 2000 else ""
    return "\n".join(f"    {visible(line)}" for line in shown.splitlines()) + more


@dataclass(slots=True, kw_only=True)
class Run:
    """What one session keeps."""

    config: pytest.Config
    settings: Settings
    contract: Contract | None
    journal: Journal | None
    trouble: ConformanceError | None = None
    planned: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    untested: list[Untested] = field(default_factory=list)
    report: Report | None = None

    @classmethod
    def of(cls, config: pytest.Config, value: Value) -> Run:
        """Read the options and load the contract; what goes wrong is kept until pytest can be stopped."""
        try:
            settings = settings_of(config, value)
            contract = load(settings)
            asked = [Path(path) for path in value(config, "conformance_report") or ()]
            journal = Journal(asked, Path(tempfile.mkdtemp(prefix="conformance-")))
        except ConformanceError as trouble:
            return cls(config=config, settings=Settings(), contract=None, journal=None, trouble=trouble)
        return cls(config=config, settings=settings, contract=contract, journal=journal)

    def cases(self, kind: str) -> tuple[Case, ...]:
        """Return the cases of a kind; none where the run cannot begin."""
        if self.contract is None:
            return ()
        try:
            return cases.cases(self.contract, self.settings, Kind(kind))
        except UsageError as trouble:
            self.trouble = trouble
            return ()

    def plan(self, items: list[pytest.Item]) -> None:
        """Note the cases that will run and write the header."""
        if self.trouble is not None:
            self.stop(self.trouble)
        found = [(item.nodeid, case_of(item)) for item in items]
        self.planned = {node: case.id for node, case in found if case is not None}
        self.order = list(self.planned.values())
        if self.journal is not None and self.contract is not None:
            try:
                self.journal.begin(header(self.settings, self.contract))
            except ConformanceError as trouble:
                self.stop(trouble)

    def deselect(self, items: list[pytest.Item]) -> None:
        """Note the cases that the selection leaves out."""
        left = (case_of(item) for item in items)
        self.untested.extend(Untested(what=case.id, why="deselected") for case in left if case is not None)

    def stop(self, trouble: ConformanceError) -> None:
        """End the session with one message and the exit code of its kind."""
        if isinstance(trouble, UsageError):
            raise pytest.UsageError(str(trouble))
        pytest.exit(str(trouble), returncode=UNKNOWN)

    @contextmanager
    def opened(self) -> Iterator[Conformance]:
        """Open the campaign; what keeps it from opening ends the session."""
        if self.contract is None or self.journal is None:
            pytest.exit(str(self.trouble), returncode=USAGE)
        part = self.journal.part("main")
        try:
            with opened(self.settings, self.contract, part.write) as campaign:
                yield Conformance(campaign=campaign, untested=self.untested)
        except UsageError as trouble:
            pytest.exit(str(trouble), returncode=USAGE)
        except ConformanceError as trouble:
            pytest.exit(str(trouble), returncode=UNKNOWN)
        finally:
            part.close()

    def note(self, item: pytest.Item, report: pytest.TestReport) -> None:
        """Note that a case has run, or why it has not."""
        case = self.planned.get(item.nodeid)
        if case is None:
            return
        if report.skipped:
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.untested.append(Untested(what=case, why=why.removeprefix("Skipped: ")))
        if report.skipped or report.when == "call":
            self.planned.pop(item.nodeid)

    def finish(self, session: pytest.Session, exitstatus: int) -> None:
        """Join the report; a session that planned cases and exchanged nothing has failed."""
        if self.journal is None or self.journal.header is None or not (self.order or self.untested):
            return
        ended = exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED} and not self.planned
        self.untested.extend(Untested(what=case, why="the run ended before it") for case in self.planned.values())
        self.report = self.journal.finish(self.order, self.untested, complete=ended)
        if not self.report.records and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def summarise(self, terminal: pytest.TerminalReporter) -> None:
        """Print the report in short, and where it was written."""
        if self.report is None or self.journal is None:
            return
        terminal.section("conformance")
        for line in _summary.lines(self.report, terminal._tw.fullwidth):  # noqa: SLF001 - pytest offers no other width
            terminal.write_line(line)
        for path in self.journal.asked:
            terminal.write_line(f"report: {path}")


def case_of(item: pytest.Item) -> Case | None:
    """Return the case of an item, None where it is no item of ours."""
    found = getattr(item, "callspec", None)
    case = None if found is None else found.params.get("conformance_case")
    return case if isinstance(case, Case) else None


def settings_of(config: pytest.Config, value: Value) -> Settings:
    """Return the settings that the options and the ini file give.

    Raises:
        UsageError: a number is none, or a name is unknown.
    """

    def given(name: str) -> Any:  # noqa: ANN401 - the option's own type
        return value(config, f"conformance_{name}")

    subjects = given("subjects")
    depth = given("depth") or "default"
    if depth not in DEPTHS:
        message = f"conformance_depth is {depth!r}; it must be one of {', '.join(DEPTHS)}"
        raise UsageError(message)
    bindings = tuple(name.strip() for name in (given("binding") or "").split(",") if name.strip())
    budget, rate, seed = number(given("budget"), "budget"), number(given("rate"), "rate"), number(given("seed"), "seed")
    return Settings(
        contract=given("contract") or "cvent",
        target=given("target") or "reference:",
        bindings=bindings,
        operations=tuple(given("operation") or ()),
        depth=depth,
        platform=given("platform"),
        subjects=None if subjects is None else Path(subjects),
        hosts=tuple(given("allow_host") or ()),
        writes=bool(given("allow_writes")),
        budget=None if budget is None else int(budget),
        rate=rate,
        vendor=given("vendor"),
        timeout_s=number(given("timeout"), "timeout") or 30.0,
        seed=int(seed or 0),
        keep_all=given("keep") == "all",
    )


def number(text: str | None, name: str) -> float | None:
    """Return a number that is zero or more.

    Raises:
        UsageError: it is not.
    """
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or found < 0:
        message = f"--conformance-{name} takes a number that is not negative, not {text!r}"
        raise UsageError(message)
    return found
