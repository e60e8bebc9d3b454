"""A WSDL of any style becomes data; what is named and is not there is told with file and line."""

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import pytest

from conformance.contract.published import Published
from conformance.contract.published_xml import of_wsdl
from conformance.errors import ContractError
from conformance.model.description import BoundOperation, Encoding, Part, Style, Transmission
from conformance.model.schema import ComplexType, ElementUse

T, XS = "{urn:t}", "{http://www.w3.org/2001/XMLSchema}"
WSDL = """<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:s12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:h="http://schemas.xmlsoap.org/wsdl/http/" xmlns:t="urn:t" xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t">
<w:types><x:schema targetNamespace="urn:t" elementFormDefault="qualified">
<x:element name="A" type="x:int"/><x:element name="H" type="x:string"/><x:element name="F" type="x:string"/><x:complexType name="C"><x:attribute name="a"/></x:complexType>
</x:schema></w:types>
<w:message name="In">{parts}</w:message>
<w:message name="Out"><w:part name="p" element="t:A"/></w:message>
<w:message name="Head"><w:part name="h" element="t:H"/><w:part name="f" element="t:F"/></w:message>
<w:message name="Fault"><w:part name="f" element="t:F"/></w:message>
<w:portType name="P"><w:operation name="Do"><w:documentation>Does
 it.</w:documentation>{abstract}</w:operation></w:portType>
<w:binding name="B" type="t:P">{binding}
<w:operation name="Do">{concrete}</w:operation></w:binding>
<w:service name="S"><w:port name="One" binding="t:B"><w:documentation>The only one.</w:documentation>{address}</w:port></w:service>
</w:definitions>"""
PIECES = {
    "parts": '<w:part name="p" element="t:A"/>',
    "abstract": '<w:input message="t:In"/><w:output message="t:Out"/><w:fault name="Bad" message="t:Fault"/>',
    "binding": '<s:binding transport="urn:transport"/>',
    "concrete": '<s:operation soapAction="urn:Do"/><w:input><s:body use="literal"/></w:input>'
    '<w:output><s:body use="literal"/></w:output><w:fault name="Bad"><s:fault name="Bad" use="literal"/></w:fault>',
    "address": '<s:address location="http://127.0.0.1/x"/>',
}
Make = Callable[..., Published]


@pytest.fixture
def made(tmp_path: Path) -> Make:
    def make(text: str = WSDL, **pieces: str) -> Published:
        for name, piece in {**PIECES, **pieces}.items():
            text = text.replace(f"{{{name}}}", piece)
        file = tmp_path / "t.wsdl"
        file.write_text(text)
        return of_wsdl(file, "t")

    return make


def operation(found: Published, name: str = "Do") -> BoundOperation:
    assert found.description is not None
    return found.description.ports[0].operations[name]


def test_ports_say_what_they_are(made: Make) -> None:
    found = made()
    assert found.description is not None
    (port,) = found.description.ports
    assert (port.service, port.name, port.binding) == ("S", "One", f"{T}B")
    assert (port.protocol, port.address, port.transport) == ("soap11", "http://127.0.0.1/x", "urn:transport")
    assert found.documentation["port S/One"] == "The only one."
    assert found.documentation[f"operation {T}B/Do"] == "Does it."


