"""Defects of results: how they stand beside each other, and what they say of their items."""

import re
from dataclasses import replace

from conformance.model.exchange import Response
from conformance.model.tree import Element, select, values
from conformance.reference.defect import Answered, defect
from conformance.reference.soap.defects._edit import always, edited, operation_of, revised
from conformance.reference.soap.defects._frame import has_results
from conformance.reference.soap.defects._results import all_of, each, errors_of, every, failed_by, revalued, usual_code
from conformance.reference.soap.defects._sent import holding, sent

_UNKNOWN = ("Revision", "1")
_NO_BREAK_SPACE = "\u00a0"


@defect("results.success-carries-no-error", shown="UpdateContact/soap12/edge/Contact.Title")
def error_beside_success(answered: Answered) -> Response:
    """Answer an item whose Title holds a "<", and whose id is well-formed, with success and an error side by side."""
    rule = answered.contract.results
    tripped = holding(answered, lambda value: value.path.endswith("/@Title") and "<" in value.text)
    if rule is None or not tripped:
        return answered.response
    errors = errors_of(answered, usual_code(rule))

    def both(item: Element, result: Element) -> Element:
        """Return a result with success, the id of a success, and errors: its own if there are any."""
        ids = [(there, told) for there, here in rule.id.items() for told in values(item, here)[:1]]
        if not all(re.fullmatch(rule.forms.get(there, "(?s:.*)"), told) for there, told in ids if told):
            return result
        for there, told in ids:
            result = revised(result, there, always(told))
        result = revised(result, rule.success, always("true"))
        return result if select(result, rule.errors) else replace(result, content=errors)

    return each(answered, tripped, both)


@defect("schema.message-is-valid", shown="UpdateContact/soap12/example")
def unknown_attribute_in_results(answered: Answered) -> Response:
    """Give each result an attribute that the schema does not have."""
    return every(answered, lambda result: replace(result, attributes=(*result.attributes, _UNKNOWN)))


@defect("schema.engines-agree", shown="UpdateContact/soap12/example")
def no_break_space_between_results(answered: Answered) -> Response:
    """Write a no-break space before results, which is no white space in XML, and is taken for it by some software."""
    operation = operation_of(answered)
    if operation is None or not has_results(answered):
        return answered.response

    def spaced(payload: Element) -> Element:
        return replace(payload, content=(_NO_BREAK_SPACE, *payload.content))

    return edited(answered.response, f"Body/{operation.output.payload}", spaced)


@defect(
    "results.success-is-a-boolean",
    "schema.message-is-valid",
    shown="UpdateContact/soap12/example",
)
def success_with_a_capital(answered: Answered) -> Response:
    """Write Success as "True" and "False", as .NET writes booleans into a text."""
    rule = answered.contract.results
    return answered.response if rule is None else revalued(answered, (rule.success,), str.capitalize)


@defect("results.example-succeeds", shown="UpdateContact/soap12/example")
def nothing_is_found(answered: Answered) -> Response:
    """Fail every item, with a code that does not blame the server, as it does when its store is empty."""
    rule = answered.contract.results
    return answered.response if rule is None else failed_by(answered, usual_code(rule))


@defect(
    "results.in-the-order-of-the-items",
    "results.source-id-is-the-items",
    "batch.a-failing-item-leaves-the-others-alone",
    "batch.items-may-be-sent-apart",
    shown=(
        "UpdateContact/soap12/edge/Contact.SourceId",
        "UpdateContact/soap12/variant/batch/beside-a-failing-item",
        "UpdateContact/soap12/variant/batch/in-two-requests",
    ),
)
def results_reversed(answered: Answered) -> Response:
    """Send the results in reverse, the last item's first, where each has something of its own to tell them apart by."""
    rule = answered.contract.results

    def reverse(results: tuple[Element, ...]) -> tuple[Element, ...]:
        told = {text for result in results for path in (rule.echo if rule else ()) for text in values(result, path)}
        return results[::-1] if len({text for text in told if text.strip()}) == len(results) else results

    return all_of(answered, reverse)


@defect("results.one-result-per-item", shown="UpdateContact/soap12/edge/Contact.Id")
def last_result_is_missing(answered: Answered) -> Response:
    """Leave out the last of several results."""
    return all_of(answered, lambda results: results[:-1] or results)


@defect("results.one-result-per-item", shown="UpdateContact/soap12/edge/Contact.Id")
def last_result_twice(answered: Answered) -> Response:
    """Send the last of several results twice, where no item is nil: such a one may have a result."""
    found = sent(answered)
    if found is None or found.items != found.answered:
        return answered.response
    return all_of(answered, lambda results: (*results, results[-1]) if len(results) > 1 else results)


@defect(
    "results.in-the-order-of-the-items",
    "batch.items-may-be-sent-apart",
    "batch.order-of-items-means-nothing",
    shown=(
        "UpdateContact/soap12/edge/Contact.Id",
        "UpdateContact/soap12/variant/batch/in-two-requests",
        "UpdateContact/soap12/variant/batch/reversed-items",
    ),
)
def reference_of_the_first_item(answered: Answered) -> Response:
    """Echo to all items what the first of them gave to be echoed."""
    rule = answered.contract.results
    if rule is None:
        return answered.response
    told: dict[str, str] = {}

    def repeated(result: Element) -> Element:
        for path in rule.echo:
            for text in values(result, path)[:1]:
                result = revised(result, path, always(told.setdefault(path, text)))
        return result

    return every(answered, repeated)


@defect("results.in-the-order-of-the-items", shown="UpdateContact/soap12/edge/Contact.MessageId")
def reference_is_stale(answered: Answered) -> Response:
    """Echo to an item that gives nothing what the one before it gave, as a variable does that nobody clears."""
    rule = answered.contract.results
    told: dict[str, str] = {}

    def kept(result: Element) -> Element:
        held = dict(result.attributes)
        for name in (path.removeprefix("@") for path in (rule.echo if rule else ()) if path.startswith("@")):
            told[name] = held[name] = held.get(name) or told.get(name, "")
        return replace(result, attributes=tuple(held.items()))

    return every(answered, kept)


@defect("results.source-id-is-the-items", shown="UpdateContact/soap12/edge/Contact.SourceId")
def source_id_is_dropped(answered: Answered) -> Response:
    """Send results without the source ids of their items."""
    rule = answered.contract.results
    return answered.response if rule is None else revalued(answered, tuple(rule.source_id), always(""))
