"""The journal: the only module that keeps a run's report, from its header to every format that was asked for."""

import os.path
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import product
from pathlib import Path

from conformance import _members
from conformance.campaign.begin import checks_of, platform_name
from conformance.campaign.cases import selected
from conformance.campaign.settings import Settings
from conformance.checks import _platform, _texts
from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.report import (
    CheckStamp,
    ContractStamp,
    Header,
    Report,
    ToolStamp,
)
from conformance.report import jsonl
from conformance.report._files import require_writable

FAMILY = "conformance.report"
DISTRIBUTION = "pytest-conformance"


class Journal:
    """One run's report: begun with a header, filled by each process in its own part, joined at the end."""

    def __init__(self, asked: Sequence[Path], scratch: Path) -> None:
        """Keep the report at the first JSON lines file that was asked for, else in the folder ``scratch``.

        Raises:
            UsageError: a file was asked for whose suffix no format has.
        """
        self.asked = tuple(dict.fromkeys(Path(os.path.normpath(path)) for path in asked))  # two spellings, one file
        for path in asked:
            writer_of(path)  # a wrong suffix is told now, not after the run
        self.path = next((path for path in self.asked if path.suffix == jsonl.SUFFIX), scratch / "report.jsonl")
        self.header: Header | None = None

    def begin(self, header: Header) -> None:
        """Write the header, so that a killed run reads as incomplete.

        Raises:
            UsageError: a file cannot be written.
        """
        for path in self.asked:
            require_writable(path)
        jsonl.begin(self.path, header)
        self.header = header

    def part(self, worker: str) -> jsonl.PartWriter:
        """Return the writer of one process."""
        return jsonl.PartWriter(jsonl.parts_of(self.path) / f"{worker}.jsonl")

    def begun(self) -> frozenset[str]:
        """Return the ids of the cases that any exchange was written for, and what their ids begin with.

        Raises:
            UsageError: a part is damaged.
        """
        return jsonl.begun(self.path)

    def finish(self, order: Sequence[str], ending: jsonl.Ending) -> Report:
        """Join the parts, write every format that was asked for, and return the report, its records still in the file.

        Raises:
            UsageError: a file cannot be written, or a part is damaged.
        """
        if self.header is None:
            message = "the journal was not begun"
            raise UsageError(message)
        jsonl.join(self.path, self.header, order=order, ending=ending)
        for path in self.asked:
            if path != self.path:
                writer_of(path)(self.path, path)
        return jsonl.scan(self.path)


def writer_of(path: Path) -> Callable[[Path, Path], None]:
    """Return what renders a report into a file, chosen by the file's suffix.

    Raises:
        UsageError: there is no such format.
    """
    formats = {
        member.SUFFIX: member.write
        for name in _members.names(FAMILY)
        for member in (_members.member(FAMILY, name, ("SUFFIX", "write")),)
    }
    if path.suffix not in formats:
        message = f"{path}: no report format has the suffix {path.suffix!r}; there is {', '.join(sorted(formats))}"
        raise UsageError(message)
    found: Callable[[Path, Path], None] = formats[path.suffix]
    return found


def header(settings: Settings, contract: Contract, *, started: str) -> Header:
    """Return the header of a run that began at ``started``, in ISO 8601 in UTC."""
    chosen = tuple(selected(contract, settings))
    platform = platform_name(settings, contract)
    deviations = () if platform is None else _platform.load(platform).deviations
    return Header(
        contract=ContractStamp(
            name=contract.name,
            sha256=contract.sha256,
            places=tuple(product(sorted(contract.operations), sorted(contract.bindings))),
        ),
        target=settings.target,
        vendor=settings.vendor,
        platform=platform,
        depth=settings.depth,
        seed=settings.seed,
        tool=ToolStamp(version=version(DISTRIBUTION), hypothesis=version("hypothesis")),
        started=started,
        operations=tuple(dict.fromkeys(operation for operation, _ in chosen)),
        bindings=tuple(dict.fromkeys(binding for _, binding in chosen)),
        checks={
            name: CheckStamp(
                requirement=check.requirement.id,
                severity=check.requirement.severity,
                spec=check.requirement.spec.title,
                section=check.requirement.section,
                sentence=check.requirement.sentence,
                url=check.requirement.spec.url,
                why="" if text is None else text.why,
                mend="" if text is None else text.mend,
            )
            for name, check in checks_of(settings).items()
            for text in [_texts.text_of(name)]
        },
        deviations={found.id: found.reason for found in deviations},
        baseline={} if settings.known is None else settings.known.entries,
    )


def now() -> str:
    """Return the time in ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
