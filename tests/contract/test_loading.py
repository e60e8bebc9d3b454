"""A contract that cannot be used is told with file, line and construct; nothing is fetched."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance import _schemas
from conformance.contract import manifest
from conformance.errors import ContractError, UsageError
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType, Compositor, ElementUse, Group

XS = "http://www.w3.org/2001/XMLSchema"
WSDL = """<?xml version="1.0"?>
<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:t="urn:t" targetNamespace="urn:t">
<w:types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t" elementFormDefault="qualified">
{schema}
</xs:schema></w:types>
<w:message name="In"><w:part name="p" element="t:A"/></w:message>
<w:message name="Out"><w:part name="p" element="t:A"/></w:message>
<w:portType name="P"><w:operation name="Do"><w:input message="t:In"/><w:output message="t:Out"/></w:operation></w:portType>
<w:binding name="B" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<w:operation name="Do"><s:operation soapAction="urn:t/Do"/>
<w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output></w:operation></w:binding>
<w:service name="S"><w:port name="P" binding="t:B"><s:address location="http://127.0.0.1/x"/></w:port></w:service>
</w:definitions>
"""
PLAIN = '<xs:element name="A"><xs:complexType><xs:attribute name="x" type="xs:int"/></xs:complexType></xs:element>'
MANIFEST = 'name = "t"\nprotocol = "soap"\nwsdl = "t.wsdl"\n'
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(schema: str = PLAIN, wsdl: str = WSDL, toml: str = MANIFEST) -> Path:
        (tmp_path / "t.wsdl").write_text(wsdl.replace("{schema}", schema))
        (tmp_path / "contract.toml").write_text(toml)
        return tmp_path

    return made


def test_a_small_wsdl_with_its_schema_inside_loads(make: Make) -> None:
    contract = manifest.load(make())
    assert list(contract.operations) == ["Do"]
    assert contract.operations["Do"].action == "urn:t/Do"
    assert contract.bindings == {"soap11": "http://127.0.0.1/x"}


WRONG_WSDL = {
    "not XML": (WSDL.replace("</w:types>", ""), "not well-formed", 14),
    "not a WSDL": ("<a/>", "not wsdl:definitions", 1),
    "no port": (WSDL.replace("w:port ", "w:other ").replace("</w:port>", "</w:other>"), "no port", 3),
    "unknown message": (WSDL.replace('message="t:In"', 'message="t:Inn"'), "no message 't:Inn'", 9),
    "a part with a type": (
        WSDL.replace(
            'name="p" element="t:A"/></w:message>\n<w:message name="Out"',
            'name="p" type="t:A"/></w:message>\n<w:message name="Out"',
        ),
        "names no element",
        7,
    ),
    "rpc": (WSDL.replace('soapAction="urn:t/Do"', 'soapAction="urn:t/Do" style="rpc"'), "style rpc", 11),
    "encoded": (WSDL.replace('use="literal"', 'use="encoded"', 1), "use encoded", 12),
    "wsdl:import": (
        WSDL.replace("<w:types>", '<w:import namespace="urn:x" location="x.wsdl"/>\n<w:types>'),
        "wsdl:import",
        4,
    ),
}


@pytest.mark.parametrize("case", WRONG_WSDL)
def test_a_wrong_wsdl_is_told_with_its_line(make: Make, case: str) -> None:
    text, reason, line = WRONG_WSDL[case]
    with pytest.raises(ContractError, match=reason) as told:
        manifest.load(make(wsdl=text.replace("{schema}", PLAIN)))
    assert told.value.place.file.endswith("t.wsdl")
    assert told.value.place.line == line
    assert f"t.wsdl:{line}" in str(told.value)


WRONG_XSD = {
    "unknown type": ('<xs:element name="A" type="t:Nope"/>', "Nope", 5),
    "remote import": (
        '<xs:import namespace="urn:z" schemaLocation="http://example.com/z.xsd"/>' + PLAIN,
        "not on this machine",
        5,
    ),
    "missing include": ('<xs:include schemaLocation="gone.xsd"/>' + PLAIN, "gone.xsd", 5),
    "unsupported union": (
        PLAIN + '\n<xs:simpleType name="U"><xs:union memberTypes="xs:int xs:string"/></xs:simpleType>',
        "not supported yet",
        6,
    ),
    "unsupported pattern": (
        PLAIN
        + '\n<xs:simpleType name="U"><xs:restriction base="xs:string">\n<xs:pattern value="a"/></xs:restriction></xs:simpleType>',
        "xs:pattern",
        7,
    ),
    "unsupported within an included file": (
        '<xs:include schemaLocation="part.xsd"/>' + PLAIN,
        "xs:list: this XSD construct",
        2,
    ),
    "a value of any type": (PLAIN + '\n<xs:element name="B" type="xs:anySimpleType"/>', "values of any simple type", 6),
    "an attribute without a type": (
        PLAIN + '\n<xs:complexType name="C"><xs:attribute name="a"/></xs:complexType>',
        "values of any simple type",
        6,
    ),
    "text of any type": (
        PLAIN
        + '\n<xs:complexType name="C"><xs:simpleContent><xs:extension base="xs:anySimpleType"/></xs:simpleContent></xs:complexType>',
        "values of any simple type",
        6,
    ),
    "xml:lang": (
        '<xs:import namespace="http://www.w3.org/XML/1998/namespace"/>'
        + PLAIN
        + '\n<xs:complexType name="C"><xs:attribute ref="xml:lang"/></xs:complexType>',
        "values of a union",
        6,
    ),
    "not deterministic": (
        '<xs:element name="A"><xs:complexType><xs:sequence>\n<xs:element name="b" minOccurs="0"/><xs:element name="b"/></xs:sequence></xs:complexType></xs:element>',
        "XSD",
        None,
    ),
}


@pytest.mark.parametrize("case", WRONG_XSD)
def test_a_wrong_xsd_is_told_with_its_place(make: Make, case: str) -> None:
    schema, reason, line = WRONG_XSD[case]
    folder = make(schema=schema)
    (folder / "part.xsd").write_text(
        f'<xs:schema xmlns:xs="{XS}" targetNamespace="urn:t">\n<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType></xs:schema>'
    )
    with pytest.raises(ContractError, match=reason) as told:
        manifest.load(folder)
    assert told.value.place.file.endswith("part.xsd" if "part.xsd" in schema else "t.wsdl")
    if line is not None:
        assert told.value.place.line == line


def test_values_that_no_request_needs_to_be_made_of_are_read(make: Make) -> None:
    inner = PLAIN + '<xs:complexType name="C"><xs:attribute name="a" type="xs:NMTOKENS"/></xs:complexType>'
    found = manifest.load(make(schema=inner)).schema.types["{http://www.w3.org/2001/XMLSchema}NMTOKENS"]
    assert not isinstance(found, ComplexType)
    assert found.builtin == "NMTOKENS"


WRONG_TOML = {
    "not TOML": ("name = ", "not TOML"),
    "unknown key": (MANIFEST + "nmae = 1\n", "nmae"),
    "missing key": ('name = "t"\nprotocol = "soap"\n', "wsdl"),
    "wrong type": (MANIFEST + "[limits]\n'Do/@x' = 'ten'\n", r"expected int @ manifest.limits\['Do/@x'\]"),
    "unknown protocol": (MANIFEST.replace('"soap"', '"rest"'), "protocol 'rest'"),
    "unknown operation": (MANIFEST + "[operations.Undo]\n", "no operation 'Undo'"),
    "a limit that leads nowhere": (MANIFEST + "[limits]\n'Do/@y' = 3\n", "'Do/@y' leads nowhere"),
    "what is undone nowhere": (MANIFEST + "[operations.Do]\nundo = { 'b' = ['on', 'off'] }\n", "'b' leads nowhere"),
    "what is undone by nothing": (MANIFEST + "[operations.Do]\nundo = { '@x' = ['on'] }\n", "undo"),
    "items that lead nowhere": (MANIFEST + "[operations.Do]\nitems = 'b/c'\n", "'b/c' leads nowhere"),
    "no WSDL there": (MANIFEST.replace("t.wsdl", "u.wsdl"), "u.wsdl"),
}


@pytest.mark.parametrize("case", WRONG_TOML)
def test_a_wrong_manifest_is_told_with_its_construct(make: Make, case: str) -> None:
    text, reason = WRONG_TOML[case]
    with pytest.raises(ContractError, match=reason):
        manifest.load(make(toml=text))


def test_groups_anonymous_types_substitution_and_recursion_become_data(make: Make) -> None:
    schema = """
