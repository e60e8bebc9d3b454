"""Defects of the HTTP exchange."""

from dataclasses import replace

from conformance.model.exchange import Response
from conformance.model.tree import select
from conformance.reference.defects._declare import Answered, defect
from conformance.reference.defects._edit import opened


@defect(
    "binding.soap11-fault-has-status-500",
    "binding.soap12-fault-status-fits-its-code",
    "binding.success-is-2xx-and-2xx-no-fault",
)
def fault_with_200(answered: Answered) -> Response:
    """Send faults with status 200."""
    root = opened(answered.response)
    faulty = root is not None and select(root, "Body/Fault")
    return replace(answered.response, status=200) if faulty else answered.response
