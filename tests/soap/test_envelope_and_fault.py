"""Envelopes and faults round-trip in both versions, and are valid for both engines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xml_text import xml_characters

from conformance.contract.validate import Engines
from conformance.errors import WireError
from conformance.markup import xml
from conformance.model.binding import SOAP, Binding
from conformance.model.tree import Element
from conformance.soap import envelope, fault
from conformance.soap.fault import Fault

TEXT = st.text(alphabet=xml_characters(), min_size=1, max_size=10)
LOCAL = st.sampled_from(["Client", "CV10105", "a"])


@pytest.fixture(scope="module", params=sorted(SOAP))
def binding(request: pytest.FixtureRequest) -> Binding:
    return SOAP[request.param]


@given(st.data())
def test_a_fault_is_read_as_it_was_built(binding: Binding, engines: Engines, data: st.DataObject) -> None:
    namespace = data.draw(st.sampled_from([binding.namespace, "urn:example"]))
    built = Fault(
        code=f"{{{namespace}}}{data.draw(LOCAL)}",
        reason=data.draw(TEXT),
        actor=data.draw(st.none() | st.just("http://example.com/")),
        detail=data.draw(st.none() | st.just(()) | st.just((Element(name="{urn:d}d"),))),
    )
    sent = envelope.Envelope(binding=binding, body=(fault.build(built, binding),))
    raw = envelope.encode(sent)
    read = envelope.read(xml.parse(raw))
    assert read == sent
    found = fault.find(read.body, binding)
    assert found is not None
    assert fault.read(found, binding) == built
    assert engines.judge(raw).valid


def test_the_halves_are_what_stands_around_a_payload(binding: Binding) -> None:
    header = (Element(name="{urn:h}h", content=("x",)),)
    payload = Element(name="{urn:p}p", attributes=(("a", "b"),))
    before, after = envelope.halves(binding, header)
    whole = envelope.encode(envelope.Envelope(binding=binding, header=header, body=(payload,)))
    assert before + b'<p xmlns="urn:p" a="b"/>' + after == whole


@pytest.mark.parametrize(
    "text", ["<a/>", '<Envelope xmlns="urn:x"/>', '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"/>']
)
def test_what_is_no_envelope_is_told(text: str) -> None:
    with pytest.raises(WireError, match="Envelope"):
        envelope.read(xml.parse(text.encode()))
