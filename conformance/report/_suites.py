"""JUnit XML in its parts: the only module that knows how its suites, cases and numbers are written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from conformance.report._visible import shortened, visible

_LONGEST = 4000
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(Z|\+00:00)\Z")


def document(name: str, suites: Iterable[ET.Element]) -> bytes:
    """Return a document of suites, with the sums of their counts."""
    root = ET.Element("testsuites", name=named(name))
    root.extend(suites)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    root.set("time", seconds(sum(float(suite.get("time", "0")) for suite in root)))
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def suite(name: str, cases: Sequence[ET.Element], *, started: str, facts: Mapping[str, str]) -> ET.Element:
    """Return a suite with its counts; its time is that of its cases, and its timestamp the run's, in UTC."""
    made = ET.Element("testsuite", name=named(name), tests=str(len(cases)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        made.set(count, str(sum(case.find(tag) is not None for case in cases)))
    made.set("time", seconds(sum(float(case.get("time", "0")) for case in cases)))
    moment = re.match(_MOMENT, started)
    if moment:
        made.set("timestamp", moment[1])
    properties = ET.SubElement(made, "properties")
    for fact, value in facts.items():
        ET.SubElement(properties, "property", name=fact, value=visible(value))
    made.extend(cases)
    return made


def case(place: str, name: str, *, time_s: float = 0) -> ET.Element:
    """Return a test case at a place of the trees that readers make of dots."""
    return ET.Element("testcase", classname=place, name=named(name), time=seconds(time_s))


def mark(made: ET.Element, tag: str, told: Sequence[str], *, kind: str) -> None:
    """Say of a case that it failed, or why it could not be told."""
    said = ET.SubElement(made, tag, message=shortened(visible(told[0]), _LONGEST), type=named(kind))
    said.text = "\n".join(shortened(visible(sentence), _LONGEST) for sentence in told)


def classed(place: str) -> str:
    """Return where a case stands in the trees that readers of JUnit XML make of dots."""
    return named(re.sub("[./]+", ".", "/".join(place.split("/")[:3])))


def named(text: str) -> str:
    """Return a name, which may not be empty."""
    return visible(text) or "(empty)"


def seconds(number: float) -> str:
    """Return seconds as every reader takes them: with three decimals, not one more."""
    return f"{number:.3f}"
