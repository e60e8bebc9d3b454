"""What defects do to whole answers: the only module that tells those with results and those with a fault apart."""

from collections.abc import Callable
from dataclasses import replace

from conformance.markup.write import document
from conformance.model.binding import Binding, binding_of_namespace
from conformance.model.exchange import Response
from conformance.model.tree import Element, namespace_of, select
from conformance.reference.defect import Answered
from conformance.reference.soap.defects._edit import edited, opened, operation_of


def binding_of(answered: Answered) -> Binding | None:
    """Return the version of an answer, None where it has no content."""
    root = opened(answered.response)
    return None if root is None else binding_of_namespace(namespace_of(root.name))


def has_results(answered: Answered) -> bool:
    """Tell whether an answer has a place for results; that to a login has none."""
    operation = operation_of(answered)
    return operation is not None and operation.results is not None


def has_fault(answered: Answered) -> bool:
    """Tell whether an answer is a fault."""
    root = opened(answered.response)
    return root is not None and bool(select(root, "Body/Fault"))


def in_envelope(answered: Answered, change: Callable[[Element, Binding], Element]) -> Response:
    """Return an answer with a change made to the Envelope around its results."""
    root, binding = opened(answered.response), binding_of(answered)
    if root is None or binding is None or not has_results(answered):
        return answered.response
    return replace(answered.response, body=document(change(root, binding)))


def in_fault(answered: Answered, version: Binding, change: Callable[[Element], Element]) -> Response:
    """Return an answer with a change made to its Fault where it is of a version."""
    if binding_of(answered) != version:
        return answered.response
    return edited(answered.response, "Body/Fault", change)


def labelled(response: Response, name: str) -> Response:
    """Return a response with another Content-Type."""
    others = (field for field in response.headers if field[0] != "Content-Type")
    return replace(response, headers=(("Content-Type", name), *others))
