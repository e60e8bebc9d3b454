"""The pytest plugin: options, markers, fixtures, and hooks that import the rest only when it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Generator, Iterator

    from conformance._fixture import Conformance
    from conformance._run import Run
    from conformance._workers import Workers


@dataclass(frozen=True, slots=True)
class Option:
    """One option of the command line and its twin in the ini file."""

    flag: str
    help: str
    extra: dict[str, Any] = field(default_factory=dict)
    ini: str = "string"

    @property
    def name(self) -> str:
        """Return the name in the ini file."""
        return self.flag.removeprefix("--").replace("-", "_")


def _many(metavar: str) -> dict[str, Any]:
    return {"action": "append", "metavar": metavar}


OPTIONS = (
    Option(
        "--conformance-contract",
        "contract: a shipped name, or a folder with a contract.toml (cvent)",
        {"metavar": "NAME_OR_PATH"},
    ),
    Option(
        "--conformance-target",
        "endpoint: reference:, reference:<defect>, live:URL or a URL, replay:PATH (reference:)",
        {"metavar": "TARGET"},
    ),
    Option(
        "--conformance-binding",
        "bindings, separated by commas: soap11,soap12, or json,jsv,form (all)",
        {"metavar": "NAMES"},
    ),
    Option("--conformance-operation", "an operation; repeat for more (all)", _many("NAME"), "args"),
    Option(
        "--conformance-check",
        "checks by a pattern of ids, such as 'fault.*'; repeat for more (all)",
        _many("GLOB"),
        "args",
    ),
    Option(
        "--conformance-spec",
        "checks by the specification that they cite, such as soap11 or soap12-1; repeat for more (all)",
        _many("KEY"),
        "args",
    ),
    Option(
        "--conformance-depth",
        "quick, default or deep; quick does not shrink (default)",
        {"choices": ["quick", "default", "deep"]},
    ),
    Option(
        "--conformance-platform",
        "judge as this platform, or none for the specifications alone (the contract's)",
        {"metavar": "NAME"},
    ),
    Option(
        "--conformance-subjects",
        "TOML file with a table [subjects]: values that the account knows",
        {"metavar": "FILE"},
    ),
    Option(
        "--conformance-baseline",
        "TOML file of known findings, which do not fail the run until they expire; a stale entry does",
        {"metavar": "FILE"},
    ),
    Option(
        "--conformance-baseline-write",
        "write the findings of this run as a baseline, for a person to fill in reasons and owners",
        {"metavar": "FILE"},
    ),
    Option(
        "--conformance-allow-host",
        "a host beyond this machine that may be called; repeat for more",
        _many("HOST"),
        "args",
    ),
    Option(
        "--conformance-allow-writes",
        "run operations that change data on a target beyond this machine",
        {"action": "store_true"},
    ),
    Option("--conformance-budget", "most requests of a run (500 beyond this machine)", {"metavar": "N"}),
    Option("--conformance-rate", "most requests a second (2 beyond this machine)", {"metavar": "N"}),
    Option("--conformance-timeout", "seconds for one answer (30)", {"metavar": "SECONDS"}),
    Option(
        "--conformance-live",
        "TOML file with a table [live]: what may be done to an account, and the way that requests take to it",
        {"metavar": "FILE"},
    ),
    Option(
        "--conformance-dry-run",
        "make and validate every message, and tell how many would be sent; sends nothing (-v: tells the messages too)",
        {"action": "store_true"},
    ),
    Option(
        "--conformance-messages",
        "write the messages of a dry run, as JSON lines",
        {"metavar": "FILE"},
    ),
    Option(
        "--conformance-recording-age",
        "days that a recording may be old to be replayed (any)",
        {"metavar": "DAYS"},
    ),
    Option("--conformance-seed", "seed of the random messages (0)", {"metavar": "N"}),
    Option("--conformance-vendor", "whose endpoint it is, for the report", {"metavar": "NAME"}),
    Option(
        "--conformance-report",
        "write a report, its format by suffix: .jsonl, .html, .md or .xml (JUnit); repeat for more",
        _many("PATH"),
        "args",
    ),
    Option(
        "--conformance-keep", "exchanges to keep in the report: needed or all (needed)", {"choices": ["needed", "all"]}
    ),
)

RUN: pytest.StashKey[Run] = pytest.StashKey()
FOLDER: pytest.StashKey[tempfile.TemporaryDirectory[str]] = pytest.StashKey()
WORKERS: pytest.StashKey[Workers] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and their twins."""
    group = parser.getgroup("conformance", "conformance of an API")
    for option in OPTIONS:
        group.addoption(option.flag, dest=option.name, default=None, help=option.help, **option.extra)
        parser.addini(option.name, option.help, type=option.ini, default=None)  # type: ignore[arg-type]


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the hooks that a conftest.py may implement."""
    import conformance.hooks

    pluginmanager.add_hookspecs(conformance.hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", "conformance(kind): a test that runs once for each case of a kind")


def value_of(config: pytest.Config, name: str) -> Any:  # noqa: ANN401 - the option's own type
    """Return an option's value: the command line's, else the ini file's, else None."""
    given = config.getoption(name)
    return given if given is not None else config.getini(name) or None


def _run(config: pytest.Config) -> Run:
    """Return what this session keeps, made on first use."""
    from pathlib import Path

    from conformance._run import Run
    from conformance._workers import Worker

    if RUN not in config.stash:
        given = getattr(config, "workerinput", None)
        worker = (
            Worker(folder=Path(_folder(config)))
            if given is None
            else Worker(
                id=given["workerid"],
                folder=Path(given["conformance_folder"]),
                count=given["workercount"],
                started=given.get("conformance_started", ""),
            )
        )
        config.stash[RUN] = Run.of(config, value_of, worker)
    return config.stash[RUN]


