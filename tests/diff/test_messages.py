"""What a WSDL says beside its types: each kind of change, its effect, whom it hurts, mirrored the other way round."""

from pathlib import Path

import pytest

from conformance.contract import source
from conformance.contract.comparable import Comparable, comparable
from conformance.diff.compare import compare
from conformance.diff.effect import impact
from conformance.diff.witness import Side, witnessed
from conformance.model.change import Change, Impact

WSDL = """<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:s12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:h="http://schemas.xmlsoap.org/wsdl/http/"
  xmlns:p="http://schemas.xmlsoap.org/ws/2004/09/policy"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
 <w:types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified" xmlns="urn:t">
  <xs:element name="Call" type="Of"/><xs:element name="Answer" type="Of"/><xs:element name="Other" type="Of"/>
  <xs:element name="Key" type="Name"/><xs:element name="Lock" type="Name"/>
  <xs:element name="Oops" type="Name"/><xs:element name="Ouch" type="Name"/>
  <xs:complexType name="Of"><xs:sequence><xs:element name="i" type="xs:int"/></xs:sequence></xs:complexType>
  <xs:simpleType name="Name"><xs:restriction base="xs:string"><xs:maxLength value="9"/></xs:restriction></xs:simpleType>
 </xs:schema></w:types>
 <w:message name="In"><w:part name="p" element="t:Call"/></w:message>
 <w:message name="Out"><w:part name="p" element="t:Answer"/></w:message>
 <w:message name="Extra"><w:part name="k" element="t:Key"/></w:message>
 <w:message name="Bad"><w:part name="b" element="t:Oops"/></w:message>
 <w:portType name="P"><w:operation name="Call"><w:documentation>Calls.</w:documentation>
  <w:input message="t:In"/><w:output message="t:Out"/><w:fault name="F" message="t:Bad"/></w:operation></w:portType>
 <w:binding name="B" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
  <w:operation name="Call"><s:operation soapAction="urn:t/Call"/>
   <w:input><s:body use="literal"/><s:header message="t:Extra" part="k" use="literal"/></w:input>
   <w:output><s:body use="literal"/></w:output><w:fault name="F"><s:fault name="F" use="literal"/></w:fault>
  </w:operation></w:binding>
 <w:binding name="C" type="t:P"><s12:binding transport="http://schemas.xmlsoap.org/soap/http"/>
  <w:operation name="Call"><s12:operation soapAction="urn:t/Call"/>
   <w:input><s12:body use="literal"/><s12:header message="t:Extra" part="k" use="literal"/></w:input>
   <w:output><s12:body use="literal"/></w:output><w:fault name="F"><s12:fault name="F" use="literal"/></w:fault>
  </w:operation></w:binding>
 <w:service name="S"><w:port name="P1" binding="t:B"><s:address location="http://example.com/a"/></w:port>
  <w:port name="P2" binding="t:C"><s12:address location="http://example.com/a"/></w:port></w:service>
</w:definitions>
"""
PORT = '<w:port name="P2" binding="t:C"><s12:address location="http://example.com/a"/></w:port>'
OUTPUT = '<w:output message="t:Out"/>'
FAULT = '<w:fault name="F" message="t:Bad"/>'
BOUND = ' <w:fault name="F"><s{}:fault name="F" use="literal"/></w:fault>'.lstrip()
HEADERS = [f'<s{v}:header message="t:Extra" part="k" use="literal"/>' for v in ("", "12")]
BOUND_TO_12 = WSDL[WSDL.index('  <w:operation name="Call"><s12:') : WSDL.rindex("</w:binding>")]
RPC = [
    ("<s:binding ", '<s:binding style="rpc" '),
    ("<s12:binding ", '<s12:binding style="rpc" '),
    ('use="literal"', 'use="literal" namespace="urn:rpc"'),
    ('name="p" element="t:Call"', 'name="p" type="xs:int"'),
    ('name="p" element="t:Answer"', 'name="p" type="t:Of"'),
]
ENCODED = [
    *RPC,
    ('body use="literal"', 'body use="encoded" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'),
]
HEADLESS = [(one, "") for one in HEADERS]
FAULTLESS = [(FAULT, ""), (BOUND.format(""), ""), (BOUND.format("12"), "")]
MIRROR = """<w:service name="M"><w:port name="M1" binding="t:B"><s:address location="http://example.com/m"/></w:port>
 </w:service>"""
