"""The union of reports: the only module that makes one report of several runs of the same campaign."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.model.case import Kind
from conformance.model.report import CaseStamp, Evidence, Footer, Header, Record, Untested
from conformance.report import jsonl
from conformance.report._gaps import REASONS, gaps
from conformance.report._layout import Layout, Rank, without_number
from conformance.report._tally import tally

DESELECTED = "deselected"
"""Why a case that the user's selection left out was not tested."""

_OWN = ("started", "operations", "bindings")
"""What of a header each of several runs has of its own."""

_KINDS = tuple(Kind)


def unite(reports: Sequence[Path], out: Path, *, names: Sequence[Path] = ()) -> Footer:
    """Write one report of all cases of several, as one run would have, and return its footer.

    One that is incomplete makes the whole incomplete, and is named in it; ``names`` are how the user knows them.

    Raises:
        UsageError: two reports are not of the same campaign, or tell of the same case; a file cannot be used.
    """
    names = names or reports
    headers = [jsonl.header_of(path) for path in reports]
    for path, header in zip(names, headers, strict=True):
        _require_same(header, headers[0], paths=(path, names[0]))
    header = replace(
        headers[0],
        started=min(header.started for header in headers),
        operations=_together([header.operations for header in headers]),
        bindings=_together([header.bindings for header in headers]),
    )
    walk = _Walk(reports=reports, names=names, header=header)
    counts, coverage = tally(walk.records())
    footer = Footer(
        records=sum(row.exchanges for row in coverage.values()),
        counts=counts,
        coverage=coverage,
        untested=(*walk.incomplete, *walk.left_out(), *walk.gaps()),
        finished=max((footer.finished for footer in walk.footers), default=""),
        complete=not walk.incomplete,
        coverable={name: row for footer in walk.footers for name, row in sorted(footer.coverable.items())},
    )
    jsonl.put_together(out, (header, footer), parts=reports, layout=walk.layout)
    return footer


def targets(reports: Sequence[Path], folder: Path, *, names: Sequence[Path]) -> tuple[Path, ...]:
    """Write into a folder one report for each campaign of several reports, and return these files.

    Reports of one campaign that tell of the same case are two runs of it, and each is a report of its own.

    Raises:
        UsageError: a file cannot be used.
    """
    found: list[Path] = []
    for places in _campaigns(reports):
        try:
            found.append(_united(reports, places, folder / f"{len(found)}.jsonl", names=names))
        except UsageError:
            for place in places:
                found.append(_united(reports, (place,), folder / f"{len(found)}.jsonl", names=names))
    return tuple(found)


def _united(reports: Sequence[Path], places: Sequence[int], out: Path, *, names: Sequence[Path]) -> Path:
    unite([reports[place] for place in places], out, names=[names[place] for place in places])
    return out


def _campaigns(reports: Sequence[Path]) -> tuple[tuple[int, ...], ...]:
    """Return the reports, by their places, that are of one campaign each, in the order in which these are met first.

    Raises:
        UsageError: a file cannot be used.
    """
    found: list[tuple[list[tuple[str, Any]], list[int]]] = []
    for place, path in enumerate(reports):
        facts = list(_facts(jsonl.header_of(path)))
        held = next((held for known, held in found if known == facts), None)
        if held is None:
            found.append((facts, [place]))
        else:
            held.append(place)
    return tuple(tuple(held) for _, held in found)


def _require_same(header: Header, first: Header, *, paths: tuple[Path, Path]) -> None:
    """Make sure that two runs were of the same campaign.

    Raises:
        UsageError: they were not; the text names the field and both values.
    """
    for (name, here), (_, there) in zip(_facts(header), _facts(first), strict=True):
        if here != there:
            differing = f"{name} is {_shown(here, there)} in {paths[0]}, but {_shown(there, here)} in {paths[1]}"
            message = (
                f"these reports do not belong together: {differing}; join runs that differ in their cases only, "
                "and set others side by side with -o matrix.html"
            )
            raise UsageError(message)


