"""Defects of batches: what an endpoint does wrong with some numbers of items and of what stands in them."""

from collections import Counter

from conformance.model.exchange import Response
from conformance.model.tree import Element, values
from conformance.reference.defect import Answered, defect
from conformance.reference.soap.defects._results import crash, lost
from conformance.reference.soap.defects._sent import sent

_MANY = 20


@defect(
    "results.valid-request-is-no-server-error", shown="UpdateSession/soap12/edge/Session.CustomFieldDetail-elements"
)
def many_details_crash(answered: Answered) -> Response:
    """Break where an element stands more than twenty times in an item."""
    found = sent(answered)
    if found is not None and any(_most_of_a_name(item) > _MANY for item in found.items):
        raise crash(answered.contract)
    return answered.response


@defect(
    "results.valid-request-is-no-server-error",
    "value.nil-item-is-as-absent",
    shown=("UpdateContact/soap12/edge/Contact-batches", "UpdateContact/soap12/variant/batch/nil-item"),
)
def nil_item_crashes(answered: Answered) -> Response:
    """Break on an item that is nil."""
    found = sent(answered)
    if found is not None and found.items != found.answered:
        raise crash(answered.contract)
    return answered.response


@defect("results.valid-request-is-no-server-error", shown="UpdateSession/soap12/edge/Session-batches")
def empty_batch_crashes(answered: Answered) -> Response:
    """Break where there is a place for items, and no item in it."""
    found = sent(answered)
    if found is not None and not found.items:
        raise crash(answered.contract)
    return answered.response


@defect("results.one-result-per-item", shown="UpdateSession/soap12/edge/Session-batches")
def repeated_message_loses_its_item(answered: Answered) -> Response:
    """Leave out the result of an item that gives the same to be echoed as one before it."""
    found, rule = sent(answered), answered.contract.results
    if found is None or rule is None:
        return answered.response
    told = [
        tuple(text for path in rule.echo.values() for text in values(item, path) if text) for item in found.answered
    ]
    return lost(answered, frozenset(place for place, texts in enumerate(told) if texts and texts in told[:place]))


def _most_of_a_name(item: Element) -> int:
    return max(Counter(child.name for child in item.children).values(), default=0)
