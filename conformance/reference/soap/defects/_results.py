"""What defects do to results: the only module that pairs these with their items."""

from collections.abc import Callable, Iterable, Set  # noqa: PYI025 - only read here
from dataclasses import replace

from conformance.model.contract import Contract, ResultsRule
from conformance.model.exchange import Response
from conformance.model.tree import Element, local_of, steps_of, values
from conformance.reference.defect import Answered
from conformance.reference.payload import Part
from conformance.reference.refusal import RefusalError, Why
from conformance.reference.soap.defects._edit import always, edited, operation_of, revised
from conformance.reference.soap.defects._sent import sent
from conformance.reference.soap.rulebook import meaning
from conformance.reference.soap.rules import rulebook

Content = tuple[Element | str, ...]


def crash(contract: Contract) -> RefusalError:
    """Return what is raised where an endpoint with the defect breaks: it answers as its vendor does then."""
    book = rulebook(contract)
    return RefusalError(book.refusal(Why.CRASH, book.crash, contract))


def crashed(answered: Answered, tripped: Set[int]) -> Response:
    """Return the answer as it is where no item trips.

    Raises:
        RefusalError: one does, and the endpoint breaks.
    """
    if tripped:
        raise crash(answered.contract)
    return answered.response


def failed(answered: Answered, tripped: Set[int]) -> Response:
    """Return an answer in which the items that trip have failed by an error of the server.

    Raises:
        RefusalError: an item trips, and the contract has no code for that.
    """
    rule = answered.contract.results
    if rule is None or not rule.generic:
        return crashed(answered, tripped)
    return _failing(answered, tripped, errors_of(answered, rule.generic[0]))


def unexplained(answered: Answered, tripped: Set[int]) -> Response:
    """Return an answer in which the items that trip have failed, and nothing says why."""
    return _failing(answered, tripped, ())


def refused(answered: Answered, tripped: Set[int]) -> Response:
    """Return an answer in which the items that trip have failed by a code of the vendor."""
    rule = answered.contract.results
    code = "" if rule is None else next((code for code in rule.catalogue if code not in rule.generic), "error")
    return _failing(answered, tripped, errors_of(answered, code))


def lost(answered: Answered, tripped: Set[int]) -> Response:
    """Return an answer in which the items that trip have no result."""
    return each(answered, tripped, lambda _item, _result: None)


def garbled(answered: Answered, change: Callable[[str], str]) -> Response:
    """Return an answer in which what items gave to be echoed comes back changed."""
    rule = answered.contract.results
    return answered.response if rule is None else revalued(answered, rule.echo, change)


def each(answered: Answered, tripped: Set[int], change: Callable[[Element, Element], Element | None]) -> Response:
    """Return an answer with a change made to the result of each item that trips; ``change`` is given both."""
    found = sent(answered)
    if not tripped or found is None:
        return answered.response
    left = iter(enumerate(found.answered))

    def changed(result: Element) -> Element | None:
        place, item = next(left)
        return change(item, result) if place in tripped else result

    return edited(answered.response, f"Body/{found.operation.output.payload}/{found.operation.results}", changed)


def every(answered: Answered, change: Callable[[Element], Element | None]) -> Response:
    """Return an answer with a change made to each result."""
    operation = operation_of(answered)
    if operation is None or operation.results is None:
        return answered.response
    return edited(answered.response, f"Body/{operation.output.payload}/{operation.results}", change)


def each_failure(answered: Answered, change: Callable[[Element, Element], Element]) -> Response:
    """Return an answer with a change made to each result that says that it is no success, given with its item."""
    found, rule = sent(answered), answered.contract.results
    if found is None or rule is None:
        return answered.response

    def changed(item: Element, result: Element) -> Element:
        return change(item, result) if "false" in values(result, rule.success) else result

    return each(answered, frozenset(range(len(found.answered))), changed)


def revalued(answered: Answered, paths: Iterable[str], change: Callable[[str], str]) -> Response:
    """Return an answer with a change made to the values at some paths of each result."""

    def changed(result: Element) -> Element:
        for path in paths:
            result = revised(result, path, change)
        return result

    return every(answered, changed)


def all_of(answered: Answered, change: Callable[[tuple[Element, ...]], tuple[Element, ...]]) -> Response:
    """Return an answer with a change made to its results as they stand beside each other, where there are any."""
    operation = operation_of(answered)
    if operation is None or operation.results is None:
        return answered.response
    *above, last = steps_of(operation.results)

    def changed(holder: Element) -> Element:
        results = tuple(part for part in holder.children if local_of(part.name) == last)
        return replace(holder, content=change(results)) if results else holder

    return edited(answered.response, "/".join(("Body", operation.output.payload, *above)), changed)


def failed_by(answered: Answered, code: str) -> Response:
    """Return an answer in which every item has failed by an error with a code."""
    found = sent(answered)
    everyone = frozenset(range(0 if found is None else len(found.answered)))
    return _failing(answered, everyone, errors_of(answered, code))


def usual_code(rule: ResultsRule) -> str:
    """Return a code that does not blame the server."""
    return next((code for code in rule.catalogue if code not in rule.generic), "error")


def errors_of(answered: Answered, code: str) -> Content:
    """Return what a result with one error has inside; nothing where the answer has no place for results."""
    found, rule, shapes = sent(answered), answered.contract.results, answered.shapes
    if found is None or rule is None:
        return ()
    output, path = found.operation.output.payload, found.operation.results or ""
    described = ((place, meaning(code, answered.contract)) for place in rule.description[:1])
    parts: list[Part] = [(rule.code[0], code), *described]
    error = shapes.grow(shapes.at(output, f"{path}/{rule.errors}"), parts)
    return shapes.grow(shapes.at(output, path), [(rule.errors, (error,))]).content


def _failing(answered: Answered, tripped: Set[int], content: Content) -> Response:
    rule = answered.contract.results
    if rule is None:
        return answered.response

    def changed(_item: Element, result: Element) -> Element:
        result = revised(replace(result, content=content), rule.success, always("false"))
        for path in rule.id:
            result = revised(result, path, always(""))
        return result

    return each(answered, tripped, changed)
