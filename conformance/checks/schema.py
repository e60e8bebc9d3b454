"""The schema: what both XSD engines say of the whole message."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import path_of
from conformance.checks._soap import BOTH
from conformance.contract.located import attribute_of, element_of
from conformance.contract.validate import Complaint
from conformance.model.requirement import Level, Problem, Requirement
from conformance.model.tree import Element


@check(
    requirement=Requirement(
        id="XSD-01",
        spec=_specs.XSD_PART1,
        section="3.3.4 and 3.4.4",
        level=Level.MUST,
        sentence="A message is valid against its schema: elements, their order and number, attributes and values.",
    ),
    scope=Scope(bindings=BOTH, needs=("envelope", "judgement")),
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
    scope=Scope(bindings=BOTH, needs=("envelope", "judgement")),
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
    found = element_of(document, complaint)
    if found is None:
        return None
    attribute = attribute_of(complaint)
    held = "" if attribute is None else f"/@{attribute}"
    return f"{path_of(document, found)}{held}"
