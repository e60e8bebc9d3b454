"""JUnit XML, as continuous integration reads it: a suite for each operation and binding, a test case for each case."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from conformance.model.report import Evidence, Report
from conformance.report import jsonl
from conformance.report._cases import Ran, walked
from conformance.report._files import replaced
from conformance.report._layout import without_number
from conformance.report._verdict import Account, account
from conformance.report._visible import shortened, visible
from conformance.report._wording import binding_title, verdict_of

SUFFIX = ".xml"
_LONGEST = 4000


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
    root = ET.Element("testsuites", name=visible(f"{report.header.contract.name} against {report.header.target}"))
    findings: defaultdict[str, list[Evidence]] = defaultdict(list)
    for found in counted.broken:
        findings[without_number(found.case)].append(found)
    for name, held in _by_place(cases).items():
        _suite(root, name, (_case(row, findings.get(row.case.id, ())) for row in held))
    left = [(row.what, row.why) for row in (() if report.footer is None else report.footer.untested)]
    _suite(root, "not tested", (_skipped(what, why) for what, why in left))
    _suite(root, "run", _of_the_run(report, counted))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _by_place(cases: Iterable[Ran]) -> Mapping[str, list[Ran]]:
    found: defaultdict[str, list[Ran]] = defaultdict(list)
    for row in cases:
        found[f"{row.case.operation}, {binding_title(row.case.binding)}"].append(row)
    return found


def _suite(root: ET.Element, name: str, cases: Iterator[ET.Element]) -> None:
    """Add a suite with its counts; none where it has no case."""
    held = list(cases)
    if not held:
        return
    suite = ET.SubElement(root, "testsuite", name=visible(name), tests=str(len(held)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(tag) is not None for case in held)))
    suite.extend(held)


def _case(row: Ran, findings: Iterable[Evidence]) -> ET.Element:
    case = ET.Element("testcase", classname=_class(row.case.id), name=visible(row.case.id), time=f"{row.seconds:.6f}")
    told = tuple(findings)
    if row.standing == "could not tell":
        ET.SubElement(case, "error", message="a check could not tell", type="cantTell")
    elif row.standing == "finding":
        first = told[0] if told else None
        said = "the finding is told with another case" if first is None else f"{first.check}: {first.message}"
        failure = ET.SubElement(
            case,
            "failure",
            message=shortened(visible(said), _LONGEST),
            type=visible(first.check if first else "finding"),
        )
        failure.text = "\n".join(visible(_sentence(found)) for found in told)
    elif row.standing == "nothing to judge":
        ET.SubElement(case, "skipped", message="no check had anything to say")
    return case


def _skipped(what: str, why: str) -> ET.Element:
    case = ET.Element("testcase", classname=_class(what), name=visible(what), time="0")
    ET.SubElement(case, "skipped", message=visible(why))
    return case


def _of_the_run(report: Report, counted: Account) -> Iterator[ET.Element]:
    """Yield what fails a run whatever its cases say: that it was cut, tested nothing, or has an overdue baseline."""
    case = ET.Element("testcase", classname="run", name="the run came to its end and tested something", time="0")
    if not counted.complete or not counted.judged or counted.overdue:
        ET.SubElement(case, "failure", message=visible(verdict_of(report, counted)), type="run")
    yield case


def _sentence(found: Evidence) -> str:
    place = f" (at {found.path})" if found.path else ""
    return f"{found.check}: {found.message}{place}, case {found.case}"


def _class(case: str) -> str:
    """Return where a case stands in the trees that readers of JUnit XML make of dots."""
    return visible(re.sub("[./]+", ".", "/".join(case.split("/")[:3])))
