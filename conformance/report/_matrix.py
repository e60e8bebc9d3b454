"""The vendor matrix: the only module that sets runs of different targets side by side, requirement by requirement."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from conformance.model.report import CheckStamp, Evidence, Header, Report
from conformance.report._levels import Graded, graded, levels
from conformance.report._verdict import Account, Doubt, account
from conformance.report._visible import shortened
from conformance.report._wording import verdict_of


class Standing(StrEnum):
    """How a target stands to a requirement, the worst first."""

    FAILED = "failed"
    DOUBTFUL = "could not tell"
    TOLERATED = "non-strict"
    KNOWN = "known"
    INFORMATIONAL = "informational"
    SO_FAR = "passed so far"
    PASSED = "passed"
    UNTESTED = "not tested"


LEGEND: Mapping[Standing, tuple[str, str]] = MappingProxyType(
    {
        Standing.FAILED: ("✗", "an error that nothing explains"),
        Standing.DOUBTFUL: ("?", "the check broke: a fault of the tool"),
        Standing.TOLERATED: ("~", "broken, as this platform is known to do"),
        Standing.KNOWN: ("k", "broken, and accepted for now in the user's baseline"),
        Standing.INFORMATIONAL: ("i", "a SHOULD or MAY that is not kept"),
        Standing.SO_FAR: ("…", "no finding until the run was cut"),
        Standing.PASSED: ("✓", "kept in every exchange that it applies to"),
        Standing.UNTESTED: ("-", "nothing it applies to was sent or came"),
    }
)
"""The symbol of each standing, and what it means."""
_LONGEST_TITLE = 40
_ANY = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """In how many exchanges of an operation and binding a requirement was kept and broken."""

    operation: str
    binding: str
    passed: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How one target stands to one requirement, and why."""

    standing: Standing
    places: tuple[Place, ...]
    findings: Mapping[str, tuple[Evidence, ...]]
    doubts: tuple[Doubt, ...]

    @property
    def size(self) -> int:
        """Return how many findings there are."""
        return sum(map(len, self.findings.values()))

    @property
    def passed(self) -> int:
        """Return in how many exchanges the requirement was kept."""
        return sum(place.passed for place in self.places)

    @property
    def failed(self) -> int:
        """Return in how many exchanges it was broken."""
        return sum(place.failed for place in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One target: its title and the name of its files, both unlike those of the others, and its run."""

    title: str
    name: str
    report: Report
    account: Account
    verdict: str
    grades: tuple[Graded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement with a cell for each target; ``levels`` are the names of those that it is in."""

    check: str
    stamp: CheckStamp
    levels: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Tell whether targets stand differently to it."""
        return len({cell.standing for cell in self.cells}) > 1

    @property
    def failed(self) -> bool:
        """Tell whether any target breaks it."""
        return any(cell.standing is Standing.FAILED for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Requirements of one topic; those that are in no level stand in one of their own, which is not scored."""

    title: str
    scored: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Targets side by side."""

    columns: tuple[Column, ...]
    topics: tuple[Topic, ...]


def matrix(reports: Sequence[Report]) -> Matrix:
    """Return runs side by side, each walked twice, of which no record is held."""
    titles = _titles([report.header for report in reports])
    columns = tuple(
        _column(report, title, name) for report, title, name in zip(reports, titles, _slugs(titles), strict=True)
    )
    places = [_places(report) for report in reports]
    stamps = {check: stamp for column in reversed(columns) for check, stamp in column.report.header.checks.items()}
    within = {check: tuple(name for name, level in levels().items() if check in level.checks) for check in stamps}
    rows = [
        Row(
            check=check,
            stamp=stamp,
            levels=within[check],
            cells=tuple(_cell(column, check, held) for column, held in zip(columns, places, strict=True)),
        )
        for check, stamp in sorted(stamps.items())
    ]
    return Matrix(columns=columns, topics=tuple(_topics(rows)))


def _column(report: Report, title: str, name: str) -> Column:
    counted = account(report)
    return Column(
        title=title,
        name=name,
        report=report,
        account=counted,
        verdict=verdict_of(report, counted),
        grades=graded(counted),
    )


def _topics(rows: Iterable[Row]) -> Iterator[Topic]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    unscored = []
    for row in rows:
        if row.levels:
            found[row.check.partition(".")[0]].append(row)
        else:
            unscored.append(row)
    for title, held in found.items():
        yield Topic(title=title, scored=True, rows=tuple(held))
    if unscored:
        yield Topic(title="not scored", scored=False, rows=tuple(unscored))


def _cell(column: Column, check: str, places: Mapping[str, tuple[Place, ...]]) -> Cell:
    counted = column.account
    findings = {state: tuple(found for found in held if found.check == check) for state, held in counted.states.items()}
    doubts = tuple(doubt for doubt in counted.doubts if doubt.check == check)
    told = (
        (Standing.FAILED, findings["broken"]),
        (Standing.DOUBTFUL, doubts),
        (Standing.TOLERATED, findings["tolerated"]),
        (Standing.KNOWN, findings["known"]),
        (Standing.INFORMATIONAL, findings["minor"]),
        (Standing.PASSED if counted.complete else Standing.SO_FAR, places.get(check, ())),
    )
    return Cell(
        standing=next((standing for standing, held in told if held), Standing.UNTESTED),
        places=places.get(check, ()),
        findings=findings,
        doubts=doubts,
    )


def _places(report: Report) -> Mapping[str, tuple[Place, ...]]:
    """Return by check where it was kept and broken, in one walk that holds no record."""
    counts: defaultdict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for record in report.records:
        where = record.case.operation, record.case.binding
        for check in record.passed:
            counts[check][*where, "passed"] += 1
        for verdict in record.verdicts:
            counts[verdict.check][*where, verdict.outcome.value] += 1
    return {
        check: tuple(
            Place(
                operation=operation,
                binding=binding,
                passed=held[operation, binding, "passed"],
                failed=held[operation, binding, "failed"],
            )
            for operation, binding in sorted({key[:2] for key in held if key[2] in {"passed", "failed"}})
        )
        for check, held in counts.items()
    }


def _titles(headers: Sequence[Header]) -> list[str]:
    """Return what each target is called: its vendor, else its address, and as much more as tells it from others."""
    titles = [shortened(header.vendor or header.target, _LONGEST_TITLE) for header in headers]
    further = (
        lambda header: shortened(header.target, _LONGEST_TITLE),
        lambda header: header.contract.name,
        lambda header: f"as {header.platform}" if header.platform else "strictly",
        lambda header: header.depth,
        lambda header: f"seed {header.seed}",
        lambda header: header.started,
    )
    for fact in further:
        shared = {title for title, number in Counter(titles).items() if number > 1}
        alike = {
            title: {fact(header) for header, held in zip(headers, titles, strict=True) if held == title}
            for title in shared
        }
        titles = [
            f"{title}, {fact(header)}" if len(alike.get(title, ())) > 1 else title
            for header, title in zip(headers, titles, strict=True)
        ]
    met: Counter[str] = Counter()
    for place, title in enumerate(titles):
        met[title] += 1
        if met[title] > 1:
            titles[place] = f"{title}, {met[title]}"
    return titles


def _slugs(titles: Sequence[str]) -> list[str]:
    """Return a name for files of each title, no two alike."""
    names: list[str] = []
    for title in titles:
        name = _ANY.sub("-", title.lower()).strip("-")[:60].strip("-") or "target"
        number, found = 1, name
        while found in names:
            number += 1
            found = f"{name}-{number}"
        names.append(found)
    return names
