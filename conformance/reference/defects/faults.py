"""Defects of faults."""

from dataclasses import replace

from conformance.model.exchange import Response
from conformance.model.tree import Element, select
from conformance.reference.defects._declare import Answered, defect
from conformance.reference.defects._edit import edited, opened

_CODES = ("Body/Fault/faultcode", "Body/Fault/Code/Value")
_PREFIX = "undeclared"
_TEXTS = ("Body/Fault/faultstring", "Body/Fault/Reason/Text")
_EXCEPTION = "System.Web.Services.Protocols.SoapException"
_TRACE = "\n   at Example.Api.Messages.Read(Stream stream)\n   at Example.Api.Messages.Answer(HttpContext context)"


@defect("fault.faultcode-is-a-qname-in-scope", "fault.code-is-standard", "schema.message-is-valid")
def undeclared_fault_prefix(answered: Answered) -> Response:
    """Write fault codes with a prefix that is declared nowhere."""
    root = opened(answered.response)
    paths = [] if root is None else [path for path in _CODES if select(root, path)]
    return edited(answered.response, paths[0], _undeclared) if paths else answered.response


def _undeclared(code: Element) -> Element:
    return replace(code, content=(f"{_PREFIX}:{code.text.rpartition(':')[2]}",))


@defect("hygiene.fault-tells-no-internals")
def stack_trace_in_faults(answered: Answered) -> Response:
    """Write a stack trace into the text of faults, as a server does that shows its own errors to everybody."""
    root = opened(answered.response)
    paths = [] if root is None else [path for path in _TEXTS if select(root, path)]
    return edited(answered.response, paths[0], _traced) if paths else answered.response


def _traced(text: Element) -> Element:
    return replace(text, content=(f"{_EXCEPTION}: {text.text}{_TRACE}",))
