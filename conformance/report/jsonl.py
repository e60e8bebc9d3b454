"""JSON lines, the report itself: the only module that writes a run down, joins its parts and reads it back."""

import base64
import json
import re
import shutil
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, TypeAlias

from cattrs import BaseValidationError, Converter, transform_error
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from conformance.errors import UsageError
from conformance.model.exchange import Interruption, Request, Response
from conformance.model.report import (
    REPORT_SCHEMA,
    Evidence,
    Footer,
    Header,
    Record,
    Report,
    Untested,
)
from conformance.report._files import replaced, usable
from conformance.report._layout import Layout, without_number
from conformance.report._tally import tally

SUFFIX = ".jsonl"

Entry: TypeAlias = Header | Record | Evidence | Footer
_KINDS: Mapping[str, type[Entry]] = MappingProxyType(
    {"header": Header, "record": Record, "finding": Evidence, "footer": Footer}
)
_UNSAFE = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FEW = 3
_ADVICE = "give the file that --conformance-report wrote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What only the end of a run knows: what it left out, whether it came to its end, and when (ISO 8601 in UTC).

    ``coverable`` is how many points of each kind there are to visit, by operation.
    """

    untested: tuple[Untested, ...]
    finished: str
    complete: bool
    coverable: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file; its entry is None where the file is cut in it."""

    place: str
    offset: int
    length: int
    entry: Entry | None


def write(report_path: Path, out: Path) -> None:
    """Copy a report.

    Raises:
        UsageError: one of the files cannot be used.
    """
    with usable(report_path), report_path.open("rb") as source, replaced(out) as copy:
        shutil.copyfileobj(source, copy)


def to_line(entry: Entry) -> str:
    """Return an entry as one line of JSON without its line end; a lone surrogate is written as an escape."""
    kind = next(kind for kind, made in _KINDS.items() if isinstance(entry, made))
    fields = {"kind": kind} | _CONVERTER.unstructure(entry)
    text = json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def from_line(line: str) -> Entry:
    """Return the entry of a line; fields that we do not know are left out.

    Raises:
        UsageError: the line is not JSON, or not of a report of this schema.
    """
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"no JSON; {_ADVICE}"
        raise UsageError(message) from error
    return _structured(fields)


def read(path: Path) -> Report:
    """Read a report whole; where the file is cut, its last line is dropped and the footer is None.

    Raises:
        UsageError: the file cannot be read or is no report; the text names file and line.
    """
    records: list[Record] = []
    return replace(_read(path, records.append), records=tuple(records))


def scan(path: Path) -> Report:
    """Read a report like ``read``, but leave its records in the file: each walk over them reads it again.

    Raises:
        UsageError: the file cannot be read or is no report; so does a walk over the records.
    """
    length = 0

    def count(_: Record) -> None:
        nonlocal length
        length += 1

    report = _read(path, count)
    return replace(report, records=_Records(path, length))


class _Records(Collection[Record]):
    """The records of a file, of which one at a time is in memory."""

    def __init__(self, path: Path, length: int) -> None:
        self._path = path
        self._length = length

    def __iter__(self) -> Iterator[Record]:
        return (line.entry for line in lines(self._path) if isinstance(line.entry, Record))

    def __len__(self) -> int:
        return self._length

    def __contains__(self, record: object) -> bool:
        return any(record == held for held in self)


def _read(path: Path, keep: Callable[[Record], None]) -> Report:
    """Read a report without its records, which are given to ``keep`` one by one."""
    header, footer = None, None
    findings: list[Evidence] = []
    for line in checked(path):
        match line.entry:
            case Header():
                header = line.entry
            case Record():
                keep(line.entry)
            case Evidence():
                findings.append(line.entry)
            case Footer():
                footer = line.entry
    return Report(header=_required(header, path), findings=tuple(findings), footer=footer)


def header_of(path: Path) -> Header:
    """Return the header of a report, of which no more is read.

    Raises:
        UsageError: the file cannot be read or is no report.
    """
    with closing(checked(path)) as walk:
        return _required(next((line.entry for line in walk if isinstance(line.entry, Header)), None), path)


def _required(header: Header | None, path: Path) -> Header:
    if header is None:
        message = f"{path}:1: no header; {_ADVICE}"
        raise UsageError(message)
    return header


