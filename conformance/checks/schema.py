"""The schema: what both XSD engines say of the whole message."""

import re
from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import path_of
from conformance.contract.validate import Complaint
from conformance.model.requirement import Level, Problem, Requirement
from conformance.model.tree import Element

# One step of a path: libxml2 writes a name with its prefix, or * where the namespace is a default one; xmlschema
# writes prefixes and Clark names.
_NAMESPACE = re.compile(r"\{[^}]*\}")
_STEP = re.compile(r"/(?:[^/:\[\]]+:)?([^/:\[\]]+)(?:\[([0-9]+)\])?")
_ATTRIBUTE = re.compile(r"attribute '(?:\{[^}]*\})?([^']+)'")


@check(
    requirement=Requirement(
        id="XSD-01",
        spec=_specs.XSD_PART1,
        section="3.3.4 and 3.4.4",
        level=Level.MUST,
        sentence="A message is valid against its schema: elements, their order and number, attributes and values.",
    ),
    scope=Scope(needs=("envelope", "judgement")),
)
def message_is_valid(seen: Observation) -> Iterator[Problem]:
    """Report what libxml2 complains of where both engines refuse the message."""
    judgement = needed(seen.judgement)
    if judgement.libxml2 and judgement.xmlschema:
        for complaint in judgement.libxml2:
            path = _path(needed(seen.document), complaint)
            yield Problem(message=complaint.message, path=path, line=complaint.line)


@check(
    requirement=Requirement(
        id="OWN-01",
        spec=_specs.OURS,
        section="engines",
        level=Level.SHOULD,
        sentence="Both XSD engines judge a message alike; where they differ, other software may differ as well.",
    ),
    scope=Scope(needs=("envelope", "judgement")),
)
def engines_agree(seen: Observation) -> Iterator[Problem]:
    """Report a message that one engine accepts and the other refuses."""
    judgement = needed(seen.judgement)
    if not judgement.agreed:
        refusing, accepting = ("libxml2", "xmlschema") if judgement.libxml2 else ("xmlschema", "libxml2")
        complaint = (*judgement.libxml2, *judgement.xmlschema)[0]
        message = f"{accepting} accepts the message, {refusing} refuses it: {complaint.message}"
        yield Problem(message=message, path=_path(needed(seen.document), complaint), line=complaint.line)


def _path(document: Element, complaint: Complaint) -> str | None:
    """Return the path of what a complaint is about."""
    found: Element | None = None
    for name, number in _STEP.findall(_NAMESPACE.sub("", complaint.path or "")):
        siblings = (document,) if found is None else found.children
        named = [child for child in siblings if name in {"*", child.local}]
        index = int(number or 1) - 1
        if index >= len(named):
            break
        found = named[index]
    if found is None:
        return None
    attribute = _ATTRIBUTE.search(complaint.message)
    held = f"/@{attribute[1]}" if attribute else ""
    return f"{path_of(document, found)}{held}"
