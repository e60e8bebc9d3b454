"""Defects of results."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.contract import Contract, Operation, ResultsRule
from conformance.model.exchange import Request, Response
from conformance.model.tree import Element, select, values
from conformance.reference import batches, incoming, payload
from conformance.reference.defects._declare import Answered, defect
from conformance.reference.defects._edit import edited, operation_of
from conformance.reference.dialect import ASMX
from conformance.reference.rulebook import meaning

_UNKNOWN = ("Revision", "1")


@defect("results.success-carries-no-error")
def error_beside_success(answered: Answered) -> Response:
    """Answer an item whose Title holds a "<" with success and an error side by side."""
    contract, rule = answered.contract, answered.contract.results
    operation = operation_of(answered)
    if rule is None or operation is None or operation.results is None:
        return answered.response
    items = tuple(_items(contract, operation, answered.request))
    if not any(map(_triggers, items)):
        return answered.response
    left = iter(items)
    errors = _errors(contract, operation, rule)
    path = f"Body/{operation.output.payload}/{operation.results}"
    return edited(answered.response, path, lambda found: _spoilt(found, next(left), errors=errors, rule=rule))


@defect("schema.message-is-valid")
def unknown_attribute_in_results(answered: Answered) -> Response:
    """Give each result an attribute that the schema does not have."""
    operation = operation_of(answered)
    if operation is None or operation.results is None:
        return answered.response
    path = f"Body/{operation.output.payload}/{operation.results}"
    return edited(answered.response, path, lambda result: replace(result, attributes=(*result.attributes, _UNKNOWN)))


def _items(contract: Contract, operation: Operation, request: Request) -> Iterator[Element]:
    """Yield each item that has a result."""
    sent = incoming.read(request, ASMX.carriers).envelope.payload
    if sent is not None and sent.name == operation.input.payload:
        yield from batches.items_of(operation, payload.shapes(contract.schema).read(sent))


def _triggers(item: Element) -> bool:
    return "<" in (item.get("Title") or "")


def _errors(contract: Contract, operation: Operation, rule: ResultsRule) -> tuple[Element | str, ...]:
    """Return what a result with one error, of the first code that blames the item, has inside."""
    shapes, path = payload.shapes(contract.schema), operation.results or ""
    code = next((code for code in rule.catalogue if code not in rule.generic), "error")
    parts = [(rule.code[0], code), *((place, meaning(code, contract)) for place in rule.description[:1])]
    error = shapes.grow(shapes.at(operation.output.payload, f"{path}/{rule.errors}"), parts)
    return shapes.grow(shapes.at(operation.output.payload, path), [(rule.errors, (error,))]).content


def _spoilt(result: Element, item: Element, *, errors: tuple[Element | str, ...], rule: ResultsRule) -> Element:
    """Return the result of an item that triggers with success, the id of a success, and errors: its own if any."""
    if not _triggers(item):
        return result
    told = {there: value for there, here in rule.id.items() for value in values(item, here)[:1]} | {
        rule.success: "true"
    }
    attributes = tuple((name, told.get(f"@{name}", value)) for name, value in result.attributes)
    return replace(result, attributes=attributes, content=result.content if select(result, rule.errors) else errors)
