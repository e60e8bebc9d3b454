"""JUnit XML, as continuous integration reads it: a suite for each operation and binding, a test case for each case."""

import re
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
from conformance.report._verdict import Account, account
from conformance.report._visible import shortened, visible
from conformance.report._wording import binding_title, verdict_of

SUFFIX = ".xml"
_LONGEST = 4000
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(Z|\+00:00)\Z")
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
    root = ET.Element("testsuites", name=_name(f"{report.header.contract.name} against {report.header.target}"))
    for name, held in suites.items():
        if held:
            facts = _facts(report.header) | (_counts(counted) if name == "run" else {})
            root.append(_suite(name, held, started=report.header.started, facts=facts))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", _seconds(sum(float(suite.get("time", "0")) for suite in root)))
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


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


def _suite(name: str, cases: Sequence[ET.Element], *, started: str, facts: Mapping[str, str]) -> ET.Element:
    """Return a suite with its counts; its time is that of its cases, and its timestamp the run's, in UTC."""
    suite = ET.Element("testsuite", name=_name(name), tests=str(len(cases)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", _seconds(sum(float(case.get("time", "0")) for case in cases)))
    moment = re.match(_MOMENT, started)
    if moment:
        suite.set("timestamp", moment[1])
    properties = ET.SubElement(suite, "properties")
    for fact, value in facts.items():
        ET.SubElement(properties, "property", name=fact, value=visible(value))
    suite.extend(cases)
    return suite


def _case(row: Ran, told: Sequence[tuple[str, str]]) -> ET.Element:
    case = ET.Element("testcase", classname=_class(row.case.id), name=_name(row.case.id), time=_seconds(row.seconds))
    tag = {"could not tell": "error", "finding": "failure", "nothing to judge": "skipped"}.get(row.standing)
    if tag == "skipped":
        ET.SubElement(case, tag, message="no check had anything to say")
    elif tag is not None:
        check, said = told[0] if told else (row.standing, _ELSEWHERE[tag])
        mark = ET.SubElement(case, tag, message=shortened(visible(said), _LONGEST), type=_name(check))
        mark.text = "\n".join(shortened(visible(sentence), _LONGEST) for _, sentence in told)
    return case


def _skipped(what: str, why: str) -> ET.Element:
    case = ET.Element("testcase", classname=_class(what), name=_name(what), time=_seconds(0))
    ET.SubElement(case, "skipped", message=visible(why))
    return case


def _of_the_run(report: Report, counted: Account) -> ET.Element:
    """Return what fails a run whatever its cases say: that it was cut, tested nothing, or has an overdue baseline."""
    case = ET.Element(
        "testcase", classname="run", name="the run came to its end and tested something", time=_seconds(0)
    )
    if not counted.complete or not counted.judged or counted.overdue:
        ET.SubElement(case, "failure", message=visible(verdict_of(report, counted)), type="run")
    return case


def _sentence(found: Evidence) -> str:
    place = f" (at {found.path})" if found.path else ""
    return f"{found.check}: {found.message}{place}, case {found.case}"


def _class(case: str) -> str:
    """Return where a case stands in the trees that readers of JUnit XML make of dots."""
    return _name(re.sub("[./]+", ".", "/".join(case.split("/")[:3])))


def _name(text: str) -> str:
    return visible(text) or "(empty)"


def _seconds(number: float) -> str:
    """Return seconds as every reader takes them: with three decimals, not one more."""
    return f"{number:.3f}"