HEADER_FAULTS = [
    *(
        (one, f"{one[:-2]}><s{v}:headerfault message='t:Sore' part='o' use='literal'/></s{v}:header>")
        for one, v in zip(HEADERS, ("", "12"), strict=True)
    ),
    (
        '<w:message name="Bad">',
        '<w:message name="Sore"><w:part name="o" element="t:Ouch"/></w:message><w:message name="Bad">',
    ),
]
Edits = list[tuple[str, str]]


def changed(edits: Edits) -> str:
    text = WSDL
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def made(folder: Path, name: str, edits: Edits) -> Comparable:
    file = folder / f"{name}.wsdl"
    file.write_text(changed(edits))
    return comparable(source.load(str(file)))


def told(old: Comparable, new: Comparable) -> list[Change]:
    sides = [Side(name=name, contract=held) for name, held in (("old", old), ("new", new))]
    return [witnessed(found, *sides) for found in compare(old, new)]


ACTION = "action.changed DIFFERS breaking"
PAIRS: dict[str, tuple[Edits, Edits, list[str]]] = {
    "nothing": ([], [], []),
    "other-names-of-what-is-not-on-the-wire": (
        [],
        [
            ('"In"', '"Inbound"'),
            ("t:In", "t:Inbound"),
            ('"P1"', '"First"'),
            ('"S"', '"Service"'),
            ('"B"', '"Bound"'),
            ("t:B", "t:Bound"),
            ("t:Boundad", "t:Bad"),
        ],
        [],
    ),
    "action-of-one-binding": (
        [],
        [('<s:operation soapAction="urn:t/Call"', '<s:operation soapAction="urn:t/New"')],
        [ACTION],
    ),
    "action-of-both-is-told-once": ([], [("urn:t/Call", "urn:t/New")], [ACTION]),
    "action-not-required": (
        [],
        [
            (
                '<s12:operation soapAction="urn:t/Call"',
                '<s12:operation soapAction="urn:t/Call" soapActionRequired="false"',
            )
        ],
        ["action.required-changed WIDENS compatible"],
    ),
    "address": (
        [],
        [('<s:address location="http://example.com/a"', '<s:address location="http://example.com/b"')],
        ["address.changed NONE risky"],
    ),
    "transport": (
        [],
        [
            (
                '<s:binding transport="http://schemas.xmlsoap.org/soap/http"',
                '<s:binding transport="http://schemas.xmlsoap.org/soap/smtp"',
            )
        ],
        ["transport.changed DIFFERS breaking"],
    ),
    "binding-gone": ([], [(PORT, "")], ["binding.removed NARROWS breaking"]),
    "operation-of-one-binding-gone": (
        [],
        [(BOUND_TO_12, "")],
        ["operation.removed NARROWS breaking"],
    ),
    "payload": ([], [('element="t:Call"', 'element="t:Other"')], ["message.changed DIFFERS breaking"]),
    "payload-gone": ([], [('<w:part name="p" element="t:Call"/>', "")], ["message.changed DIFFERS breaking"]),
    "answer-gone": (
        [],
        [
            (OUTPUT, ""),
            ('<w:output><s:body use="literal"/></w:output>', ""),
            ('<w:output><s12:body use="literal"/></w:output>', ""),
        ],
        ["message.removed DIFFERS breaking"],
    ),
    "header-gone": ([], HEADLESS, ["header-part.removed DIFFERS breaking"]),
    "header-of-another-element": (
        [],
        [('element="t:Key"', 'element="t:Lock"')],
        ["header-part.removed DIFFERS breaking", "header-part.added DIFFERS breaking"],
    ),
    "type-of-a-header": (
        [],
        [('name="Key" type="Name"', 'name="Key" type="xs:int"')],
        ["type.narrowed NARROWS breaking", "length.widened WIDENS compatible"],
    ),
    "fault-gone": ([], FAULTLESS, ["fault.removed NONE compatible"]),
    "fault-of-another-element": (
        [],
        [('name="b" element="t:Oops"', 'name="b" element="t:Ouch"')],
        ["fault.removed NONE compatible", "fault.added NONE risky"],
    ),
    "type-of-a-fault": (
        [],
        [('name="Oops" type="Name"', 'name="Oops" type="xs:string"')],
        ["length.widened WIDENS breaking"],
    ),
    "root-nillable": (
        [],
        [('name="Call" type="Of"', 'name="Call" type="Of" nillable="true"')],
        ["nillable.added WIDENS compatible"],
    ),
    "root-abstract": (
        [],
        [('name="Call" type="Of"', 'name="Call" type="Of" abstract="true"')],
        ["abstract.added NARROWS breaking"],
    ),
    "root-fixed": (
        [],
        [('name="Key" type="Name"', 'name="Key" type="Name" fixed="x"')],
        ["fixed.added NARROWS breaking"],
    ),
    "root-default": (
        [],
        [('name="Key" type="Name"', 'name="Key" type="Name" default="x"')],
        ["default.changed NONE risky"],
    ),
    "style": (
        [],
        [
            ("<s:binding ", '<s:binding style="rpc" '),
            ("<s12:binding ", '<s12:binding style="rpc" '),
            ('name="p" element="t:Call"', 'name="p" type="t:Of"'),
            ('name="p" element="t:Answer"', 'name="p" type="t:Of"'),
        ],
        ["style.changed NONE risky", "namespace.changed DIFFERS breaking", "message.changed DIFFERS breaking"],
    ),
    "namespace-of-rpc": (
        RPC,
        [*RPC, ("urn:rpc", "urn:new")],
        ["namespace.changed DIFFERS breaking", "namespace.changed DIFFERS breaking"],
    ),
    "part-of-rpc": (
        RPC,
        [*RPC, ('name="p" type="xs:int"', 'name="p" type="xs:short"')],
        ["bounds.narrowed NARROWS breaking"],
    ),
    "use": (RPC, ENCODED, ["use.changed DIFFERS breaking"]),
    "type-of-an-encoded-part": (
        ENCODED,
        [*ENCODED, ('name="p" type="xs:int"', 'name="p" type="t:Name"')],
        ["type.widened WIDENS compatible", "length.narrowed NARROWS breaking"],
    ),
    "encoded-part-gone": (
        ENCODED,
        [*ENCODED, ('<w:part name="p" type="xs:int"/>', "")],
        ["part.removed DIFFERS breaking"],
    ),
    "documentation": ([], [("Calls.", "Calls it.")], ["documentation.changed NONE none"]),
    "policy": ([], [("</w:service>", "<p:Policy/></w:service>")], ["extension.changed NONE risky"]),
    "operation-called-otherwise": (
        [],
        [('operation name="Call"', 'operation name="Ring"')],
        ["operation.renamed NONE risky"],
    ),
    "operation-and-its-elements-called-otherwise": (
        [],
        [
            ('operation name="Call"', 'operation name="Calls"'),
            ('element="t:Call"', 'element="t:Calls"'),
            ('element name="Call"', 'element name="Calls"'),
        ],
        ["operation.renamed NONE risky", "message.changed DIFFERS breaking"],
    ),
    "operation-in-the-place-of-another": (
        [],
        [
            ('operation name="Call"', 'operation name="Calls"'),
            ('element="t:Call"', 'element="t:Calls"'),
            ('element name="Call" type="Of"', 'element name="Calls" type="Name"'),
        ],
        ["operation.removed NARROWS breaking", "operation.added WIDENS compatible"],
    ),
    "served-at-one-more-address": ([], [("</w:service>", f"</w:service>{MIRROR}")], ["port.added NONE compatible"]),
    "served-at-one-address-less": ([("</w:service>", f"</w:service>{MIRROR}")], [], ["port.removed NONE risky"]),
    "another-address-of-a-second-port": (
        [("</w:service>", f"</w:service>{MIRROR}")],
        [("</w:service>", f"</w:service>{MIRROR.replace('/m', '/n')}")],
        ["address.changed NONE risky"],
    ),
    "a-second-port-called-otherwise": (
        [("</w:service>", f"</w:service>{MIRROR}")],
        [("</w:service>", f"</w:service>{MIRROR.replace('M1', 'M2')}")],
        [],
    ),
    "header-fault": (
        [],
        HEADER_FAULTS,
        ["header-fault.added NONE risky"],
    ),
    "type-of-a-header-fault": (
        [*HEADER_FAULTS, ('<xs:element name="Ouch" type="Name"/>', '<xs:element name="Ouch" type="xs:int"/>')],
        [*HEADER_FAULTS, ('<xs:element name="Ouch" type="Name"/>', '<xs:element name="Ouch" type="xs:short"/>')],
        ["bounds.narrowed NARROWS compatible"],
    ),
    "header-required": (
        [],
        [('header message="t:Extra"', 'header w:required="true" message="t:Extra"')],
        ["header-part.required-changed NARROWS breaking"],
    ),
    "target-namespace-of-the-schema": (
        [],
        [
            ('schema targetNamespace="urn:t"', 'schema targetNamespace="urn:n"'),
            ('xmlns="urn:t"', 'xmlns="urn:n" xmlns:n="urn:n"'),
            ('element="t:', 'xmlns:n="urn:n" element="n:'),
        ],
        [
            "namespace.changed DIFFERS breaking",
            "header-part.removed DIFFERS breaking",
            "header-part.added DIFFERS breaking",
            "namespace.changed DIFFERS breaking",
            "fault.removed NONE compatible",
            "fault.added NONE risky",
        ],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_told_as_it_is_written(name: str, tmp_path: Path) -> None:
    edits, more, expected = PAIRS[name]
    old, new = made(tmp_path, "old", edits), made(tmp_path, "new", more)
    there, back = told(old, new), told(new, old)
    assert [f"{one.rule} {one.effect.name} {impact(one)}" for one in there] == expected
    assert sorted(one.effect.mirrored.value for one in back) == sorted(one.effect.value for one in there)
    for change in (*there, *back):
        assert change.places
        if impact(change) is Impact.BREAKING:
            assert change.unwitnessed or change.witnesses, change


@pytest.mark.parametrize("name", ["action-of-one-binding", "answer-gone", "fault-gone", "type-of-a-fault"])
def test_a_change_is_told_with_the_lines_that_say_it(name: str, tmp_path: Path) -> None:
    edits, more, _ = PAIRS[name]
    for change in told(made(tmp_path, "old", edits), made(tmp_path, "new", more)):
        assert [Path(one.file).name for one in change.sources] == ["new.wsdl", "old.wsdl"]
        lines = [Path(one.file).read_text().splitlines()[(one.line or 0) - 1] for one in change.sources]
        wanted = "Oops" if name == "type-of-a-fault" else '<w:operation name="Call">'
        assert all(wanted in line for line in lines)


def test_what_is_gone_is_told_with_the_line_where_it_was(tmp_path: Path) -> None:
    operation = '<w:operation name="Ring"><w:input message="t:In"/></w:operation>'
    bound = '<w:operation name="Ring"><s:operation soapAction="urn:t/Ring"/><w:input><s:body use="literal"/></w:input></w:operation>'
    transport = '<s:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
    declared = [("</w:portType>", f"{operation}</w:portType>")]
    old = made(tmp_path, "old", [*declared, (transport, f"{transport}{bound}")])
    (gone,) = told(old, made(tmp_path, "new", declared))
    assert gone.rule == "operation.removed"
    assert [(one.side, Path(one.file).name) for one in gone.sources] == [("old", "old.wsdl")]