def checked(path: Path) -> Generator[Line]:
    """Yield the lines of a report: its header, records and findings, the footer; cut, the last has no entry.

    Raises:
        UsageError: the file cannot be read or is no report; the text names file and line.
    """
    header, footer = False, False
    records = 0
    for line in lines(path):
        if header == isinstance(line.entry, Header):
            raise misfit(line, "a report has one header, in its first line")
        if footer:
            raise misfit(line, "nothing may follow the footer")
        match line.entry:
            case Record():
                records += 1
            case Footer(records=promised) if promised != records:
                raise misfit(line, f"the footer tells of {promised} records, but there are {records}")
            case Footer():
                footer = True
        header = True
        yield line


def parts_of(report: Path) -> Path:
    """Return the folder in which each process of a run writes its own part, ``<worker>.jsonl``."""
    return report.with_name(report.name + ".parts")


def begin(report: Path, header: Header) -> None:
    """Write a report of a header only, so that a killed run reads as incomplete; drop what an earlier run left.

    Raises:
        UsageError: the file cannot be written.
    """
    with usable(parts_of(report)):
        if parts_of(report).exists():
            shutil.rmtree(parts_of(report))
    with replaced(report) as file:
        put(file, header)


class PartWriter:
    """Appends records and findings to one part; the first opens the file, each has left the process when written."""

    def __init__(self, path: Path) -> None:
        """Name the file; it need not exist, nor its folder."""
        self._path = path
        self._file: BinaryIO | None = None

    def write(self, entry: Record | Evidence) -> None:
        """Append one entry.

        Raises:
            UsageError: the file cannot be written.
        """
        with usable(self._path):
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("ab")
            put(self._file, entry)
            self._file.flush()

    def close(self) -> None:
        """Close the file; a later ``write`` opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None


def begun(report: Path) -> frozenset[str]:
    """Return the ids of the records in the parts of a report, and all beginnings of these up to a slash.

    Raises:
        UsageError: a part is damaged.
    """
    ids = {
        line.entry.case.id
        for part in parts_of(report).glob("*.jsonl")
        for line in lines(part)
        if isinstance(line.entry, Record)
    }
    return frozenset(
        "/".join(steps[: size + 1]) for one in ids for steps in [one.split("/")] for size in range(len(steps))
    )


def join(report: Path, header: Header, *, order: Sequence[str], ending: Ending) -> Footer:
    """Write the whole report from its parts, drop them, and return the footer.

    ``order`` holds ids of cases, or beginnings of ids up to a slash; what it does not name comes last, by id. A part
    whose last line is cut makes the run incomplete. Of a case in several parts, which a process began again after
    another died in it, the one of the last is taken. Memory grows with the cases, not with the records.

    Raises:
        UsageError: a part is damaged, or a file cannot be used.
    """
    parts = sorted(parts_of(report).glob("*.jsonl"), key=lambda part: (len(part.name), part.name))
    ranks = {case: rank for rank, case in enumerate(order)}
    layout = Layout()
    cut: list[Untested] = []
    counts, coverage = tally(_laid_out(parts, ranks, layout=layout, cut=cut))
    footer = Footer(
        records=sum(row.exchanges for row in coverage.values()),
        counts=counts,
        coverage=coverage,
        untested=(*ending.untested, *cut),
        finished=ending.finished,
        complete=ending.complete and not cut,
        coverable=ending.coverable,
    )
    put_together(report, (header, footer), parts=parts, layout=layout)
    shutil.rmtree(parts_of(report), ignore_errors=True)
    return footer


def put_together(report: Path, ends: tuple[Header, Footer], *, parts: Sequence[Path], layout: Layout) -> None:
    """Write a report from its ends and, between them, the lines of its parts in the order that was laid out.

    Raises:
        UsageError: a file cannot be used.
    """
    header, footer = ends
    with replaced(report) as out, ExitStack() as stack:
        files = [stack.enter_context(part.open("rb")) for part in parts]
        put(out, header)
        layout.copy(files, out)
        put(out, footer)


def _laid_out(
    parts: Sequence[Path], ranks: Mapping[str, int], *, layout: Layout, cut: list[Untested]
) -> Iterator[Record]:
    """Yield the records of all parts one by one, and note where every line belongs and each part that is cut.

    Where a process died in a case, another may have begun it again: the parts are walked from the last to the first.
    """
    owners: dict[str, int] = {}
    for number, part in reversed(tuple(enumerate(parts))):
        for line in lines(part):
            match line.entry:
                case Record(case=stamp):
                    case, finding = stamp.id, False
                case Evidence(case=case):
                    finding = True
                case None:
                    why = "the process that wrote this part of the report died in its last line, which is left out"
                    cut.append(Untested(what=part.name, why=why))
                    continue
                case _:
                    raise misfit(line, "a part holds records and findings only")
            rank, name = _rank(case, ranks), without_number(case)
            if owners.setdefault(name, number) != number:
                continue
            layout.add(
                (finding, rank, name if rank == len(ranks) else ""), number, offset=line.offset, length=line.length
            )
            if isinstance(line.entry, Record):
                yield line.entry


def _rank(case: str, ranks: Mapping[str, int]) -> int:
    beginning, slash = case, "/"
    while slash and beginning not in ranks:
        beginning, slash, _ = beginning.rpartition("/")
    return ranks.get(beginning, len(ranks))


def lines(path: Path) -> Generator[Line]:
    """Yield the lines of a file one by one, each read and checked by itself.

    Raises:
        UsageError: the file cannot be read, or a line is none of a report.
    """
    offset = 0
    with usable(path), path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            place = f"{path}:{number}"
            yield Line(place=place, offset=offset, length=len(raw), entry=_entry(raw, place))
            offset += len(raw)


def _entry(raw: bytes, place: str) -> Entry | None:
    """Return the entry of a line, None where its end is missing."""
    try:
        fields = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        if not raw.endswith(b"\n"):
            return None
        message = f"{place}: no JSON; {_ADVICE}"
        raise UsageError(message) from error
    try:
        return _structured(fields)
    except UsageError as error:
        message = f"{place}: {error}"
        raise UsageError(message) from error


def _structured(fields: object) -> Entry:
    kind = fields.get("kind") if isinstance(fields, dict) else None
    if not isinstance(fields, dict) or not isinstance(kind, str) or kind not in _KINDS:
        message = f"JSON, but no line of a report; {_ADVICE}"
        raise UsageError(message)
    if kind == "header" and fields.get("schema") != REPORT_SCHEMA:
        message = f"schema {fields.get('schema')!r} instead of {REPORT_SCHEMA!r}: use the version that wrote the report"
        raise UsageError(message)
    try:
        return _CONVERTER.structure(fields, _KINDS[kind])
    except BaseValidationError as error:
        message = f"no {kind} of a report: {'; '.join(transform_error(error)[:_FEW])}; {_ADVICE}"
        raise UsageError(message) from error


def misfit(line: Line, what: str) -> UsageError:
    """Return the error of a line that does not belong where it stands."""
    return UsageError(f"{line.place}: {what}; run again, or {_ADVICE}")


def put(file: BinaryIO, entry: Entry) -> None:
    """Write an entry as a line."""
    file.write(to_line(entry).encode("utf-8") + b"\n")


def _converter() -> Converter:
    """Return the mapping between our dataclasses and plain JSON; it takes no value for another type's."""
    converter = Converter()
    for kind in (str, int, bool, float):
        converter.register_structure_hook(kind, _scalar)
    converter.register_structure_hook(bytes, lambda body, _: body)
    converter.register_unstructure_hook(
        Interruption, make_dict_unstructure_fn(Interruption, converter, kind=override(rename="class"))
    )
    converter.register_structure_hook(
        Interruption, make_dict_structure_fn(Interruption, converter, kind=override(rename="class"))
    )
    for message in (Request, Response):
        _carry_body(converter, message)
    return converter


