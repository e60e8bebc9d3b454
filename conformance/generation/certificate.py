"""Certificates: the only module that says of a broken message that it breaks its rule, and nothing but that."""

from conformance.contract.located import attribute_of, element_of
from conformance.contract.validate import Complaint, Engines
from conformance.errors import WireError, WireKind
from conformance.generation.mutations import Mutation
from conformance.generation.mutations._declare import Rule
from conformance.markup import xml
from conformance.model.tree import Element
from conformance.soap import envelope as envelopes


def refusal(mutation: Mutation, envelope: bytes, engines: Engines) -> str | None:
    """Return why a broken message is not certified, None where it is.

    Certified is what both engines refuse, for the rule that it breaks and at the broken place; of a message that is not
    well-formed, that it cannot be read for just this reason; of one that no schema forbids, that it has two payloads.
    """
    rule = mutation.rule
    if not rule.well_formed or not rule.libxml2:
        return None if holds(rule, envelope, engines) else f"it does not break the rule {rule.name}"
    judgement = engines.judge(envelope)
    if not judgement.libxml2 or not judgement.xmlschema:
        accepting = " and ".join(
            name for name, told in (("libxml2", judgement.libxml2), ("xmlschema", judgement.xmlschema)) if not told
        )
        return f"it is accepted by {accepting}"
    document = xml.parse(envelope)
    for name, complaints, known in (
        ("libxml2", judgement.libxml2, rule.libxml2),
        ("xmlschema", judgement.xmlschema, rule.xmlschema),
    ):
        for told in complaints:
            if told.rule not in known:
                return f"{name} refuses it as {told.rule}: {told.message}"
            # Where xmlschema gives up on a name that nothing declares, it says no place.
            if told.path is not None and not _is_there(document, told, mutation.steps):
                return f"{name} refuses it elsewhere, at {told.path}: {told.message}"
            if not _is_about(told, mutation):
                return f"{name} refuses another attribute: {told.message}"
    return None


def holds(rule: Rule, envelope: bytes, engines: Engines) -> bool:
    """Tell whether a message, made smaller, breaks a rule for both engines, and no other."""
    try:
        judgement = engines.judge(envelope)
    except WireError as broken:
        return not rule.well_formed and broken.kind is WireKind.MALFORMED
    if not rule.libxml2:
        return rule.well_formed and judgement.valid and len(envelopes.read(xml.parse(envelope)).body) > 1
    if not judgement.libxml2 or not judgement.xmlschema:
        return False
    first = all(told.rule in rule.libxml2 for told in judgement.libxml2)
    return first and all(told.rule in rule.xmlschema for told in judgement.xmlschema)


def _is_there(document: Element, complaint: Complaint, steps: tuple[int, ...]) -> bool:
    """Tell whether a complaint is about the element at a place of the payload, the one above it, or one in it."""
    payload = envelopes.read(document).payload
    found = element_of(document, complaint)
    near = [payload]
    for step in steps:
        above = near[-1]
        inner = above.content[step] if above is not None and step < len(above.content) else None
        near.append(inner if isinstance(inner, Element) else None)
    target = near[-1]
    above = near[-2] if len(near) > 1 else document.children[-1]
    inside = () if target is None else target.children
    return any(found is one for one in (target, above, *inside))


def _is_about(complaint: Complaint, mutation: Mutation) -> bool:
    """Tell whether a complaint that names an attribute names the broken one, though its letters are others."""
    broken = mutation.path.partition("/@")[2]
    named = attribute_of(complaint)
    return not broken or named is None or named.casefold() == broken.casefold()
