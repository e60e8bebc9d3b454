"""Where an engine complains: the only module that understands the paths of libxml2 and xmlschema."""

import re

from conformance.contract.validate import Complaint
from conformance.model.tree import Element, namespace_of

# One step of a path: libxml2 writes a name with its prefix, or * where the namespace is a default one; xmlschema
# writes prefixes and Clark names.
_NAMESPACE = re.compile(r"\{[^}]*\}")
_STEP = re.compile(r"/(?:([^/:\[\]]+):)?([^/:\[\]]+)(?:\[([0-9]+)\])?")
_ATTRIBUTE = re.compile(r"attribute '(?:\{[^}]*\})?([^']+)'")


def element_of(document: Element, complaint: Complaint) -> Element | None:
    """Return the element that a complaint is about, the last on its path that is there; None where it names none."""
    found: Element | None = None
    for prefix, name, number in _STEP.findall(_NAMESPACE.sub("", complaint.path or "")):
        siblings = (document,) if found is None else found.children
        named = [child for child in siblings if name in {"*", child.local}]
        # Siblings of one local name are counted apart where their prefixes differ, or only one has a namespace.
        alike = [child for child in named if (prefix in child.scope if prefix else not namespace_of(child.name))]
        named = alike if alike and name != "*" else named
        index = int(number or 1) - 1
        if index >= len(named):
            break
        found = named[index]
    return found


def attribute_of(complaint: Complaint) -> str | None:
    """Return the local name of the attribute that a complaint is about, None where it names none."""
    found = _ATTRIBUTE.search(complaint.message)
    return None if found is None else found[1]