def _carry_body(converter: Converter, message: type[Request | Response]) -> None:
    """Write the bytes of a message as text where they are UTF-8, else in base64 under another name."""
    outward = make_dict_unstructure_fn(message, converter, body=override(omit=True), veil=override(omit=True))
    inward = make_dict_structure_fn(message, converter, veil=override(omit=True))
    converter.register_unstructure_hook(message, lambda held: outward(held) | _body_out(held.body))
    converter.register_structure_hook(message, lambda fields, kind: inward({**fields, "body": _body_in(fields)}, kind))


def _body_out(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode("ascii")}


def _body_in(fields: Mapping[str, str]) -> bytes:
    if "body" in fields:
        return fields["body"].encode("utf-8")
    return base64.b64decode(fields["body_base64"], validate=True)


def _scalar(value: object, kind: Any) -> Any:  # noqa: ANN401 - cattrs' own signature: the kind is a type of ours
    """Take a value of JSON for a scalar type or an enumeration of it; a truth value is no number, a number no text."""
    fits = {bool: bool, float: float | int, int: int}.get(kind, str)
    if not isinstance(value, fits) or (isinstance(value, bool) and kind is not bool):
        message = f"{value!r} is no {kind.__name__}"
        raise TypeError(message)
    return kind(value)


_CONVERTER = _converter()
