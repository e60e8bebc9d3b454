"""One pytest session: the only module that ties a campaign and its journal to pytest's items."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from conformance import _recording
from conformance._calls import counted
from conformance._dry_run import tell
from conformance._ending import summarise
from conformance._fixture import UNKNOWN, USAGE, Conformance, name_of
from conformance._items import case_of, planned_of, thriftily
from conformance._progress import Progress
from conformance._settings import Value, again, settings_of, with_hooks
from conformance._workers import Worker, Workers, death
from conformance.campaign import baseline, cases, traffic
from conformance.campaign.begin import allowance, check, known, limit_of, load
from conformance.campaign.campaign import Campaign, opened
from conformance.campaign.journal import Journal, header, now
from conformance.campaign.rehearsal import MESSAGES, Rehearsal
from conformance.campaign.settings import Settings
from conformance.campaign.visits import coverable
from conformance.errors import ConformanceError, UsageError
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.report import Report, Untested
from conformance.report import jsonl
from conformance.report._verdict import judged, overdue
from conformance.report.jsonl import Ending

_DESELECTED = "deselected"
_OTHER_DEPTH = "this recording belongs to another depth"


@dataclass(slots=True, kw_only=True)
class Run:
    """What one process keeps of a session."""

    config: pytest.Config
    settings: Settings
    contract: Contract | None
    journal: Journal | None
    worker: Worker
    started: str = ""
    trouble: ConformanceError | None = None
    planned: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    untested: list[Untested] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    report: Report | None = None
    current: list[str] = field(default_factory=list)
    unwritten: str | None = None
    unusable: list[str] = field(default_factory=list)
    heard: bool = False
    foreign: bool = False
    drafted: str | None = None
    campaigns: list[Campaign] = field(default_factory=list)
    rehearsed: Rehearsal = field(default_factory=Rehearsal)
    progress: Progress = field(default_factory=Progress)

    @classmethod
    def of(cls, config: pytest.Config, value: Value, worker: Worker) -> Run:
        """Read the options and load the contract; what goes wrong is kept until pytest can be stopped."""
        started = worker.started or now()
        try:
            settings = replace(settings_of(config, value), workers=worker.count)
            if settings.messages is not None or config.option.verbose > 0:
                settings = replace(settings, scratch=worker.folder / f"{worker.id}.{MESSAGES}")
            contract = load(settings)
            settings = replace(
                counted(with_hooks(settings, config, contract), config, begins=worker.alone),
                recording=_recording.asked(config),
                offline=bool(config.getoption("--block-network", default=False)),
            )
            check(settings, contract, os.environ)
            settings = replace(settings, known=known(settings, contract, started=started))
            asked = [config.invocation_params.dir / path for path in value(config, "conformance_report") or ()]
            journal = Journal(asked, worker.folder)
        except ConformanceError as trouble:
            return cls(config=config, settings=Settings(), contract=None, journal=None, worker=worker, trouble=trouble)
        return cls(config=config, settings=settings, contract=contract, journal=journal, worker=worker, started=started)

    def cases(self, kind: str) -> tuple[Case, ...]:
        """Return the cases of a kind; none where the run cannot begin."""
        if self.contract is None:
            return ()
        try:
            found = traffic.offered(self.contract, self.settings, Kind(kind))
        except UsageError as trouble:
            self.trouble = trouble
            return ()
        self.offered[kind] = [case.id for case in found.cases]
        if kind == Kind.RECORDED and not self.heard:
            self.untested.extend(found.untested)
            self.broken.extend(found.broken)
            self.unusable.extend(found.broken)
            self.heard = True
            self.foreign = bool(found.untested or found.broken)
        return found.cases

    def plan(self, items: list[pytest.Item]) -> None:
        """Note the cases that will run, and begin the report."""
        self.progress = Progress.of(self.config)
        self.planned = {item.nodeid: planned for item in items for planned in [planned_of(item)] if planned}
        self.nodes = dict(self.planned)
        if self.contract is not None and limit_of(self.settings) is not None:
            thriftily(items)
        self._leave_out()
        twice = next((case for case, number in Counter(self.order).items() if number > 1), None)
        if twice is not None and self.trouble is None:
            files = sorted({node.partition("::")[0] for node, case in self.nodes.items() if case == twice})
            message = f"the suite is collected more than once ({', '.join(files)}): run one of these"
            if self.worker.alone:
                self.trouble = UsageError(message)
            else:  # xdist has no way for a worker to end the session with one sentence
                self.broken.append(message)
                self.untested.append(Untested(what="the second time", why=message))
        if self.trouble is not None:
            self.stop(self.trouble)
        if self.worker.alone and not self.config.option.collectonly:
            self.begin()

        if self.settings.recording and self.contract is not None:
            self.record(items, self.config.invocation_params.dir / "cassettes" / self.contract.name)

    def record(self, items: list[pytest.Item], folder: Path) -> None:
        """Let the deterministic cases be recorded."""
        try:
            for item in items:
                case = case_of(item)
                if case is not None:
                    _recording.mark(item, case, folder)
        except UsageError as trouble:
            self.stop(trouble)

    @property
    def dry(self) -> bool:
        """Tell whether nothing is sent."""
        return self.settings.dry_run

    @property
    def allowance(self) -> str | None:
        """Return in a few words how much may be sent, None where nothing is counted or the run cannot begin."""
        return None if self.contract is None or self.trouble else allowance(self.settings, self.contract)

    @property
    def order(self) -> list[str]:
        """Return the ids of the cases in the order of their items."""
        return list(self.nodes.values())

    @property
    def scrubber(self) -> _recording.Scrubber | None:
        """Return what takes secrets out of cassettes, None while no campaign is open."""
        return _recording.Scrubber(campaign=self.campaigns[-1]) if self.campaigns else None

    def require_ready(self) -> None:
        """End the session where the run cannot begin, before any process is started for it."""
        if self.journal is not None:
            self.progress = Progress.of(self.config, parts=jsonl.parts_of(self.journal.path))
        if self.contract is not None and self.trouble is None:
            try:
                tuple(cases.selected(self.contract, self.settings))
            except UsageError as trouble:
                self.trouble = trouble
        if self.trouble is not None:
            self.stop(self.trouble)

    def begin(self) -> None:
        """Write the report's header; where the run cannot begin, end the session instead."""
        if self.trouble is None and self.journal is not None and self.contract is not None and not self.dry:
            try:
                self.journal.begin(header(self.settings, self.contract, started=self.started))
            except ConformanceError as trouble:
                self.trouble = trouble
        if self.trouble is not None:
            self.stop(self.trouble)

    def deselect(self, items: list[pytest.Item]) -> None:
        """Note the cases that the selection leaves out."""
        left = (planned_of(item) for item in items)
        for item in items:  # ``--lf`` with a path deselects only after everything was planned
            self.planned.pop(item.nodeid, None)
            self.nodes.pop(item.nodeid, None)
        told = {found.what for found in self.untested}
        self.untested.extend(Untested(what=case, why=_DESELECTED) for case in left if case and case not in told)

    def _leave_out(self) -> None:
        """Note the cases that were never collected, as with ``--lf`` or the id of an item."""
        seen = {*self.order, *(left.what for left in self.untested)}
        self.untested.extend(
            Untested(what=case, why=_DESELECTED)
            for cases in self.offered.values()
            for case in cases
            if case not in seen
        )

    def begin_late(self) -> None:
        """Give a report that nobody asked a file for its header, once it is known that there is something to tell."""
        if self.journal is not None and self.contract is not None and self.journal.header is None and not self.dry:
            self.journal.header = header(self.settings, self.contract, started=self.started)

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
                self.campaigns.append(campaign)
                self.progress.follow(campaign)
                self.rehearsed = campaign.rehearsal or self.rehearsed
                command = shlex.join(["pytest", *again(map(str, self.config.invocation_params.args))])
                yield Conformance(
                    campaign=campaign,
                    untested=self.untested,
                    broken=self.broken,
                    contract=self.contract,
                    command=command,
                    current=self.current,
                )
                self.broken.extend(filter(None, [campaign.budget.closed]))
        except ConformanceError as trouble:
            self.broken.append(str(trouble))
            pytest.exit(str(trouble), returncode=USAGE if isinstance(trouble, UsageError) else UNKNOWN)
        finally:
            part.close()

    def begin_test(self, item: pytest.Item) -> None:
        """Note which test runs."""
        self.current[:] = [name_of(item.nodeid)]
        self.progress.begin(self.nodes.get(item.nodeid, ""))

    def note(self, item: pytest.Item, report: pytest.TestReport) -> None:
        """Note that a case has run, or why it has not."""
        self.progress.erase()
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
        return {
            "nodes": self.nodes,
            "left": left,
            "untested": untested,
            "broken": self.broken,
            "offered": self.offered,
            "rehearsed": self.rehearsed.plain(),
        }

    def gather(self, workers: Workers) -> None:
        """Take over what the workers handed over, and tell what the dead ones lost."""
        alive = tuple(workers.handed.values())
        for found in alive:
            self.rehearsed.add(found["rehearsed"])
        self.nodes = next((found["nodes"] for found in alive), {}) or self._nodes_of(workers.collected)
        self.offered = next((found["offered"] for found in alive), {})
        done = {self.nodes.get(item, item): why for item, why in workers.told_by_nobody().items()}
        lost = {worker: self.nodes.get(item or "", item) for worker, item in workers.dead.items()}
        left = set(self.order).intersection(*(found["left"] for found in alive)) - done.keys()
        self.planned = {case: case for case in self.order if case in left - {*lost.values()}}
        told = [
            *(death(worker, case, began_again=case not in left) for worker, case in lost.items()),
            *((case, why.removeprefix("Skipped: ")) for case, why in done.items() if why is not None),
            *((what, why) for found in alive for what, why in found["untested"]),
        ]
        self.untested = [Untested(what=what, why=why) for what, why in dict.fromkeys(told)]
        self.broken = [*(why for found in alive for why in found["broken"]), *(f"worker {name} died" for name in lost)]

    def _nodes_of(self, items: Sequence[str]) -> dict[str, str]:
        """Return the cases of items by their ids, where no worker is left that could tell."""
        known = {case.id for kind in Kind for case in self.cases(kind)}
        named = {item: item.rpartition("[")[2].removesuffix("]") for item in items}
        return {item: case for item, case in named.items() if case in known}

    def finish(self, session: pytest.Session, exitstatus: int) -> None:
        """Join the report; a session that judged nothing, or could not do all that was planned, has failed."""
        if self.journal is None or self.journal.header is None or not (self.order or self.untested):
            return
        usual = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}
        if exitstatus in usual and not self.planned:
            self._tell_unread()
        ended = exitstatus in usual and not self.planned and not self.broken
        try:
            self.untested.extend(self._unfinished(self.journal))
            operations = tuple(self.journal.header.operations)
            ending = Ending(
                untested=tuple(self.untested),
                finished=now(),
                complete=ended,
                coverable={} if self.contract is None else coverable(self.contract, operations),
            )
            self.report = self.journal.finish(self.order, ending)
            self.drafted = baseline.draft(self.settings.baseline_out, self.settings.known, self.report)
        except UsageError as trouble:
            self.unwritten, session.exitstatus = str(trouble), USAGE
            return
        failed = self.broken or not judged(self.report) or overdue(self.report)
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self.foreign:
            exitstatus = pytest.ExitCode.OK  # there was traffic, if none that could be judged
        if exitstatus == pytest.ExitCode.OK and failed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _tell_unread(self) -> None:
        """Note the cassettes that nobody read, where nothing was left out that could have read them."""
        if self.contract is None or any(left.why == _DESELECTED for left in self.untested):
            return
        found = _recording.unread(self.settings.target, self.contract, self.settings, self.offered)
        if found.told is not None:
            self.broken.append(found.told)
            self.unusable.append(found.told)
        why = {"no case of today reads this recording": found.nobodys, _OTHER_DEPTH: found.other_depth}
        self.untested.extend(Untested(what=str(file), why=told) for told, files in why.items() for file in files)

    def _unfinished(self, journal: Journal) -> Iterator[Untested]:
        """Yield the planned cases that nobody knows to be done; some of their exchanges may have been written."""
        begun = journal.begun() if self.planned else frozenset()
        because = f": {self.broken[0]}" if self.broken else ""
        for case in self.planned.values():
            when = "in it, and what it sent until then is kept" if case in begun else "before it"
            yield Untested(what=case, why=f"the run ended {when}{because}")

    def summarise(self, terminal: pytest.TerminalReporter) -> None:
        """Print the report in short, and where it was written."""
        for told in filter(None, (*self.unusable, self.unwritten)):
            terminal.write_line(f"conformance: {told}", red=True)
        if self.dry and self.trouble is None and not self.config.option.collectonly:
            tell(terminal, self.rehearsed, settings=self.settings, folder=self.worker.folder)
            if self.journal is not None and self.journal.asked:
                terminal.write_line("report: none is written, for nothing was tested")
        if self.report is None or self.journal is None:
            return
        summarise(terminal, self.report, files=self.journal.asked, here=self.config.invocation_params.dir)
        if self.drafted is not None:
            terminal.write_line(f"baseline: {self.drafted}")
