"""JUnit XML, as continuous integration reads it: a suite for each operation and binding, a test case for each case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree as ET

from conformance.model.report import Evidence, Header, Report
from conformance.model.requirement import Severity
from conformance.report import jsonl
from conformance.report._cases import Ran, walked
from conformance.report._files import replaced
from conformance.report._layout import without_number
from conformance.report._suites import case, classed, document, mark, suite
from conformance.report._verdict import Account, account
from conformance.report._visible import visible
from conformance.report._wording import binding_title, verdict_of

SUFFIX = ".xml"
_ELSEWHERE = MappingProxyType(
    {"failure": "the finding is told with another case", "error": "what could not be told stands with another case"}
)


def write(report_path: Path, out: Path) -> None:
    """Render the report at ``report_path`` to ``out``.

    Raises:
        UsageError: one of the files cannot be used, or the first is no report.
    """
    document = render(jsonl.scan(report_path))
    with replaced(out) as file:
        file.write(document)


def render(report: Report) -> bytes:
    """Return the document; a case fails where it has a finding that counts, and errs where a check could not tell."""
    counted = account(report)
    cases, _ = walked(report)
    told: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for found in counted.broken:
        told[without_number(found.case)].append((found.check, _sentence(found)))
    for doubt in counted.doubts:
        said = f"{doubt.check} could not tell: {doubt.message}, case {doubt.case}"
        told[without_number(doubt.case)].append((doubt.check, said))
    left = [(row.what, row.why) for row in (() if report.footer is None else report.footer.untested)]
    suites = {
        place: [_case(row, told.get(row.case.id, ())) for row in held] for place, held in _by_place(cases).items()
    }
    suites["not tested"] = [_skipped(what, why) for what, why in left]
    suites["run"] = [_of_the_run(report, counted)]
    made = [
        suite(
            name,
            held,
            started=report.header.started,
            facts=_facts(report.header) | (_counts(counted) if name == "run" else {}),
        )
        for name, held in suites.items()
        if held
    ]
    return document(f"{report.header.contract.name} against {report.header.target}", made)


def _by_place(cases: Iterable[Ran]) -> Mapping[str, list[Ran]]:
    found: defaultdict[str, list[Ran]] = defaultdict(list)
    for row in cases:
        found[f"{row.case.operation}, {binding_title(row.case.binding)}"].append(row)
    return found


def _facts(header: Header) -> dict[str, str]:
    """Return what a reader may want to sort runs by."""
    return {
        "contract": header.contract.name,
        "contract.sha256": header.contract.sha256,
        "target": header.target,
        "vendor": header.vendor or "",
        "platform": header.platform or "none",
        "depth": header.depth,
        "seed": str(header.seed),
        "tool": f"pytest-conformance {header.tool.version}",
    }


def _counts(counted: Account) -> dict[str, str]:
    """Return the numbers of the run, of which those of test cases are another thing."""
    warnings = sum(found.severity is Severity.WARNING for found in counted.milder)
    numbers = {
        "requirements broken": len(counted.requirements),
        "findings": len(counted.broken),
        "warnings": warnings,
        "notes": len(counted.milder) - warnings,
        "tolerated": len(counted.tolerated),
        "known": len(counted.known),
        "could not tell": len(counted.doubts),
        "exchanges": counted.exchanges,
        "not tested": counted.untested,
    }
    return {name: str(number) for name, number in numbers.items()}


def _case(row: Ran, told: Sequence[tuple[str, str]]) -> ET.Element:
    made = case(classed(row.case.id), row.case.id, time_s=row.seconds)
    tag = {"could not tell": "error", "finding": "failure", "nothing to judge": "skipped"}.get(row.standing)
    if tag == "skipped":
        ET.SubElement(made, tag, message="no check had anything to say")
    elif tag is not None:
        check = told[0][0] if told else row.standing
        mark(made, tag, [said for _, said in told] or [_ELSEWHERE[tag]], kind=check)
    return made


def _skipped(what: str, why: str) -> ET.Element:
    made = case(classed(what), what)
    ET.SubElement(made, "skipped", message=visible(why))
    return made


def _of_the_run(report: Report, counted: Account) -> ET.Element:
    """Return what fails a run whatever its cases say: that it was cut, tested nothing, or has an overdue baseline."""
    made = case("run", "the run came to its end and tested something")
    if not counted.complete or not counted.judged or counted.overdue:
        ET.SubElement(made, "failure", message=visible(verdict_of(report, counted)), type="run")
    return made


def _sentence(found: Evidence) -> str:
    place = f" (at {found.path})" if found.path else ""
    return f"{found.check}: {found.message}{place}, case {found.case}"
