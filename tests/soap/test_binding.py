"""The HTTP fields of both versions."""

import pytest

from conformance.model.binding import SOAP11, SOAP12
from conformance.model.media import media_type
from conformance.soap.binding import action_of, request


def test_soap11_names_its_action_in_a_field() -> None:
    sent = request(b"x", SOAP11, url="http://127.0.0.1/", action="urn:a")
    assert ("SOAPAction", '"urn:a"') in sent.headers
    assert ("Content-Type", "text/xml; charset=utf-8") in sent.headers
    assert action_of(sent.headers, SOAP11) == "urn:a"


def test_soap12_names_its_action_in_the_media_type() -> None:
    sent = request(b"x", SOAP12, url="http://127.0.0.1/", action="urn:a")
    assert ("Content-Type", 'application/soap+xml; charset=utf-8; action="urn:a"') in sent.headers
    assert not [name for name, _ in sent.headers if name == "SOAPAction"]
    assert action_of(sent.headers, SOAP12) == "urn:a"


@pytest.mark.parametrize(
    "field, name, charset",
    [
        ("text/xml", "text/xml", None),
        ("Text/XML ; Charset=UTF-8", "text/xml", "UTF-8"),
        ('text/xml;charset="utf-8"', "text/xml", "utf-8"),
        ("text/xml; charset", "text/xml", ""),
        ("nonsense", "nonsense", None),
        ("text/xml\r\n; charset=x", "text/xml", "x"),
    ],
)
def test_a_content_type_is_read_as_it_is_meant(field: str, name: str, charset: str | None) -> None:
    found = media_type((("content-type", field),))
    assert found is not None
    assert (found.name, found.parameters.get("charset")) == (name, charset)


def test_no_content_type_is_none() -> None:
    assert media_type(()) is None
    assert media_type((("Content-Type", " "),)) is None
