"""One pytest session: the only module that ties a campaign and its journal to pytest's items."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from conformance._settings import Value, settings_of
from conformance.campaign import cases
from conformance.campaign.begin import check, load
from conformance.campaign.campaign import Campaign, opened
from conformance.campaign.examine import Examined, examine
from conformance.campaign.journal import Journal, header
from conformance.campaign.settings import Settings
from conformance.errors import ConformanceError, GenerationError, TargetError, UsageError
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.report import Evidence, Report, Untested
from conformance.model.requirement import Severity
from conformance.report import _summary
from conformance.report._visible import visible

SHOWN = 2000  # bytes of a body in the failure of a test
USAGE, UNKNOWN = 4, 3  # pytest's code for usage, and ours for "could not find out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """What the fixture ``conformance`` gives: the open campaign."""

    campaign: Campaign
    untested: list[Untested] = field(repr=False)
    broken: list[str] = field(repr=False)
    command: str = "pytest"

    def examine(self, case: Case) -> None:
        """Run a case; fail where a requirement is broken, skip where it must not run."""
        trouble: ConformanceError | None = None
        try:
            found = examine(self.campaign, case)
        except (GenerationError, TargetError) as broken:
            trouble, found = broken, Examined()
        if trouble is not None:
            self.broken.append(str(trouble))
            if isinstance(trouble, TargetError):
                pytest.exit(str(trouble), returncode=UNKNOWN)
            self.untested.append(Untested(what=case.id, why=str(trouble)))
            pytest.fail(str(trouble), pytrace=False)
        if found.untested and not found.exchanges:
            pytest.skip(found.untested)
        if found.untested:
            self.untested.append(
                Untested(what=f"{case.id}: the rest after {found.exchanges} messages", why=found.untested)
            )
        failing = [told for told in found.evidence if told.severity is Severity.ERROR and told.tolerated is None]
        if failing:
            again = f"{self.command} -k {shlex.quote(case.id)}"
            pytest.fail("\n\n".join((*map(_told, failing), f"run it again: {again}")), pytrace=False)


def _told(evidence: Evidence) -> str:
    """Return a finding as the failure of a test: what, where, and the message that shows it."""
    line = f", line {evidence.line}" if evidence.line else ""
    place = "" if evidence.path is None else f"\n  at {visible(evidence.path)}{line}"
    came = evidence.error or ("" if evidence.response is None else f"HTTP {evidence.response.status}")
    others = "1 other exchange" if evidence.also_seen == 1 else f"{evidence.also_seen} other exchanges"
    seen = f"reproduced {evidence.reproduced}, also seen in {others}"
    return "\n".join(
        (
            f"{evidence.check}: {visible(evidence.message)}{place}",
            f"  smallest request ({evidence.operation}, {evidence.binding}), {seen}:",
            _indented(evidence.request.body),
            f"  answer: {visible(came)}",
            _indented(b"" if evidence.response is None else evidence.response.body),
        )
    )


def _indented(body: bytes) -> str:
    shown = body[:SHOWN].decode("utf-8", "backslashreplace")
    more = f"\n    ({len(body) - SHOWN:,} more bytes)" if len(body) > SHOWN else ""
    return "\n".join(f"    {visible(line)}" for line in shown.splitlines()) + more


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Which process of a run this is: the only one, the controller of several, or one of these by its id."""

    folder: Path
    id: str = "main"
    count: int = 1

    @property
    def alone(self) -> bool:
        """Tell whether no other process keeps the report."""
        return self.id == "main"


