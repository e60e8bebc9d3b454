"""Defects of errors in results: what an endpoint does wrong when it says why an item failed."""

from collections.abc import Callable
from dataclasses import replace
from string import ascii_letters

from conformance.model.contract import ResultsRule
from conformance.model.exchange import Response
from conformance.model.tree import NIL, Element
from conformance.reference.defect import Answered, defect
from conformance.reference.soap.defects._edit import changed
from conformance.reference.soap.defects._results import each_failure, every, revalued

_NIL = (NIL, "true")
_END, _NEW = 4, "9999"


@defect("results.failure-names-a-code", shown="UpdateContact/soap12/edge/Contact.Id")
def failure_without_errors(answered: Answered) -> Response:
    """Fail items without any error."""
    return each_failure(answered, lambda _item, result: replace(result, content=()))


@defect("results.failure-names-a-code", shown="UpdateContact/soap12/edge/Contact.Id")
def error_without_code(answered: Answered) -> Response:
    """Describe an error and leave its code empty."""
    return _in_errors(answered, _codes, lambda _code: "")


@defect("results.error-is-nil-or-tells", shown="UpdateContact/soap12/edge/Contact.Id")
def code_without_description(answered: Answered) -> Response:
    """Tell the code of an error and leave its description empty."""
    return _in_errors(answered, lambda rule: rule.description, lambda _text: "")


@defect("results.error-is-nil-or-tells", shown="UpdateContact/soap12/edge/Contact.Id")
def nil_error_that_tells(answered: Answered) -> Response:
    """Say of an error that it is nil, and tell its code all the same."""
    rule = answered.contract.results
    if rule is None:
        return answered.response

    def nil(result: Element) -> Element:
        return changed(result, rule.errors, lambda error: replace(error, attributes=(*error.attributes, _NIL)))

    return every(answered, nil)


@defect("codes.have-the-declared-form", shown="UpdateContact/soap12/edge/Contact.Id")
def code_is_a_number(answered: Answered) -> Response:
    """Tell codes of errors by their number alone, without the letters before it."""
    return _in_errors(answered, _codes, lambda code: code.lstrip(ascii_letters))


@defect("codes.are-listed", shown="UpdateContact/soap12/edge/Contact.Id")
def code_of_tomorrow(answered: Answered) -> Response:
    """Tell errors by a code that is new, and not in the vendor's list yet."""
    return _in_errors(answered, _codes, lambda code: f"{code[:-_END]}{_NEW}")


def _codes(rule: ResultsRule) -> tuple[str, ...]:
    return rule.code


def _in_errors(
    answered: Answered, paths: Callable[[ResultsRule], tuple[str, ...]], change: Callable[[str], str]
) -> Response:
    """Return an answer with a change made to the values at some paths of each error of its results."""
    rule = answered.contract.results
    if rule is None:
        return answered.response
    return revalued(answered, [f"{rule.errors}/{path}" for path in paths(rule)], change)
