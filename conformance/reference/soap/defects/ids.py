"""Defects of ids: what an endpoint does wrong with the names of objects."""

from itertools import cycle, islice

from conformance.model.exchange import Response
from conformance.model.tree import Element, values
from conformance.reference.defect import Answered, defect
from conformance.reference.soap.defects._edit import always, revised
from conformance.reference.soap.defects._results import all_of, each_failure, revalued


@defect(
    "ids.tell-success",
    "results.id-is-the-items",
    "batch.items-may-be-sent-apart",
    "batch.order-of-items-means-nothing",
    shown=(
        "UpdateContact/soap12/edge/Contact.MessageId",
        "UpdateContact/soap12/variant/batch/in-two-requests",
        "UpdateContact/soap12/variant/batch/reversed-items",
    ),
)
def id_of_the_next_success(answered: Answered) -> Response:
    """Give each success the id of the next one in the batch, and the last that of the first."""
    rule = answered.contract.results
    if rule is None:
        return answered.response

    def shifted(results: tuple[Element, ...]) -> tuple[Element, ...]:
        moved = results
        for path in rule.id:
            known = [told for result in results for told in values(result, path)[:1] if told]
            following = islice(cycle(known), 1, None)
            moved = tuple(
                revised(result, path, always(next(following))) if any(values(result, path)) else result
                for result in moved
            )
        return moved

    return all_of(answered, shifted)


@defect(
    "ids.have-the-declared-form",
    "ids.tell-success",
    "results.id-is-the-items",
    shown="UpdateContact/soap12/edge/Contact.MessageId",
)
def ids_in_braces(answered: Answered) -> Response:
    """Write ids in braces, as Windows writes a GUID."""
    rule = answered.contract.results
    if rule is None:
        return answered.response
    return revalued(answered, rule.id, lambda told: f"{{{told}}}" if told else told)


@defect("ids.tell-success", "ids.have-the-declared-form", shown="UpdateContact/soap12/edge/Contact.Id")
def failure_keeps_its_id(answered: Answered) -> Response:
    """Repeat the id of an item that failed."""
    rule = answered.contract.results
    if rule is None:
        return answered.response

    def kept(item: Element, result: Element) -> Element:
        for there, here in rule.id.items():
            for told in values(item, here)[:1]:
                result = revised(result, there, always(told))
        return result

    return each_failure(answered, kept)
