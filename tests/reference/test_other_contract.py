"""Another vendor's contract is served too: from its manifest alone, without a rulebook."""

from pathlib import Path

import httpx
import pytest

from conformance.contract import manifest, validate
from conformance.errors import UsageError
from conformance.markup import xml
from conformance.model.binding import SOAP11
from conformance.model.tree import Element, clark, select, values
from conformance.reference import defects
from conformance.reference.soap.wsgi import application
from conformance.soap import envelope, fault
from conformance.soap.binding import request
from conformance.soap.envelope import Envelope

SHOP = "urn:shop"
WSDL = """<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:s="urn:shop" xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:shop">
  <wsdl:types><xs:schema targetNamespace="urn:shop" elementFormDefault="qualified">
    <xs:element name="Order"><xs:complexType><xs:sequence>
      <xs:element name="Line" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="Key" type="xs:string"/><xs:element name="Count" type="xs:int"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="Ordered"><xs:complexType><xs:sequence>
      <xs:element name="Result" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="Fine" type="xs:boolean"/><xs:element name="Key" type="xs:string" minOccurs="0"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="Ping"><xs:complexType/></xs:element>
    <xs:element name="Pong"><xs:complexType><xs:sequence><xs:element name="Said" type="xs:string"/>
      <xs:element name="At" type="xs:dateTime"/></xs:sequence><xs:attribute name="Fine" type="xs:boolean" use="required"/>
    </xs:complexType></xs:element>
  </xs:schema></wsdl:types>
  <wsdl:message name="Order"><wsdl:part name="p" element="s:Order"/></wsdl:message>
  <wsdl:message name="Ordered"><wsdl:part name="p" element="s:Ordered"/></wsdl:message>
  <wsdl:message name="Ping"><wsdl:part name="p" element="s:Ping"/></wsdl:message>
  <wsdl:message name="Pong"><wsdl:part name="p" element="s:Pong"/></wsdl:message>
  <wsdl:portType name="Shop">
    <wsdl:operation name="Order"><wsdl:input message="s:Order"/><wsdl:output message="s:Ordered"/></wsdl:operation>
    <wsdl:operation name="Ping"><wsdl:input message="s:Ping"/><wsdl:output message="s:Pong"/></wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="Shop" type="s:Shop">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="Order"><soap:operation soapAction="urn:order"/>
      <wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="Ping"><soap:operation soapAction=""/>
      <wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="Shop"><wsdl:port name="Shop" binding="s:Shop"><soap:address location="http://shop.test"/></wsdl:port></wsdl:service>
</wsdl:definitions>"""
MANIFEST = """
name = "shop"
protocol = "soap"
wsdl = "shop.wsdl"
[operations.Order]
items = "Line"
results = "Result"
batch = 3
[operations.Ping]
[results]
success = "Fine"
errors = "Key"
code = ["Key"]
form = ".*"
echo = { "Key" = "Key" }
"""


def element(name: str, *content: Element | str) -> Element:
    return Element(name=clark(SHOP, name), content=content)


def line(key: str, count: str = "1") -> Element:
    return element("Line", element("Key", key), element("Count", count))


@pytest.fixture
def shop(tmp_path: Path):
    (tmp_path / "shop.wsdl").write_text(WSDL)
    (tmp_path / "contract.toml").write_text(MANIFEST)
    return manifest.load(tmp_path)


@pytest.fixture
def ask(shop, platform):
    engines = validate.engines(shop)
    app = application(shop, platform)
    client = httpx.Client(transport=httpx.WSGITransport(app=app))

    def asked(payload: Element, action: str) -> httpx.Response:
        sent = envelope.encode(Envelope(binding=SOAP11, body=(payload,)))
        asking = request(sent, SOAP11, url=app.address("http://shop.test"), action=action)
        answer = client.post(asking.url, content=asking.body, headers=list(asking.headers))
        assert engines.judge(answer.content).valid, answer.text
        return answer

    return asked


def test_everything_is_accepted_and_echoed_as_the_manifest_says(ask) -> None:
    payload = envelope.read(xml.parse(ask(element("Order", line("a"), line("b")), "urn:order").content)).payload
    assert values(payload, "Result/Fine") == ("true", "true")
    assert values(payload, "Result/Key") == ("a", "b")


def test_an_operation_without_items_and_action_is_answered(ask, platform) -> None:
    answer = ask(element("Ping"), "")
    if platform == "none":
        payload = envelope.read(xml.parse(answer.content)).payload
        assert payload is not None
        assert (payload.name, payload.get("Fine")) == (clark(SHOP, "Pong"), "true")
        assert [child.local for child in payload.children] == ["Said", "At"], "what the schema requires"
    else:
        assert "SOAPAction" in answer.text


def test_too_many_items_are_refused_with_a_standard_code(ask) -> None:
    answer = ask(element("Order", *[line("a")] * 4), "urn:order")
    opened = envelope.read(xml.parse(answer.content))
    found = fault.read(fault.find(opened.body, SOAP11), SOAP11)
    assert (answer.status_code, found.code, found.actor) == (500, SOAP11.tag("Client"), None)


def test_bad_values_are_refused(ask) -> None:
    assert ask(element("Order", line("a", "many")), "urn:order").status_code == 500


def test_its_address_has_no_path(shop) -> None:
    assert application(shop, None).address("http://x") == "http://x/"


def test_an_unknown_platform_is_told_with_the_known_ones(shop) -> None:
    with pytest.raises(UsageError, match=r"'iis'.*asmx, none"):
        application(shop, "iis")


def test_defects_of_results_need_results(shop) -> None:
    app = application(shop, None, defect=defects.find("error-beside-success"))
    client = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://shop.test")
    for payload in (element("Ping"), element("Order", line("<"))):
        sent = envelope.encode(Envelope(binding=SOAP11, body=(payload,)))
        answer = client.post("/", content=sent, headers={"Content-Type": "text/xml; charset=utf-8"})
        assert select(xml.parse(answer.content), "Body") != ()
        assert answer.status_code == 200
