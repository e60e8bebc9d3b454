"""Defects of results."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.contract import Contract, Operation, ResultsRule
from conformance.model.exchange import Request, Response
from conformance.model.tree import Element, select
from conformance.reference import batches, incoming, payload
from conformance.reference.defects._declare import Answered, defect
from conformance.reference.defects._edit import edited, opened
from conformance.reference.dialect import ASMX


@defect("results.success-carries-no-error")
def error_beside_success(answered: Answered) -> Response:
    """Answer an item whose Title holds a "<" with success and an error side by side."""
    contract, rule = answered.contract, answered.contract.results
    operation = _answered_operation(contract, answered.response)
    if rule is None or operation is None or operation.results is None:
        return answered.response
    marks = tuple(_marks(contract, operation, answered.request))
    if not any(marks):
        return answered.response
    left = iter(marks)
    errors = _errors(contract, operation, rule)
    path = f"Body/{operation.output.payload}/{operation.results}"
    return edited(answered.response, path, lambda found: _spoilt(found, errors, rule) if next(left) else found)


def _answered_operation(contract: Contract, response: Response) -> Operation | None:
    root = opened(response)
    names = {child.name for body in (() if root is None else select(root, "Body")) for child in body.children}
    return next((found for found in contract.operations.values() if found.output.payload in names), None)


def _marks(contract: Contract, operation: Operation, request: Request) -> Iterator[bool]:
    """Yield for each item that has a result whether it triggers the defect."""
    sent = incoming.read(request, ASMX.carriers).envelope.payload
    if sent is not None and sent.name == operation.input.payload:
        for item in batches.items_of(operation, payload.shapes(contract.schema).read(sent)):
            yield "<" in (item.get("Title") or "")


def _errors(contract: Contract, operation: Operation, rule: ResultsRule) -> tuple[Element | str, ...]:
    """Return what a result with one error, of the first code in the catalogue, has inside."""
    shapes, path = payload.shapes(contract.schema), operation.results or ""
    code = next(iter(rule.catalogue), "error")
    error = shapes.grow(shapes.at(operation.output.payload, f"{path}/{rule.errors}"), [(rule.code[0], code)])
    return shapes.grow(shapes.at(operation.output.payload, path), [(rule.errors, (error,))]).content


def _spoilt(result: Element, errors: tuple[Element | str, ...], rule: ResultsRule) -> Element:
    """Return a result that says success and has errors: its own where it has some."""
    attributes = tuple((name, "true" if f"@{name}" == rule.success else value) for name, value in result.attributes)
    return replace(result, attributes=attributes, content=result.content if select(result, rule.errors) else errors)
