"""SOAP's row: witnesses are envelopes, judged by both XSD engines of a contract."""

from conformance.contract.comparable import Comparable
from conformance.diff.found import Part
from conformance.diff.spoken import Shown, Spoken
from conformance.model.binding import BINDINGS, Binding
from conformance.model.schema import Schema
from conformance.model.tree import Element
from conformance.soap import envelope as envelopes
from conformance.soap import fault as faults


def _write(shown: Shown, _schema: Schema) -> bytes:
    binding = BINDINGS[shown.root.binding]
    if shown.root.part is Part.HEADER:
        return envelopes.encode(envelopes.Envelope(binding=binding, header=(shown.element,), body=shown.beside))
    held = _fault(shown.element, binding) if shown.root.part is Part.DETAIL else shown.element
    return envelopes.encode(envelopes.Envelope(binding=binding, body=(held,)))


def _fault(detail: Element, binding: Binding) -> Element:
    code = binding.tag(binding.codes["server"])
    return faults.build(faults.Fault(code=code, reason="example", detail=(detail,)), binding)


def _accepts(contract: Comparable, _name: str, body: bytes) -> bool:
    return contract.engines.judge(body).valid


def _refusals(contract: Comparable, _name: str, body: bytes) -> tuple[str, ...]:
    judged = contract.engines.judge(body)
    return tuple(one.message for one in judged.libxml2) if judged.xmlschema else ()


SPOKEN = Spoken(write=_write, accepts=_accepts, refusals=_refusals)