def _facts(thing: Any, beginning: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any part of a header
    """Yield the names and values of a header that must be the same in all runs, those of its stamps one by one."""
    for one in fields(thing):
        value = getattr(thing, one.name)
        if is_dataclass(value):
            yield from _facts(value, f"{beginning}{one.name}.")
        elif one.name not in _OWN:
            yield f"{beginning}{one.name}", value


def _shown(here: object, there: object) -> str:
    """Return a value in an error; of a table only what the other one has not."""
    if isinstance(here, Mapping) and isinstance(there, Mapping):
        return ", ".join(sorted(key for key in here if here[key] != there.get(key))) or "without these"
    return "not given" if here is None else repr(here)


def _together(selections: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what any run had selected: in their order where all had the same, else sorted."""
    if len(set(selections)) == 1:
        return selections[0]
    return tuple(sorted({name for selection in selections for name in selection}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """Which report tells of a case, and where it stands in the whole."""

    report: int
    rank: Rank


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One walk through all reports, and what was met on the way; it grows with the cases, not with the records."""

    reports: Sequence[Path]
    names: Sequence[Path]
    header: Header
    layout: Layout = field(default_factory=Layout)
    owners: dict[str, _Owner] = field(default_factory=dict)
    footers: list[Footer] = field(default_factory=list)
    incomplete: list[Untested] = field(default_factory=list)

    def records(self) -> Iterator[Record]:
        """Yield the records one by one.

        Raises:
            UsageError: two reports tell of the same case; a file cannot be used.
        """
        for number, path in enumerate(self.reports):
            footer = None
            for line in jsonl.checked(path):
                match line.entry:
                    case Record():
                        rank = self._rank_of_record(line.entry.case, number)
                        yield line.entry
                    case Evidence():
                        rank = self._rank_of_finding(line.entry)
                    case Footer():
                        footer = line.entry
                        self.footers.append(footer)
                        continue
                    case _:
                        continue
                self.layout.add(rank, number, offset=line.offset, length=line.length)
            if footer is None or not footer.complete:
                why = "this report is incomplete: its run did not do all that was planned"
                self.incomplete.append(Untested(what=str(self.names[number]), why=why))

    def left_out(self) -> Iterator[Untested]:
        """Yield what no run tested, each once; not what one run deselected and another tested or has a reason for."""
        rows = self._told()
        tried = {*self.owners, *(row.what for row in rows if row.why != DESELECTED)}
        return (row for row in rows if row.why != DESELECTED or row.what not in tried)

    def gaps(self) -> Iterator[Untested]:
        """Yield what of the contract is in none of several runs; one alone says itself what it left out."""
        if len(self.reports) > 1:
            yield from gaps(self.header.contract.places, (*self.owners, *(row.what for row in self._told())))

    def _told(self) -> tuple[Untested, ...]:
        """Return what the runs say was not tested, each once; gaps of runs that were joined before are told anew."""
        rows = dict.fromkeys(row for footer in self.footers for row in footer.untested)
        return tuple(row for row in rows if row.why not in REASONS or len(self.reports) == 1)

    def _rank_of_record(self, case: CaseStamp, report: int) -> Rank:
        """Return where a record belongs: kind by kind, as the suite runs them, then by operation and binding."""
        name = without_number(case.id)
        operation, binding = _index(self.header.operations, case.operation), _index(self.header.bindings, case.binding)
        rank = (_KINDS.index(case.kind), operation, binding)
        owner = self.owners.setdefault(name, _Owner(report=report, rank=rank))
        if owner.report != report:
            message = (
                f"the case {name} is in {self.names[owner.report]} and in {self.names[report]}; "
                "join runs of different cases, and of a repeated one the last run only"
            )
            raise UsageError(message)
        return (False, *rank)

    def _rank_of_finding(self, found: Evidence) -> Rank:
        """Return where a finding belongs: after all records, in the order of the cases that show them."""
        owner = self.owners.get(without_number(found.case))
        operation, binding = (
            _index(self.header.operations, found.operation),
            _index(self.header.bindings, found.binding),
        )
        return (True, *((len(_KINDS), operation, binding) if owner is None else owner.rank))


def _index(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else len(names)
