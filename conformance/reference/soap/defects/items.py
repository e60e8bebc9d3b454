"""Defects of items: what an endpoint does wrong with one because of the others."""

from dataclasses import replace

from conformance.model.binding import Binding
from conformance.model.exchange import Request, Response
from conformance.model.tree import Element, select, steps_of, values
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._edit import changed, opened, operation_of
from conformance.reference.soap.defects._reread import reread
from conformance.reference.soap.defects._results import refused
from conformance.reference.soap.defects._sent import sent


@defect("batch.order-of-items-means-nothing", shown="UpdateContact/soap12/variant/batch/reversed-items")
def falling_messages_fail(answered: Answered) -> Response:
    """Fail an item whose text to be echoed comes before that of the item before it, as in a merge of sorted lists."""
    found, rule = sent(answered), answered.contract.results
    if found is None or rule is None:
        return answered.response
    told = ["".join(text for path in rule.echo.values() for text in values(item, path)) for item in found.answered]
    fallen = frozenset(place for place in range(1, len(told)) if told[place] < told[place - 1])
    return refused(answered, fallen)


@defect(
    "batch.a-failing-item-leaves-the-others-alone",
    shown="UpdateContact/soap12/variant/batch/beside-a-failing-item",
)
def one_failure_fails_all(answered: Answered) -> Response:
    """Fail all items where one fails."""
    found, rule, operation = sent(answered), answered.contract.results, operation_of(answered)
    root = opened(answered.response)
    if found is None or rule is None or operation is None or root is None:
        return answered.response
    results = select(root, f"Body/{operation.output.payload}/{operation.results}")
    good = frozenset(place for place, result in enumerate(results) if values(result, rule.success) == ("true",))
    return refused(answered, good) if len(good) < len(results) else answered.response


@misreading(
    "batch.too-many-items-are-told",
    "results.one-result-per-item",
    shown="UpdateContact/soap12/invalid/items/too-many-items",
)
def items_beyond_the_most_are_dropped(asked: Asked) -> Request:
    """Work off as many items as are allowed, and pass over the rest in silence."""

    def cut(payload: Element, _binding: Binding) -> Element:
        operation = next(one for one in asked.contract.operations.values() if one.input.payload == payload.name)
        if operation.items is None or operation.batch is None:
            return payload
        *above, last = steps_of(operation.items)
        return changed(payload, "/".join(above), lambda holder: _first_of(holder, last, operation.batch or 0))

    return reread(asked, cut)


@defect(
    "batch.a-bad-item-is-no-fault",
    "batch.a-failing-item-leaves-the-others-alone",
    shown=(
        "UpdateContact/soap12/invalid/items/unknown-object",
        "UpdateContact/soap12/variant/batch/beside-a-failing-item",
    ),
)
def failing_item_is_a_fault(answered: Answered) -> Response:
    """Answer a request in which an item fails by a fault."""
    rule, operation, root = answered.contract.results, operation_of(answered), opened(answered.response)
    if rule is None or operation is None or operation.results is None or root is None:
        return answered.response
    results = select(root, f"Body/{operation.output.payload}/{operation.results}")
    if any("false" in values(result, rule.success) for result in results):
        raise RefusalError(Refusal(why=Why.REQUEST, about="an item is wrong"))
    return answered.response


def _first_of(holder: Element, name: str, most: int) -> Element:
    """Return an element with no more than so many children of a name."""
    left = iter(range(most))
    kept = (
        part for part in holder.content if isinstance(part, str) or part.local != name or next(left, None) is not None
    )
    return replace(holder, content=tuple(kept))