LITERAL = '<s:operation soapAction="urn:Do"/><w:input><s:body use="literal"/>{inner}</w:input>'
OPERATIONS = {
    "action": ({}, "action", "urn:Do"),
    "document is the usual style": ({}, "style", Style.DOCUMENT),
    "the payload of document style": ({}, "input.payload", f"{T}A"),
    "the style of the binding": ({"binding": '<s:binding style="rpc"/>', "parts": ""}, "style", Style.RPC),
    "an operation's own style": (
        {"binding": '<s:binding style="rpc"/>', "concrete": '<s:operation style="document"/>'},
        "style",
        Style.DOCUMENT,
    ),
    "two ways": ({}, "transmission", Transmission.REQUEST_RESPONSE),
    "one way": ({"abstract": '<w:input message="t:In"/>'}, "transmission", Transmission.ONE_WAY),
    "one way has no answer": ({"abstract": '<w:input message="t:In"/>'}, "output", None),
    "notification": ({"abstract": '<w:output message="t:Out"/>'}, "transmission", Transmission.NOTIFICATION),
    "asked by the server": (
        {"abstract": '<w:output message="t:Out"/><w:input message="t:In"/>'},
        "transmission",
        Transmission.SOLICIT_RESPONSE,
    ),
    "fault": ({}, "faults.part.element", [f"{T}F"]),
    "fault that no binding mentions": ({"concrete": LITERAL.replace("{inner}", "")}, "faults.name", ["Bad"]),
    "action of SOAP 1.2 that may be left out": (
        {"binding": "<s12:binding/>", "concrete": '<s12:operation soapAction="u" soapActionRequired="false"/>'},
        "action_required",
        False,
    ),
    "header": (
        {"concrete": LITERAL.replace("{inner}", '<s:header message="t:Head" part="h" use="literal"/>')},
        "input.headers.part",
        [Part(name="h", element=f"{T}H")],
    ),
    "fault of a header": (
        {
            "concrete": LITERAL.replace(
                "{inner}",
                '<s:header message="t:Head" part="h" use="literal"><s:headerfault message="t:Head" part="f" use="literal"/></s:header>',
            )
        },
        "input.headers.faults.part.element",
        [f"{T}F"],
    ),
    "body in a MIME part": (
        {
            "concrete": '<w:input><m:multipartRelated xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/"><m:part>'
            '<s:body use="encoded"/></m:part></m:multipartRelated></w:input>'
        },
        "input.use",
        Encoding.ENCODED,
    ),
    "parts that the Body has": (
        {
            "parts": '<w:part name="p" element="t:A"/><w:part name="h" element="t:H"/>',
            "concrete": '<w:input><s:body use="literal" parts="p"/></w:input>',
        },
        "input.payload",
        f"{T}A",
    ),
    "an empty Body": ({"parts": ""}, "input.payload", None),
    "an empty Body is compared": ({"parts": ""}, "input.uncompared", ""),
    "location of HTTP": (
        {"binding": '<h:binding verb="GET"/>', "concrete": '<h:operation location="/Do"/>'},
        "action",
        "/Do",
    ),
}


def pick(found: object, path: str) -> object:
    """Follow a path through attributes; of a tuple it goes on in each member."""
    for step in path.split("."):
        found = [pick(one, step) for one in found] if isinstance(found, (tuple, list)) else attrgetter(step)(found)
        if isinstance(found, list) and found and isinstance(found[0], tuple):
            found = [one for group in found for one in group]
    return found


@pytest.mark.parametrize("case", OPERATIONS)
def test_what_a_binding_says_of_an_operation_is_read(made: Make, case: str) -> None:
    pieces, path, expected = OPERATIONS[case]
    assert pick(operation(made(**pieces)), path) == expected


UNCOMPARED = {
    "encoded": ({"concrete": '<w:input><s:body use="encoded"/></w:input>'}, "the parts are encoded"),
    "a type in document style": ({"parts": '<w:part name="p" type="t:C"/>'}, "the part p names a type"),
    "several parts": (
        {"parts": '<w:part name="p" element="t:A"/><w:part name="q" element="t:H"/>'},
        "2 parts stand beside each other",
    ),
    "HTTP": ({"binding": '<h:binding verb="POST"/>'}, "other messages than those of SOAP"),
    "an element in rpc style": ({"binding": '<s:binding style="rpc"/>'}, "the part p names an element"),
}


@pytest.mark.parametrize("case", UNCOMPARED)
def test_a_body_that_no_schema_tells_is_told_to_be_one(made: Make, case: str) -> None:
    pieces, why = UNCOMPARED[case]
    message = operation(made(**pieces)).input
    assert message is not None
    assert message.payload is None
    assert why in message.uncompared


@pytest.mark.parametrize(
    "binding, protocol",
    [
        ("<s:binding/>", "soap11"),
        ("<s12:binding/>", "soap12"),
        ('<h:binding verb="GET"/>', "http-get"),
        ('<h:binding verb="POST"/>', "http-post"),
        ('<j:binding xmlns:j="urn:jms"/>', "{urn:jms}binding"),
        ("", ""),
    ],
)
def test_the_protocol_of_a_port_is_told(made: Make, binding: str, protocol: str) -> None:
    found = made(binding=binding)
    assert found.description is not None
    assert found.description.ports[0].protocol == protocol


RPC = {
    "binding": '<s:binding style="rpc"/>',
    "parts": '<w:part name="a" type="x:int"/><w:part name="b" type="t:C"/>',
    "abstract": '<w:input message="t:In"/><w:output message="t:In"/>',
    "concrete": '<w:input><s:body use="literal" namespace="urn:rpc"/></w:input><w:output><s:body use="literal" namespace="urn:rpc"/></w:output>',
}
ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r:{name} xmlns:r="urn:rpc">{parts}</r:{name}></s:Body></s:Envelope>'