def _folder(config: pytest.Config) -> str:
    """Return the folder for what no file was asked for, made on first use and removed at the end."""
    import tempfile

    if FOLDER not in config.stash:
        config.stash[FOLDER] = tempfile.TemporaryDirectory(prefix="conformance-")
    return config.stash[FOLDER].name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder."""
    if FOLDER in config.stash:
        config.stash[FOLDER].cleanup()


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what would be judged against what, where one of the two was named, and that a dry run sends nothing."""
    named = [value_of(config, name) for name in ("conformance_contract", "conformance_target", "conformance_dry_run")]
    if not any(named):
        return None
    dry = ", dry run: nothing is sent" if named[2] and str(named[2]).lower() not in {"false", "0", "no"} else ""
    return f"conformance: contract {named[0] or 'cvent'}, target {named[1] or 'reference:'}{dry}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each case of the kind that its marker names."""
    if "conformance_case" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("conformance")
    cases = _run(metafunc.config).cases(marker.args[0] if marker and marker.args else "example")
    metafunc.parametrize("conformance_case", cases, ids=[case.id for case in cases])


def pytest_report_collectionfinish(config: pytest.Config) -> str | None:
    """Say how much may be sent, where that is counted."""
    allowance = config.stash[RUN].allowance if RUN in config.stash else None
    return None if allowance is None else f"conformance: {allowance}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Stop where the run cannot begin; note which cases are planned."""
    if RUN in config.stash or any("conformance" in getattr(item, "fixturenames", ()) for item in items):
        from conformance._items import is_empty

        items[:] = [item for item in items if not is_empty(item)]
        _run(config).plan(items)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Note the cases that the user's selection leaves out."""
    if items and RUN in items[0].config.stash:
        items[0].config.stash[RUN].deselect(items)


@pytest.fixture(scope="session")
def conformance(pytestconfig: pytest.Config) -> Iterator[Conformance]:
    """Return the open campaign against the target; whoever asks for it first opens it."""
    with _run(pytestconfig).opened() as opened:
        yield opened


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note which test runs, so that its exchanges are told as its own."""
    if RUN in item.config.stash:
        item.config.stash[RUN].begin_test(item)


@pytest.hookimpl(optionalhook=True)
def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:  # noqa: ANN401 - vcrpy's
    """Keep what is secret in an open campaign out of every cassette, those of one's own tests included."""
    scrubber = config.stash[RUN].scrubber if RUN in config.stash else None
    if scrubber is not None:
        vcr.before_record_request = scrubber.request
        vcr.before_record_response = scrubber.response


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what became of a case."""
    report = yield
    if RUN in item.config.stash:
        item.config.stash[RUN].note(item, report)
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist's
    """Tell a worker of xdist where the parts of the report are kept; begin it where one was asked for."""
    from conformance._workers import Workers

    if WORKERS not in node.config.stash:
        node.config.stash[WORKERS] = Workers()
        if any(value_of(node.config, option.name) for option in OPTIONS):
            _run(node.config).require_ready()
            terminal, told = node.config.pluginmanager.get_plugin("terminalreporter"), _run(node.config).allowance
            if terminal is not None and told is not None:
                terminal.write_line(f"conformance: {told}")
        if value_of(node.config, "conformance_report"):
            _run(node.config).begin()
    node.workerinput["conformance_folder"] = _folder(node.config)
    if RUN in node.config.stash:
        node.workerinput["conformance_started"] = node.config.stash[RUN].started


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:  # noqa: ANN401 - xdist's
    """Note which items a worker of xdist will be given some of."""
    node.config.stash[WORKERS].collected = tuple(ids)


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(crashitem: str, report: Any) -> None:  # noqa: ANN401 - xdist's
    """Note which item a worker of xdist ran when it died."""
    report.node.config.stash[WORKERS].crashed(report.node.gateway.id, crashitem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> Generator[None]:
    """Note which items each worker of xdist has done, for one that dies tells nobody; tell of them in between."""
    node = getattr(report, "node", None)
    run = None if node is None else node.config.stash.get(RUN, None)
    if run is not None:
        run.progress.erase()
    yield
    if run is not None and report.when == "call":
        run.progress.heard(report)
    if node is not None and (report.skipped or report.when == "call"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        node.config.stash[WORKERS].note(node.gateway.id, report.nodeid, why if report.skipped else None)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - xdist's
    """Take what a worker of xdist hands over; one that died hands over nothing."""
    node.config.stash[WORKERS].down(node.gateway.id, getattr(node, "workeroutput", None))


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Leave no line behind that tells of a run that goes on, however it ends."""
    try:
        return (yield)
    finally:
        if RUN in session.config.stash:
            session.config.stash[RUN].progress.erase()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Finish the report; a run that tested nothing has failed."""
    config = session.config
    output = getattr(config, "workeroutput", None)
    if output is not None:
        if RUN in config.stash:
            output["conformance"] = config.stash[RUN].hand_over()
        return
    workers = config.stash.get(WORKERS, None)
    if workers is not None and (workers.handed or RUN in config.stash or _has_parts(config)):
        run = _run(config)
        run.gather(workers)
        run.begin_late()
    if RUN in config.stash:
        config.stash[RUN].finish(session, exitstatus)


def _has_parts(config: pytest.Config) -> bool:
    """Tell whether any worker wrote a part of a report that nobody asked a file for."""
    from pathlib import Path

    return FOLDER in config.stash and any(Path(_folder(config)).iterdir())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the report in short."""
    if RUN in config.stash:
        config.stash[RUN].summarise(terminalreporter)
