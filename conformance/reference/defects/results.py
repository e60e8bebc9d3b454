"""Defects of results."""

from dataclasses import replace

from conformance.model.exchange import Response
from conformance.model.tree import Element, select, values
from conformance.reference.defects._declare import Answered, defect
from conformance.reference.defects._edit import always, edited, operation_of, revised
from conformance.reference.defects._results import each, errors_of
from conformance.reference.defects._sent import holding

_UNKNOWN = ("Revision", "1")


@defect("results.success-carries-no-error")
def error_beside_success(answered: Answered) -> Response:
    """Answer an item whose Title holds a "<" with success and an error side by side."""
    rule = answered.contract.results
    tripped = holding(answered, lambda value: value.path.endswith("/@Title") and "<" in value.text)
    if rule is None or not tripped:
        return answered.response
    code = next((code for code in rule.catalogue if code not in rule.generic), "error")
    errors = errors_of(answered, code)

    def both(item: Element, result: Element) -> Element:
        """Return a result with success, the id of a success, and errors: its own if there are any."""
        for there, here in rule.id.items():
            for told in values(item, here)[:1]:
                result = revised(result, there, always(told))
        result = revised(result, rule.success, always("true"))
        return result if select(result, rule.errors) else replace(result, content=errors)

    return each(answered, tripped, both)


@defect("schema.message-is-valid")
def unknown_attribute_in_results(answered: Answered) -> Response:
    """Give each result an attribute that the schema does not have."""
    operation = operation_of(answered)
    if operation is None or operation.results is None:
        return answered.response
    path = f"Body/{operation.output.payload}/{operation.results}"
    return edited(answered.response, path, lambda result: replace(result, attributes=(*result.attributes, _UNKNOWN)))