def test_the_element_around_the_parts_of_rpc_is_declared_and_judged(made: Make) -> None:
    found = made(**RPC)
    whole = operation(found)
    assert whole.input is not None
    assert whole.output is not None
    assert (whole.input.payload, whole.output.payload) == ("{urn:rpc}Do", "{urn:rpc}DoResponse")
    declared = found.schema.types[found.schema.elements["{urn:rpc}Do"].type]
    assert isinstance(declared, ComplexType)
    assert declared.content is not None
    uses = [use for use in declared.content.particles if isinstance(use, ElementUse)]
    assert [(use.name, use.type) for use in uses] == [("a", f"{XS}int"), ("b", f"{T}C")]
    assert found.places["element {urn:rpc}Do"].line == found.places[f"operation {T}B/Do"].line
    for name in ("Do", "DoResponse"):
        right = ENVELOPE.format(name=name, parts='<a>1</a><b a="x"/>')
        wrong = ENVELOPE.format(name=name, parts='<a>x</a><b a="x"/>')
        assert found.engines.judge(right.encode()).valid
        judgement = found.engines.judge(wrong.encode())
        assert not judgement.valid
        assert judgement.agreed


@pytest.mark.parametrize("namespace", ["", "urn:t"])
def test_the_element_of_rpc_may_be_in_any_namespace(made: Make, namespace: str) -> None:
    concrete = RPC["concrete"].replace("urn:rpc", namespace)
    name = f"{{{namespace}}}Do" if namespace else "Do"
    assert name in made(**{**RPC, "concrete": concrete}).schema.elements


def test_an_element_of_rpc_that_the_schema_declares_otherwise_is_not_compared(made: Make) -> None:
    text = WSDL.replace('<x:element name="A"', '<x:element name="Do" type="x:int"/><x:element name="A"')
    concrete = RPC["concrete"].replace("urn:rpc", "urn:t")
    message = operation(made(text, **{**RPC, "concrete": concrete})).input
    assert message is not None
    assert (message.payload, "as another element" in message.uncompared) == (None, True)


def test_arrays_of_soap_encoding_say_what_they_hold(made: Make) -> None:
    text = WSDL.replace(
        '<x:element name="A"',
        '<x:import namespace="http://schemas.xmlsoap.org/soap/encoding/"/><x:import namespace="http://schemas.xmlsoap.org/wsdl/"/>'
        '<x:complexType name="L"><x:complexContent><x:restriction base="e:Array" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/">'
        '<x:attribute ref="e:arrayType" w:arrayType="t:C[]"/></x:restriction></x:complexContent></x:complexType><x:element name="A"',
    )
    found = made(text).schema.types[f"{T}L"]
    assert isinstance(found, ComplexType)
    assert [use.array for use in found.attributes if use.name.endswith("arrayType")] == [f"{T}C[]"]


def test_operations_of_one_name_are_told_apart_by_their_inputs(made: Make) -> None:
    text = WSDL.replace(
        "</w:portType>", '<w:operation name="Do"><w:input name="Other" message="t:Out"/></w:operation></w:portType>'
    )
    text = text.replace("</w:binding>", '<w:operation name="Do"><w:input name="Other"/></w:operation></w:binding>')
    found = operation(made(text), "Do(Other)")
    assert found.transmission is Transmission.ONE_WAY
    assert operation(made(text)).transmission is Transmission.REQUEST_RESPONSE


def test_what_is_not_wsdls_is_told_with_its_owner(made: Make) -> None:
    policy = '<p:Policy xmlns:p="urn:policy"><p:Strict/></p:Policy>'
    found = made(concrete=f"{policy}{PIECES['concrete']}").description
    assert found is not None
    assert [(held.owner, held.element.name) for held in found.extensions] == [
        (f"binding {T}B/Do", "{urn:policy}Policy")
    ]


def test_names_of_messages_do_not_count(made: Make) -> None:
    header = {"concrete": LITERAL.replace("{inner}", '<s:header message="t:Head" part="h" use="literal"/>')}
    assert (
        made(**header).description
        == made(WSDL.replace("Head", "Top"), **{k: v.replace("Head", "Top") for k, v in header.items()}).description
    )
    assert (
        made().description
        == made(WSDL.replace('"In"', '"Input"'), abstract=PIECES["abstract"].replace("t:In", "t:Input")).description
    )


