"""Small contracts, written in a few lines each: one operation, whose request and answer hold the same type."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conformance.contract import source
from conformance.contract.comparable import Comparable, comparable

WSDL = """<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
 <wsdl:types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified" xmlns="urn:t">
  <xs:element name="Call" type="T"/><xs:element name="Answer" type="T"/>
  {types}
 </xs:schema></wsdl:types>
 <wsdl:message name="In"><wsdl:part name="p" element="t:Call"/></wsdl:message>
 <wsdl:message name="Out"><wsdl:part name="p" element="t:Answer"/></wsdl:message>
 <wsdl:portType name="P"><wsdl:operation name="Call"><wsdl:input message="t:In"/><wsdl:output message="t:Out"/></wsdl:operation></wsdl:portType>
 <wsdl:binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
  <wsdl:operation name="Call"><soap:operation soapAction="urn:t/Call"/><wsdl:input><soap:body use="literal"/></wsdl:input>
  <wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
 <wsdl:service name="S"><wsdl:port name="P" binding="t:B"><soap:address location="http://example.com/"/></wsdl:port></wsdl:service>
</wsdl:definitions>
"""


def made(types: str) -> Comparable:
    """Return a contract of some types; the type T is that of request and answer."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "small.wsdl"
        file.write_text(WSDL.format(types=types))
        return comparable(source.load(str(file)))


@pytest.fixture
def contract() -> Callable[[str], Comparable]:
    """Return what makes a contract of the types that it is given."""
    return made
