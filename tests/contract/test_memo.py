"""What is judged by memoised values is judged as the whole message is, and soon without asking xmlschema at all."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from mutated import mutated

from conformance.campaign.campaign import opened
from conformance.campaign.cases import cases
from conformance.campaign.own import carry
from conformance.campaign.settings import Settings
from conformance.contract import validate
from conformance.contract.memo import LONGEST_VALUE, MOST_VALUES, Memo
from conformance.contract.validate import Engines, Judgement
from conformance.contract.xsd import compile_engines
from conformance.errors import WireError
from conformance.generation.plan import compile_plan
from conformance.generation.tapes import drafts
from conformance.markup import xml
from conformance.model.binding import SOAP, SOAP11, SOAP12
from conformance.model.case import Kind
from conformance.model.contract import Contract, SchemaDocument
from conformance.model.exchange import Exchange, Response
from conformance.model.tree import XML, XSD, XSI, clark
from conformance.soap import binding as http
from conformance.soap import envelope, session

MESSAGES = 12  # of each operation, binding and platform
SPECIMENS = sorted((Path(__file__).parents[1] / "specimens").glob("*/*.http"))
MANY = settings(max_examples=150, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck))

# What engines read in several ways, or not at all: for a value of any type.
VALUES = (
    "", " ", "a", "true", " true ", "TRUE", "1", "+5", "-0", "1_000", "\uff11", "2147483648", "0" * 5000 + "1", "1 2",
    "2026-01-02T03:04:05", " 2026-01-02T03:04:05 ", "\u00a02026-01-02T03:04:05", "0000-01-01T00:00:00",
    "100000000000-01-01T00:00:00", "2026-01-02T24:00:00", "Home", "home", "soap:Server", "no:such", ":", "a:b:c",
    "http://[::1", "%zz", "\u00a0", "\U0001f600", "a" * 200,
)  # fmt: skip
# Attributes for an element that may have them, or not.
ATTRIBUTES = (
    (clark(XSI, "nil"), ("true", "1", "false", " true ", "x")),
    (clark(XSI, "type"), ("Contact", "no:such")),
    (clark(XSI, "schemaLocation"), ("urn:a a.xsd",)),
    (clark(XML, "lang"), ("en", "", "1")),
    (clark(XML, "id"), ("a",)),
    (SOAP11.tag("mustUnderstand"), ("1", "true")),
    (SOAP12.tag("mustUnderstand"), ("1", "true", "9")),
    (SOAP11.tag("encodingStyle"), ("urn:a urn:b", ":")),
    ("{urn:other}a", ("b",)),
    ("a", ("b",)),
)
ELEMENTS = (
    '<x xmlns="urn:other"><y a="1"/>t</x>',
    '<x xmlns="urn:other" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>',
    "<x/>",
    '<CventSessionHeader xmlns="http://api.cvent.com/2006-11"><CventSessionValue>a</CventSessionValue></CventSessionHeader>',
    '<LoginResponse xmlns="http://api.cvent.com/2006-11"><LoginResult xmlns="http://schemas.cvent.com/api/2006-11" LoginSuccess="a"/></LoginResponse>',
    '<y xmlns="urn:other"><EventId xmlns="http://api.cvent.com/2006-11"/><NotUnderstood xmlns="http://www.w3.org/2003/05/soap-envelope" qname="a"/></y>',
)


def same(engines: Engines, data: bytes) -> Judgement:
    """Return what both ways of judging say of a message: the same."""
    root = xml.parse_tree(data)
    found = engines.brief_tree(root)
    assert found == engines.judge_tree(root)
    return found


@pytest.fixture(scope="module")
def exchanges(cvent: Contract) -> list[Exchange]:
    """Return exchanges with the reference: results that accept and refuse, and faults, in both versions."""
    return [*_exchanges(cvent, "asmx"), *_exchanges(cvent, "none")]


def _exchanges(contract: Contract, platform: str) -> Iterator[Exchange]:
    plans = {name: compile_plan(contract, operation) for name, operation in contract.operations.items()}
    with opened(Settings(platform=platform), contract, lambda _: None) as campaign:
        for case in cases(contract, Settings(), Kind.GENERATED):
            operation, binding = contract.operations[case.operation], SOAP[case.binding]
            for draft in islice(drafts(plans[case.operation], 7), MESSAGES):
                yield campaign.send(case, draft.text().encode()).exchange
            header = session.request_blocks(contract, operation, "nobody's")
            refused = envelope.encode(envelope.Envelope(binding=binding, header=header, body=(draft.element(),)))
            sent = http.request(refused, binding, url=campaign.connection.address, action=operation.action)
            yield carry(campaign, case, sent).exchange


@pytest.fixture(scope="module")
def messages(exchanges: list[Exchange]) -> list[bytes]:
    """Return the requests and the answers."""
    return [message.body for found in exchanges for message in (found.request, found.response) if message is not None]


def test_generated_messages_and_answers_are_known_without_a_whole_pass(engines: Engines, messages: list[bytes]) -> None:
    assert sum(b"Fault" in data for data in messages) > 8
    for data in messages:
        assert same(engines, data).valid
        assert engines.memo.knows(xml.parse_tree(data)), data


def test_mutated_messages_are_judged_as_they_are_as_a_whole(engines: Engines, exchanges: list[Exchange]) -> None:
    turned = [replace(found, response=Response(status=200, headers=(), body=found.request.body)) for found in exchanges]
    met: list[bool] = []

    @settings(MANY, max_examples=300)
    @given(mutated(st.sampled_from((*exchanges, *turned))))
    def check(exchange: Exchange) -> None:
        if exchange.response is None:
            return
        try:
            met.append(same(engines, exchange.response.body).valid)
        except WireError:
            return

    check()
    assert set(met) == {True, False}


def test_odd_values_attributes_and_elements_are_judged_as_they_are_as_a_whole(
    engines: Engines, messages: list[bytes]
) -> None:
    met: list[tuple[bool, bool]] = []

    @MANY
    @given(st.data())
    def check(data: st.DataObject) -> None:
        root = etree.fromstring(data.draw(st.sampled_from(messages)))
        node = data.draw(st.sampled_from(list(root.iter())))
        kind = data.draw(st.sampled_from(("value", "text", "attribute", "element")))
        if kind == "value" and node.attrib:
            node.set(data.draw(st.sampled_from(node.keys())), data.draw(st.sampled_from(VALUES)))
        elif kind == "text":
            node.text = data.draw(st.sampled_from(VALUES))
        elif kind == "element":
            child = etree.fromstring(data.draw(st.sampled_from(ELEMENTS)))
            node.insert(data.draw(st.integers(0, len(node))), child)
        else:
            name, values = data.draw(st.sampled_from(ATTRIBUTES))
            node.set(name, data.draw(st.sampled_from(values)))
        found = same(engines, etree.tostring(root))
        met.append((found.valid, found.agreed))

    check()
    assert {(True, True), (False, True), (False, False)} == set(met)


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_specimens_are_judged_as_they_are_as_a_whole(engines: Engines, path: Path) -> None:
    for part in re.split(rb"^(?=HTTP/1\.1 |!)", path.read_bytes().replace(b"\r\n", b"\n"), flags=re.MULTILINE):
        body = part.partition(b"\n\n")[2].strip(b"\n")
        try:
            xml.parse_tree(body)
        except WireError:
            continue
        same(engines, body)


def contacts(*attributes: str) -> bytes:
    items = "".join(f"<Contact {attribute}/>" for attribute in attributes)
    return (
        f'<s:Envelope xmlns:s="{SOAP12.namespace}"><s:Body><UpdateContact xmlns="http://api.cvent.com/2006-11">'
        f"<Contacts>{items}</Contacts></UpdateContact></s:Body></s:Envelope>"
    ).encode()


@pytest.mark.parametrize("year", ["100000000000", "999999999999"])
def test_a_value_that_only_xmlschema_refuses_is_told_each_time(engines: Engines, year: str) -> None:
    data = contacts('Id="a"', f'LastOptOutDate="{year}-01-02T03:04:05"')
    for _ in range(2):
        found = same(engines, data)
        assert not found.libxml2
        assert "OverflowError" in found.xmlschema[0].message


def test_what_is_remembered_has_an_end(cvent: Contract) -> None:
    memo = validate.engines(cvent).memo
    for part in range(3):
        found = contacts(*(f'Title="{part}-{number}"' for number in range(MOST_VALUES)))
        assert memo.knows(xml.parse_tree(found))
        assert len(memo) == MOST_VALUES + 1  # the default of Active is remembered as well
    assert memo.knows(xml.parse_tree(contacts('Active="true"', 'Active="1"', 'Active="true"')))
    assert len(memo) == MOST_VALUES + 2
    assert memo.knows(xml.parse_tree(contacts(f'FirstName="{"é" * (LONGEST_VALUE + 1)}"')))
    assert len(memo) == MOST_VALUES + 2


OWN = f"""<xs:schema xmlns:xs="{XSD}" xmlns="urn:own" xmlns:o="urn:own" targetNamespace="urn:own" elementFormDefault="qualified">
<xs:element name="root"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
<xs:element name="default" type="xs:int" default="7"/>
<xs:element name="fixed" type="xs:int" fixed="7"/>
<xs:element name="name" type="xs:QName"/>
<xs:element name="names"><xs:simpleType><xs:list itemType="xs:QName"/></xs:simpleType></xs:element>
<xs:element name="numbers" nillable="true"><xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType></xs:element>
<xs:element name="either"><xs:simpleType><xs:restriction><xs:simpleType><xs:union memberTypes="xs:int xs:boolean"/>
</xs:simpleType><xs:pattern value="[0-9t].*"/></xs:restriction></xs:simpleType></xs:element>
<xs:element name="twice"><xs:complexType><xs:sequence>
<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int" minOccurs="0"/><xs:element name="a" type="xs:int"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="apart"><xs:complexType><xs:sequence>
<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/><xs:element name="a" type="xs:int" nillable="true"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="marked"><xs:complexType mixed="true"><xs:sequence/><xs:attribute name="id" type="xs:ID"/>
<xs:attribute name="same" fixed="7" type="xs:int"/><xs:attribute name="own" default="7" type="xs:int"/>
</xs:complexType></xs:element>
<xs:element name="pointing"><xs:complexType><xs:attribute name="to" default="xs:a" type="xs:QName"/></xs:complexType></xs:element>
<xs:element name="empty"><xs:complexType/></xs:element>
<xs:element name="plain"><xs:complexType><xs:simpleContent><xs:extension base="xs:int">
<xs:attribute name="n" type="xs:int"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
<xs:element name="kept"><xs:complexType><xs:sequence>
<xs:any namespace="##other" processContents="skip" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="keyed"><xs:complexType><xs:sequence><xs:element name="k" type="xs:int" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType><xs:unique name="once"><xs:selector xpath="o:k"/><xs:field xpath="."/></xs:unique></xs:element>
<xs:element ref="head"/><xs:element ref="root"/>
</xs:choice></xs:complexType></xs:element>
<xs:element name="head" type="xs:anyType" abstract="true"/>
<xs:element name="member" type="xs:int" substitutionGroup="head"/>
</xs:schema>"""


@pytest.fixture(scope="module")
def own() -> Engines:
    """Return the engines of a schema that has what the shipped contract has not."""
    document = SchemaDocument(location="own.xsd", namespace="urn:own", text=OWN)
    libxml2, second = compile_engines((document,))
    return Engines(libxml2=libxml2, xmlschema=second, memo=Memo(second))


@pytest.mark.parametrize(
    "content",
    [
        "<default/><default>8</default>",
        "<name>xs:a</name><name> xs:b </name><name>c</name>",
        "<names>xs:a xs:b</names>",
        "<numbers/><numbers>1 2\n3</numbers><numbers i:nil='true'/><numbers i:nil='0'>1</numbers>",
        "<either>1</either><either>true</either>",
        "<twice><a>1</a><b>2</b><a>3</a></twice>",
        "<marked/><marked own='8'>text</marked>",
        "<empty/>",
        "<plain>1</plain><plain n='2'>3</plain>",
        "<kept/>",
        "<member>1</member>",
        "<root><root><plain>1</plain></root></root>",
    ],
)
def test_a_valid_message_is_known(own: Engines, content: str) -> None:
    data = rooted(content)
    assert own.memo.knows(xml.parse_tree(data))
    assert same(own, data).valid


@pytest.mark.parametrize(
    "content",
    [
        "<fixed>7</fixed><fixed>07</fixed>",
        "<apart><a>1</a><b>2</b><a i:nil='true'/></apart>",
        "<marked id='a'/><marked id='b'/>",
        "<marked same='7'/><marked same='07'/>",
        "<pointing/>",
        "<kept><x xmlns='urn:other' i:nil='x'/></kept>",
        "<keyed><k>1</k><k>2</k></keyed>",
        "<plain i:type='xs:int'>1</plain>",
        "<plain i:schemaLocation='urn:a a.xsd'>1</plain>",
    ],
)
def test_what_cannot_be_told_by_values_is_judged_as_a_whole(own: Engines, content: str) -> None:
    data = rooted(content)
    assert not own.memo.knows(xml.parse_tree(data))
    same(own, data)


@pytest.mark.parametrize(
    "content",
    [
        "<default>a</default>",
        "<fixed>8</fixed>",
        "<name>no:a</name>",
        "<names>xs:a no:b</names>",
        "<numbers>1 a</numbers>",
        "<numbers i:nil='true'>1</numbers>",
        "<either>false</either>",
        "<twice><a>1</a><a>b</a></twice>",
        "<marked id='a'/><marked id='a'/>",
        "<marked same='8'/>",
        "<empty> </empty>",
        "<plain/>",
        "<keyed><k>1</k><k>1</k></keyed>",
        "<head/>",
        "<member/>",
    ],
)
def test_an_invalid_message_is_refused(own: Engines, content: str) -> None:
    data = rooted(content)
    assert not own.memo.knows(xml.parse_tree(data)) or own.brief(data).libxml2
    assert not same(own, data).valid


def rooted(content: str) -> bytes:
    return f'<root xmlns="urn:own" xmlns:xs="{XSD}" xmlns:i="{XSI}">{content}</root>'.encode()


@pytest.mark.parametrize(
    "content, attributes",
    [
        ("", 'l:type="nonsense"'),
        ("", 'l:href="a"'),
        ('<a xmlns="http://schemas.xmlsoap.org/wsdl/"/>', ""),
        ('<a xmlns="urn:other"/>', 'l:a="b"'),
    ],
)
def test_a_namespace_whose_schema_xmlschema_brings_along_is_judged_as_a_whole(
    cvent: Contract, content: str, attributes: str
) -> None:
    both = validate.engines(cvent)
    data = (
        f'<s:Envelope xmlns:s="{SOAP11.namespace}" xmlns:l="http://www.w3.org/1999/xlink"><s:Body><s:Fault>'
        f"<faultcode>s:Server</faultcode><faultstring/><detail {attributes}>{content}</detail>"
        "</s:Fault></s:Body></s:Envelope>"
    ).encode()
    for _ in range(2):
        same(both, data)
