"""Defects of the envelope and its header; answers without results, such as that of a login, are left as they are."""

from conformance.model.binding import BINDINGS
from conformance.model.exchange import Response
from conformance.model.tree import steps_of
from conformance.reference.defects._declare import Answered, defect
from conformance.reference.defects._edit import opened, operation_of
from conformance.reference.dialect import message
from conformance.soap import envelope
from conformance.soap.envelope import Envelope


@defect("envelope.version-is-the-requests")
def results_in_the_other_version(answered: Answered) -> Response:
    """Send results in the other SOAP version than the request's."""
    right = _with_results(answered)
    if right is None:
        return answered.response
    other = next(row for row in BINDINGS.values() if row != right.binding)
    return message(other, right.body, right.header)


@defect("header.declared-blocks-present")
def results_without_session(answered: Answered) -> Response:
    """Send results without the header block of the session."""
    right, rule = _with_results(answered), answered.contract.session
    if right is None or rule is None:
        return answered.response
    block = steps_of(rule.header)[0]
    return message(right.binding, right.body, tuple(found for found in right.header if found.name != block))


def _with_results(answered: Answered) -> Envelope | None:
    """Return the envelope of an answer with results, None where it is another answer."""
    root, operation = opened(answered.response), operation_of(answered)
    return None if root is None or operation is None or operation.results is None else envelope.read(root)