@dataclass(slots=True, kw_only=True)
class Run:
    """What one process keeps of a session."""

    config: pytest.Config
    settings: Settings
    contract: Contract | None
    journal: Journal | None
    worker: Worker
    trouble: ConformanceError | None = None
    planned: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    untested: list[Untested] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    report: Report | None = None

    @classmethod
    def of(cls, config: pytest.Config, value: Value, worker: Worker) -> Run:
        """Read the options and load the contract; what goes wrong is kept until pytest can be stopped."""
        try:
            settings = replace(settings_of(config, value), workers=worker.count)
            contract = load(settings)
            check(settings, contract, os.environ)
            asked = [config.invocation_params.dir / path for path in value(config, "conformance_report") or ()]
            journal = Journal(asked, worker.folder)
        except ConformanceError as trouble:
            return cls(config=config, settings=Settings(), contract=None, journal=None, worker=worker, trouble=trouble)
        return cls(config=config, settings=settings, contract=contract, journal=journal, worker=worker)

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
        """Note the cases that will run, and begin the report."""
        found = [(item.nodeid, case_of(item)) for item in items]
        self.planned = {node: case.id for node, case in found if case is not None}
        self.order = list(self.planned.values())
        if self.trouble is not None:
            self.stop(self.trouble)
        if self.worker.alone and not self.config.option.collectonly:
            self.begin()

    def begin(self) -> None:
        """Write the report's header; where the run cannot begin, end the session instead."""
        if self.trouble is None and self.journal is not None and self.contract is not None:
            try:
                self.journal.begin(header(self.settings, self.contract))
            except ConformanceError as trouble:
                self.trouble = trouble
        if self.trouble is not None:
            self.stop(self.trouble)

    def deselect(self, items: list[pytest.Item]) -> None:
        """Note the cases that the selection leaves out."""
        left = (case_of(item) for item in items)
        self.untested.extend(Untested(what=case.id, why="deselected") for case in left if case is not None)

    def begin_late(self) -> None:
        """Give a report that nobody asked a file for its header, once it is known that there is something to tell."""
        if self.journal is not None and self.contract is not None and self.journal.header is None:
            self.journal.header = header(self.settings, self.contract)

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
        part = self.journal.part(self.worker.id)
        try:
            with opened(self.settings, self.contract, part.write) as campaign:
                command = shlex.join(["pytest", *map(str, self.config.invocation_params.args)])
                yield Conformance(campaign=campaign, untested=self.untested, broken=self.broken, command=command)
        except ConformanceError as trouble:
            self.broken.append(str(trouble))
            pytest.exit(str(trouble), returncode=USAGE if isinstance(trouble, UsageError) else UNKNOWN)
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

    def hand_over(self) -> dict[str, Any]:
        """Return what the controller needs of a worker, as plain data."""
        untested = [(left.what, left.why) for left in self.untested]
        left = list(self.planned.values())
        return {"order": self.order, "left": left, "untested": untested, "broken": self.broken}

    def gather(self, handed: Mapping[str, dict[str, Any] | None]) -> None:
        """Take over what the workers handed over, by their ids; None is of one that died."""
        alive = [found for found in handed.values() if found is not None]
        self.order = next((found["order"] for found in alive), [])
        left = set(self.order).intersection(*(found["left"] for found in alive))
        self.planned = {case: case for case in self.order if case in left}
        told = [(what, why) for found in alive for what, why in found["untested"]]
        dead = [
            (f"what worker {name} was to run", "the worker died") for name, found in handed.items() if found is None
        ]
        self.broken = [*(why for found in alive for why in found["broken"]), *(what for what, _ in dead)]
        if not alive:
            self.broken.append("no worker came to its end")
            dead.append(("all cases that no record tells of", "no worker came to its end"))
        self.untested = [Untested(what=what, why=why) for what, why in dict.fromkeys([*told, *dead])]

    def finish(self, session: pytest.Session, exitstatus: int) -> None:
        """Join the report; a session that planned cases and exchanged nothing has failed."""
        if self.journal is None or self.journal.header is None or not (self.order or self.untested):
            return
        usual = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}
        ended = exitstatus in usual and not self.planned and not self.broken
        why = "the run ended before it" + (f": {self.broken[0]}" if self.broken else "")
        self.untested.extend(Untested(what=case, why=why) for case in self.planned.values())
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
        here = self.config.invocation_params.dir
        for path in self.journal.asked:
            terminal.write_line(f"report: {path.relative_to(here) if path.is_relative_to(here) else path}")


def case_of(item: pytest.Item) -> Case | None:
    """Return the case of an item, None where it is no item of ours."""
    found = getattr(item, "callspec", None)
    case = None if found is None else found.params.get("conformance_case")
    return case if isinstance(case, Case) else None
