"""What results say of themselves: the only module that reads them by the contract's rule, for the checks."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from conformance.checks._observe import Observation, needed
from conformance.contract.paths import exists
from conformance.model.contract import ResultsRule, SessionRule
from conformance.model.tree import Element, steps_of, values

_BOOLEANS: Mapping[str, bool] = MappingProxyType({"true": True, "1": True, "false": False, "0": False})
_WHITE_SPACE = " \t\r\n"


def success(result: Element, rule: ResultsRule) -> bool | None:
    """Return whether a result says success, None where it says nothing that can be understood."""
    said = values(result, rule.success)
    return _boolean(said[0]) if said else None


def login_succeeds(payload: Element, rule: SessionRule) -> bool:
    """Tell whether the answer to a login says that a session was opened."""
    return any(_boolean(said) for said in values(payload, rule.success))


def codes(error: Element, rule: ResultsRule) -> tuple[str, ...]:
    """Return the codes of an error, without white space around them."""
    return tuple(code.strip() for path in rule.code for code in values(error, path) if code.strip())


def first(element: Element, path: str) -> str:
    """Return the first value at a path without white space around it, empty where there is none."""
    return "".join(values(element, path)[:1]).strip(_WHITE_SPACE)


def id_of(part: Element, path: str, rule: ResultsRule) -> str:
    """Return the id at a path of an item or a result, empty where there is none or one that means none."""
    told = first(part, path)
    return "" if told in rule.nothing else told


def promised(seen: Observation, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the paths, in a result and in its item, that the schema has for the results of this operation."""
    operation = needed(seen.operation)
    for there, here in sorted(row.items()):
        if exists(seen.contract.schema, operation.output.payload, f"{operation.results}/{there}"):
            yield there, here


def label(path: str) -> str:
    """Return the name that a path ends with, as a reader knows it."""
    return steps_of(path)[-1].removeprefix("@")


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.strip(_WHITE_SPACE))
