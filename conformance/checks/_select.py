"""Selection: the only module that finds checks by what a user wrote, a pattern of ids or the key of a document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType

from conformance._near import near
from conformance.checks._declare import Check
from conformance.checks._specs import SOAP12_PART1, SOAP12_PART2
from conformance.errors import UsageError

_SHORT: Mapping[str, str] = MappingProxyType({"soap12-1": SOAP12_PART1.key, "soap12-2": SOAP12_PART2.key})
_MOST_NEAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which checks a user wants: shell-style patterns of ids, keys of the documents that checks cite; empty means all.

    Where both are given, both must hold.
    """

    patterns: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()


EVERY = Selection()


def chosen(checks: Mapping[str, Check], selection: Selection) -> Mapping[str, Check]:
    """Return the checks that a user wants, in their order.

    Raises:
        UsageError: a pattern or a key is of no check, or no check has both.
    """
    for pattern in selection.patterns:
        if not any(fnmatchcase(name, pattern) for name in checks):
            message = f"no check has an id like {pattern!r}; {close_to(pattern, checks)} (conformance checks lists all)"
            raise UsageError(message)
    keys = {_SHORT.get(given, given) for given in selection.specs}
    known = sorted({one.requirement.spec.key for one in checks.values()})
    for given in selection.specs:
        if _SHORT.get(given, given) not in known:
            message = f"no check cites a specification {given!r}; name one of {', '.join((*known, *_SHORT))}"
            raise UsageError(message)
    found = {
        name: one
        for name, one in checks.items()
        if (not selection.patterns or any(fnmatchcase(name, pattern) for pattern in selection.patterns))
        and (not keys or one.requirement.spec.key in keys)
    }
    if checks and not found:
        patterns, specs = ", ".join(selection.patterns), ", ".join(selection.specs)
        message = f"no check has an id like {patterns} and cites {specs}: leave one of the two out"
        raise UsageError(message)
    return found


def close_to(given: str, known: Iterable[str]) -> str:
    """Return which ids are close to one that is unknown, whatever their case, or the topics of checks where none is."""
    names = tuple(known)
    if meant := near(given, names, most=_MOST_NEAR):
        return f"close to it: {', '.join(meant)}"
    topics = sorted({topic for topic, dot, _ in (name.partition(".") for name in names) if dot})
    return f"ids begin with {', '.join(f'{topic}.' for topic in topics)}"
