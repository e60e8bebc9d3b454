"""A contract with what the shipped one lacks: facets, required elements, fixed values, every scalar type."""

from pathlib import Path

import pytest

from conformance.contract import manifest, validate
from conformance.contract.validate import Engines
from conformance.generation.mutations import Group, groups
from conformance.model.contract import Contract

INTEGERS = (
    "byte", "short", "int", "long", "integer", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong",
    "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger",
)  # fmt: skip
OTHERS = (
    "decimal", "float", "double", "boolean", "date", "time", "dateTime", "duration", "hexBinary", "base64Binary",
)  # fmt: skip
WSDL = """<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:t="urn:t" xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t">
<w:types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified">
<xs:element name="Do"><xs:complexType>
  <xs:sequence>
    {each}
    <xs:element name="Key">{key}</xs:element>
    <xs:element name="Exact">{exact}</xs:element>
    <xs:element name="Closed" minOccurs="0">{closed}</xs:element>
    <xs:element name="Open" minOccurs="0">{open}</xs:element>
    <xs:element name="Part" minOccurs="0">{part}</xs:element>
    <xs:element name="Listed" minOccurs="0">{listed}</xs:element>
    <xs:element name="Word" type="xs:string" fixed="x" minOccurs="0"/>
    <xs:element name="Flag" type="xs:boolean" fixed="1" minOccurs="0"/>
    <xs:element name="Nil" type="xs:int" nillable="true" minOccurs="0"/>
    <xs:element name="Said" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:int">
      <xs:attribute name="by" type="xs:string"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
    <xs:element name="Row" minOccurs="2" maxOccurs="3"><xs:complexType>
      <xs:attribute name="n" type="xs:token" use="required"/></xs:complexType></xs:element>
    <xs:element name="code" type="xs:string" minOccurs="0"/>
  </xs:sequence>
  <xs:attribute name="id" type="xs:token" use="required"/>
  <xs:attribute name="word" type="xs:string" fixed="1.0"/>
  <xs:attribute name="number" type="xs:decimal" fixed="1.0"/>
  <xs:attribute name="flag" type="xs:boolean" fixed="0"/>
  <xs:attribute name="code">{code}</xs:attribute>
</xs:complexType></xs:element>
</xs:schema></w:types>
<w:message name="M"><w:part name="p" element="t:Do"/></w:message>
<w:portType name="P"><w:operation name="Do"><w:input message="t:M"/><w:output message="t:M"/></w:operation></w:portType>
<w:binding name="B" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<w:operation name="Do"><s:operation soapAction="urn:t/Do"/>
<w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output></w:operation></w:binding>
<w:service name="S"><w:port name="P" binding="t:B"><s:address location="http://127.0.0.1/x"/></w:port></w:service>
</w:definitions>"""


def restricted(base: str, **facets: str) -> str:
    """Return an anonymous simple type; a facet with a blank in its value is given once for each word."""
    told = "".join(f'<xs:{name} value="{word}"/>' for name, value in facets.items() for word in value.split())
    return f'<xs:simpleType><xs:restriction base="xs:{base}">{told}</xs:restriction></xs:simpleType>'


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    folder: Path = tmp_path_factory.mktemp("small")
    each = "".join(f'<xs:element name="A-{name}" type="xs:{name}" minOccurs="0"/>' for name in (*INTEGERS, *OTHERS))
    schema = {
        "each": each,
        "key": restricted("string", minLength="2", maxLength="5"),
        "exact": restricted("token", length="3"),
        "closed": restricted("int", minInclusive="1", maxInclusive="9"),
        "open": restricted("integer", minExclusive="1", maxExclusive="9"),
        "part": restricted("decimal", minInclusive="-1.5", maxExclusive="2.5"),
        "listed": restricted("string", enumeration="one Two"),
        "code": restricted("string", minLength="1", maxLength="3"),
    }
    (folder / "t.wsdl").write_text(WSDL.format(**schema))
    (folder / "contract.toml").write_text('name = "t"\nprotocol = "soap"\nwsdl = "t.wsdl"\n')
    return manifest.load(folder)


@pytest.fixture(scope="package")
def small_engines(small: Contract) -> Engines:
    return validate.engines(small)


@pytest.fixture(scope="package")
def broken(small: Contract) -> tuple[Group, ...]:
    """Return what is broken of the small contract."""
    return groups(small, small.operations["Do"])


@pytest.fixture(scope="package")
def made(cvent: Contract) -> dict[str, tuple[Group, ...]]:
    """Return by operation what is broken of the shipped contract."""
    return {name: groups(cvent, operation) for name, operation in cvent.operations.items()}
