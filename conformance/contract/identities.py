"""Identity constraints: the only module that reads one, and writes its paths so that equal ones are the same text."""

import re
from collections.abc import Iterator

from conformance.model.schema import Identity, Uniqueness
from conformance.model.tree import Element, clark, select

_BLANKS = re.compile("[ \t\r\n]+")
_STEP = re.compile(r"(?:child::|(?P<attribute>attribute::|@))?(?:(?P<prefix>[^:*]+):)?(?P<local>[^:]+)")


def identities(declaration: Element, target: str) -> Iterator[Identity]:
    """Yield the constraints of an element's declaration, which is in the schema of a target namespace."""
    for kind in Uniqueness:
        for found in select(declaration, kind):
            yield Identity(
                kind=kind,
                name=clark(target, found.get("name") or ""),
                selector="|".join(_path(part) for part in select(found, "selector")),
                fields=tuple(_path(part) for part in select(found, "field")),
                refers=found.resolve(found.get("refer") or ""),
            )


def _path(declared: Element) -> str:
    """Return the path of a selector or a field: its alternatives sorted, without blanks and axes, with Clark names."""
    alternatives = _BLANKS.sub("", declared.get("xpath") or "").split("|")
    return "|".join(sorted({_alternative(declared, one) for one in alternatives}))


def _alternative(declared: Element, path: str) -> str:
    deep, below = (".//", path[3:]) if path.startswith(".//") else ("", path)
    steps = [_step(declared, step) for step in below.split("/") if step != "."]
    return deep + ("/".join(steps) or ".")


def _step(declared: Element, step: str) -> str:
    found = _STEP.fullmatch(step)
    if found is None:
        return step
    namespace = declared.scope.get(found["prefix"], "") if found["prefix"] else ""
    return ("@" if found["attribute"] else "") + clark(namespace, found["local"])