def test_a_wsdl_without_a_service_has_its_bindings(made: Make) -> None:
    before, _, after = WSDL.partition("<w:service")
    found = made(before + after.partition("</w:service>")[2]).description
    assert found is not None
    assert [(port.service, port.address, list(port.operations)) for port in found.ports] == [("", "", ["Do"])]


WRONG = {
    "no such part": (
        {"concrete": LITERAL.replace("{inner}", '<s:header message="t:Head" part="x" use="literal"/>')},
        "has no part 'x' for a header block",
        13,
    ),
    "no such prefix": ({"parts": '<w:part name="p" element="q:A"/>'}, "its prefix is not bound", 6),
    "no such element": ({"parts": '<w:part name="p" element="t:Nope"/>'}, "the schema has no element {urn:t}Nope", 6),
    "no such message": ({"abstract": '<w:input message="t:Nope"/>'}, "there is no message 't:Nope'", 11),
    "no such type": ({**RPC, "parts": '<w:part name="p" type="t:Nope"/>'}, "Nope", None),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_named_and_not_there_is_told_with_its_line(made: Make, case: str) -> None:
    pieces, reason, line = WRONG[case]
    with pytest.raises(ContractError, match=reason.replace("{", r"\{")) as told:
        made(**pieces)
    assert told.value.place.file.endswith("t.wsdl")
    assert line is None or told.value.place.line == line


def test_definitions_and_schemas_are_imported(tmp_path: Path) -> None:
    main, _, rest = WSDL.partition("<w:binding")
    for name, piece in PIECES.items():
        main, rest = main.replace(f"{{{name}}}", piece), rest.replace(f"{{{name}}}", piece)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "abstract.wsdl").write_text(main.replace("urn:t", "urn:in") + "</w:definitions>")
    start = main.partition("<w:types>")[0]
    (tmp_path / "t.wsdl").write_text(
        start.replace('xmlns:t="urn:t"', 'xmlns:t="urn:t" xmlns:i="urn:in"')
        + '<w:import namespace="urn:in" location="in/abstract.wsdl"/><w:import namespace="urn:z" location="z.xsd"/>\n<w:binding'
        + rest.replace('type="t:P"', 'type="i:P"')
    )
    (tmp_path / "z.xsd").write_text(
        f'<x:schema xmlns:x="{XS[1:-1]}" targetNamespace="urn:z"><x:element name="Z"/></x:schema>'
    )
    found = of_wsdl(tmp_path / "t.wsdl", "t")
    whole = operation(found)
    assert whole.input is not None
    assert whole.input.payload == "{urn:in}A"
    assert "{urn:z}Z" in found.schema.elements
    assert found.places["part {urn:in}In/p"].file == str(tmp_path / "in" / "abstract.wsdl")
    assert found.places["element {urn:in}A"].file == str(tmp_path / "in" / "abstract.wsdl")
    assert found.places[f"binding {T}B"].file == str(tmp_path / "t.wsdl")


@pytest.mark.parametrize(
    "location, reason",
    [
        ('location="gone.wsdl"', "gone.wsdl cannot be read"),
        ('location="http://example.com/a.wsdl"', "is not on this machine; save it beside"),
        ("", "urn:gone is not on this machine"),
    ],
)
def test_an_import_that_cannot_be_followed_is_told_with_its_line(made: Make, location: str, reason: str) -> None:
    with pytest.raises(ContractError, match=reason) as told:
        made(WSDL.replace("<w:types>", f'<w:import namespace="urn:gone" {location}/>\n<w:types>'))
    assert told.value.place.line == 3


def test_lines_in_a_wsdl_are_its_own_however_its_tags_are_broken(made: Make) -> None:
    text = WSDL.replace('<x:element name="A"', '<x:element\n\n\nname="A0"\n/><x:element name="A"')
    found = made(text)
    assert found.places[f"element {T}A0"].line == 8
    assert found.places[f"element {T}A"].line == 8
    assert found.places[f"type {T}C"].line == 8


def test_a_schema_in_a_wsdl_may_include_files(made: Make, tmp_path: Path) -> None:
    (tmp_path / "part.xsd").write_text(
        f'<x:schema xmlns:x="{XS[1:-1]}" targetNamespace="urn:t">\n<x:element name="Part"/></x:schema>'
    )
    found = made(WSDL.replace('<x:element name="A"', '<x:include schemaLocation="part.xsd"/><x:element name="A"'))
    assert found.places[f"element {T}Part"].file == str(tmp_path / "part.xsd")
    assert {f"{T}A", f"{T}Part"} <= set(found.schema.elements)
