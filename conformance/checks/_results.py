"""What results say of themselves: the only module that reads them by the contract's rule, for the checks."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.contract import ResultsRule, SessionRule
from conformance.model.tree import Element, values

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


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.strip(_WHITE_SPACE))