<xs:element name="A" type="t:Tree"/>
<xs:complexType name="Tree"><xs:sequence>
  <xs:group ref="t:G" minOccurs="0"/><xs:element name="tree" type="t:Tree" minOccurs="0" maxOccurs="3"/>
  <xs:element ref="t:Head"/></xs:sequence>
  <xs:attribute name="short"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:attribute>
</xs:complexType>
<xs:group name="G"><xs:choice><xs:element name="b" type="xs:int"/><xs:element name="c" type="xs:string"/></xs:choice></xs:group>
<xs:element name="Head" abstract="true" type="xs:string"/>
<xs:element name="One" substitutionGroup="t:Head"/><xs:element name="Two" substitutionGroup="t:Head"/>
"""
    types = manifest.load(make(schema=schema)).schema.types
    tree = types["{urn:t}Tree"]
    assert isinstance(tree, ComplexType)
    assert tree.content is not None
    group, again, head = tree.content.particles
    assert isinstance(group, Group)
    assert group.compositor is Compositor.CHOICE
    assert group.occurs.least == 0
    assert isinstance(again, ElementUse)
    assert (again.type, again.occurs.most) == ("{urn:t}Tree", 3)
    assert isinstance(head, Group)
    assert [use.name for use in head.particles if isinstance(use, ElementUse)] == ["{urn:t}One", "{urn:t}Two"]
    short = types[tree.attributes[0].type]
    assert tree.attributes[0].type == "{urn:t}Tree/@short/type"
    assert not isinstance(short, ComplexType)
    assert (short.builtin, short.facets.max_length) == ("string", 3)


def test_a_daily_number_of_calls_is_one(cvent: Contract, tmp_path: Path) -> None:
    assert cvent.daily_calls == 10_000
    shutil.copytree(_schemas.root() / "cvent", tmp_path / "cvent")
    file = tmp_path / "cvent" / "contract.toml"
    file.write_text(file.read_text().replace("daily = 10000", "daily = 0"))
    with pytest.raises(ContractError, match=r"calls\.daily: 0 is no number of calls; leave it out"):
        manifest.load(tmp_path / "cvent")


def test_the_digest_follows_every_file(tmp_path: Path) -> None:
    shutil.copytree(_schemas.root() / "cvent", tmp_path / "cvent")
    first = manifest.load(tmp_path / "cvent").sha256
    codes = tmp_path / "cvent" / "codes.toml"
    codes.write_text(codes.read_text() + "\n# one more line\n")
    assert manifest.load(tmp_path / "cvent").sha256 != first


@pytest.mark.parametrize(
    "old, new, construct, reason",
    [
        ('id = { "@Id" =', 'id = { "@Idd" =', "results.id", "'@Idd' leads nowhere in the results"),
        ('{ "@Id" = "@Id" }', '{ "@Id" = "@Idd" }', "results.id", "'@Idd' leads nowhere in the items"),
        ('forms = { "@Id" =', 'forms = { "@Idd" =', "results.forms", "'@Idd' leads nowhere in the results"),
        ("[0-9A-Fa-f]{8}(", "[0-9A-Fa-f]{8}((", "results.forms", "is no regular expression: missing"),
        ('form = "CV[0-9]{5}"', 'form = "CV[0-9{5}"', "results.form", "is no regular expression: unterminated"),
        ('"@SourceId" }', '"Source" }', "results.source_id", "'Source' leads nowhere in the items"),
        (
            '["@Description", "Description"]',
            '["@Text", "Text"]',
            "results.description",
            "'Errors/Error/@Text' leads nowhere in the results",
        ),
    ],
)
def test_what_results_repeat_and_tell_is_somewhere(
    tmp_path: Path, old: str, new: str, construct: str, reason: str
) -> None:
    shutil.copytree(_schemas.root() / "cvent", tmp_path / "cvent")
    file = tmp_path / "cvent" / "contract.toml"
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(ContractError, match=reason) as told:
        manifest.load(tmp_path / "cvent")
    assert told.value.place.construct == construct


@pytest.mark.parametrize(
    "text, reason",
    [
        ("[subjects]\n'UpdateContact/Contacts/Contact/@Idd' = ['a']\n", "@Idd' leads nowhere"),
        ("[subjects]\n'Nope/@Id' = ['a']\n", "begins with one of"),
        ("[subjects]\n'UpdateSession/EventId' = []\n", "has no values"),
        ("[subject]\n", "subject"),
        ("[subjects", "not TOML"),
    ],
)
def test_a_wrong_subjects_file_is_told(cvent: Contract, tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "subjects.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=reason):
        manifest.subjects(cvent, file)
    with pytest.raises(UsageError, match="cannot be read"):
        manifest.subjects(cvent, tmp_path / "none.toml")


def test_subjects_are_read_from_a_file(cvent: Contract, tmp_path: Path) -> None:
    file = tmp_path / "subjects.toml"
    file.write_text("[subjects]\n'UpdateSession/EventId' = ['E1', 'E2']\n")
    assert manifest.subjects(cvent, file) == {"UpdateSession/EventId": ("E1", "E2")}


def test_a_contract_is_found_by_name_and_by_path() -> None:
    by_name = _schemas.contract_folder("cvent")
    assert _schemas.contract_folder(str(by_name)) == by_name
    assert _schemas.contract_folder(str(by_name / "contract.toml")) == by_name
    with pytest.raises(UsageError, match="unknown contract 'nope': name one of cvent"):
        _schemas.contract_folder("nope")
