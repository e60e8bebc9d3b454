"""All of XSD 1.0 becomes data, with the file and the line of each declaration, and what is written about it."""

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import pytest

from conformance.contract import documents, xsd
from conformance.errors import ContractError
from conformance.model.contract import SchemaDocument
from conformance.model.schema import (
    ComplexType,
    Compositor,
    Derivation,
    ElementUse,
    Group,
    Namespaces,
    Occurs,
    Process,
    Schema,
    SimpleType,
    Uniqueness,
    Variety,
    Wildcard,
)

T, XS = "{urn:t}", "{http://www.w3.org/2001/XMLSchema}"
Write = Callable[..., Path]


def declared(inner: str, attributes: str = "") -> xsd.Declared:
    """Return what a schema of the namespace ``urn:t`` declares; its first line is the second of the document."""
    text = (
        f'<xs:schema xmlns:xs="{XS[1:-1]}" xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified"'
        f" {attributes}>\n{inner}\n</xs:schema>"
    )
    return xsd.declared((SchemaDocument(location="t.wsdl#schema1", namespace="urn:t", text=text),))


def schema(inner: str, attributes: str = "") -> Schema:
    return declared(inner, attributes).schema


def simple(inner: str, name: str = "S") -> SimpleType:
    found = schema(inner).types[f"{T}{name}"]
    assert isinstance(found, SimpleType)
    return found


def complex_type(inner: str, attributes: str = "", name: str = "C") -> ComplexType:
    found = schema(inner, attributes).types[f"{T}{name}"]
    assert isinstance(found, ComplexType)
    return found


def restricted(base: str, facets: str, name: str = "S") -> str:
    return f'<xs:simpleType name="{name}"><xs:restriction base="{base}">{facets}</xs:restriction></xs:simpleType>'


FACETS = {
    "length": ("xs:string", '<xs:length value="3"/>', "length", 3),
    "minLength": ("xs:hexBinary", '<xs:minLength value="2"/>', "min_length", 2),
    "maxLength": ("xs:NMTOKENS", '<xs:maxLength value="4"/>', "max_length", 4),
    "totalDigits": ("xs:decimal", '<xs:totalDigits value="5"/>', "total_digits", 5),
    "fractionDigits": ("xs:decimal", '<xs:fractionDigits value="2"/>', "fraction_digits", 2),
    "fractionDigits that nobody set": ("xs:int", "", "fraction_digits", None),
    "a bound as it is written": ("xs:decimal", '<xs:minInclusive value=" 01.50 "/>', "min_inclusive", "01.50"),
    "a bound that has no end": ("xs:double", '<xs:maxInclusive value="INF"/>', "max_inclusive", "INF"),
    "a bound of a date": ("xs:date", '<xs:maxExclusive value="2020-01-01Z"/>', "max_exclusive", "2020-01-01Z"),
    "the bounds of a built-in type": ("xs:unsignedByte", "", "max_inclusive", "255"),
    "alternatives of one step": (
        "xs:string",
        '<xs:pattern value="a"/><xs:pattern value="b"/>',
        "patterns",
        (("a", "b"),),
    ),
    "no pattern of a built-in type": ("xs:NMTOKEN", "", "patterns", ()),
    "white space": ("xs:string", '<xs:whiteSpace value="replace"/>', "white_space", "replace"),
    "values as they are written": ("xs:decimal", '<xs:enumeration value=" 1.0"/>', "enumeration", ("1.0",)),
    "values with their white space": ("xs:string", '<xs:enumeration value=" a  b"/>', "enumeration", (" a  b",)),
    "truth values by pattern": ("xs:boolean", '<xs:pattern value="true|false"/>', "patterns", (("true|false",),)),
    "qualified names": ("xs:QName", '<xs:enumeration value="t:gif"/>', "enumeration", (f"{T}gif",)),
}


@pytest.mark.parametrize("case", FACETS)
def test_every_facet_is_read(case: str) -> None:
    base, facets, slot, expected = FACETS[case]
    assert getattr(simple(restricted(base, facets)).facets, slot) == expected


def test_facets_are_intersected_and_patterns_are_steps() -> None:
    found = simple(
        restricted("xs:string", '<xs:pattern value="[a-z]+"/><xs:maxLength value="9"/>', "Base")
        + restricted("t:Base", '<xs:pattern value="a.*"/><xs:minLength value="2"/>')
    )
    assert (found.facets.min_length, found.facets.max_length) == (2, 9)
    assert found.facets.patterns == (("[a-z]+",), ("a.*",))
    assert (found.builtin, found.base) == ("string", f"{T}Base")


def test_notations_are_clark_names() -> None:
    inner = '<xs:notation name="gif" public="image/gif"/>' + restricted(
        "xs:NOTATION", '<xs:enumeration value="t:gif"/>'
    )
    assert simple(inner).facets.enumeration == (f"{T}gif",)


VARIETIES = {
    "atomic": (restricted("xs:int", ""), Variety.ATOMIC, "int", None, ()),
    "list": (
        '<xs:simpleType name="S"><xs:list itemType="xs:int"/></xs:simpleType>',
        Variety.LIST,
        None,
        f"{XS}int",
        (),
    ),
    "list that is restricted": (
        '<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>'
        + restricted("t:L", '<xs:maxLength value="3"/>'),
        Variety.LIST,
        None,
        f"{XS}int",
        (),
    ),
    "built-in list": (restricted("xs:IDREFS", ""), Variety.LIST, "IDREFS", f"{XS}IDREF", ()),
    "union, those that are named first": (
        (
            '<xs:simpleType name="S"><xs:union memberTypes="xs:int xs:date"><xs:simpleType><xs:restriction base="xs:string"/>'
            "</xs:simpleType></xs:union></xs:simpleType>"
        ),
        Variety.UNION,
        None,
        None,
        (f"{XS}int", f"{XS}date", f"{T}S/member3/type"),
    ),
    "union that is restricted": (
        '<xs:simpleType name="U"><xs:union memberTypes="xs:int xs:date"/></xs:simpleType>'
        + restricted("t:U", '<xs:enumeration value="1"/>'),
        Variety.UNION,
        None,
        None,
        (f"{XS}int", f"{XS}date"),
    ),
}


@pytest.mark.parametrize("case", VARIETIES)
def test_every_variety_is_read_with_what_it_is_made_of(case: str) -> None:
    inner, variety, builtin, item, members = VARIETIES[case]
    found = simple(inner)
    assert (found.variety, found.item, found.members) == (variety, item, members)
    assert builtin is None or found.builtin == builtin


def test_what_types_are_made_of_is_collected() -> None:
    types = schema(
        '<xs:simpleType name="S"><xs:list><xs:simpleType><xs:union memberTypes="xs:int t:E"/></xs:simpleType></xs:list>'
        f"</xs:simpleType>{restricted('xs:string', '', 'E')}"
    ).types
    item = types[f"{T}S/item/type"]
    assert isinstance(item, SimpleType)
    assert set(item.members) <= set(types)


COMPLEX = {
    "mixed": ('<xs:complexType name="C" mixed="true"/>', "", "mixed", True),
    "abstract": ('<xs:complexType name="C" abstract="true"/>', "", "abstract", True),
    "block": ('<xs:complexType name="C" block="extension"/>', "", "block", {Derivation.EXTENSION}),
    "block of all": (
        '<xs:complexType name="C" block="#all"/>',
        "",
        "block",
        {Derivation.EXTENSION, Derivation.RESTRICTION},
    ),
    "the schema's block": (
        '<xs:complexType name="C"/>',
        'blockDefault="restriction"',
        "block",
        {Derivation.RESTRICTION},
    ),
    "none against the schema's": ('<xs:complexType name="C" block=""/>', 'blockDefault="#all"', "block", frozenset()),
    "final": ('<xs:complexType name="C"/>', 'finalDefault="extension"', "final", {Derivation.EXTENSION}),
    "text": (
        '<xs:complexType name="C"><xs:simpleContent><xs:extension base="xs:int"/></xs:simpleContent></xs:complexType>',
        "",
        "text",
        f"{XS}int",
    ),
    "any attribute": (
        '<xs:complexType name="C"><xs:anyAttribute namespace="##other" processContents="skip"/></xs:complexType>',
        "",
        "any_attribute",
        Wildcard(namespace="##other", process=Process.SKIP, target="urn:t"),
    ),
    "no attribute that is prohibited": (
        '<xs:complexType name="C"><xs:attribute name="a" use="prohibited"/></xs:complexType>',
        "",
        "attributes",
        (),
    ),
    "no content": ('<xs:complexType name="C"><xs:sequence/></xs:complexType>', "", "content", None),
}


@pytest.mark.parametrize("case", COMPLEX)
def test_what_a_complex_type_says_is_read(case: str) -> None:
    inner, attributes, slot, expected = COMPLEX[case]
    assert getattr(complex_type(inner, attributes), slot) == expected


def test_a_derived_type_names_its_base_and_holds_what_it_inherits() -> None:
    held = schema(
        '<xs:complexType name="B"><xs:sequence><xs:element name="a"/></xs:sequence></xs:complexType>'
        '<xs:complexType name="C"><xs:complexContent><xs:extension base="t:B"><xs:sequence><xs:element name="b"/>'
        "</xs:sequence></xs:extension></xs:complexContent></xs:complexType>"
        '<xs:complexType name="D"><xs:complexContent><xs:restriction base="t:C"><xs:sequence>'
        '<xs:sequence><xs:element name="a"/></xs:sequence><xs:sequence><xs:element name="b" type="xs:int"/>'
        "</xs:sequence></xs:sequence></xs:restriction></xs:complexContent></xs:complexType>"
    )
    found = held.types[f"{T}C"]
    assert isinstance(found, ComplexType)
    assert (found.base, found.derivation) == (f"{T}B", Derivation.EXTENSION)
    assert [use.name for use in _elements(found.content)] == [f"{T}a", f"{T}b"]
    assert held.derived == {f"{T}B": (f"{T}C",), f"{T}C": (f"{T}D",)}


def _elements(particle: object) -> list[ElementUse]:
    if isinstance(particle, ElementUse):
        return [particle]
    return [use for part in particle.particles for use in _elements(part)] if isinstance(particle, Group) else []


def content(inner: str, attributes: str = "") -> Group:
    found = complex_type(f'<xs:complexType name="C">{inner}</xs:complexType>', attributes).content
    assert isinstance(found, Group)
    return found


PARTICLES = {
    "nillable": ('<xs:element name="x" nillable="true"/>', "nillable", True),
    "default": ('<xs:element name="x" type="xs:int" default="3"/>', "default", "3"),
    "fixed": ('<xs:element name="x" type="xs:int" fixed="3"/>', "fixed", "3"),
    "unqualified": ('<xs:element name="x" form="unqualified"/>', "name", "x"),
    "qualified": ('<xs:element name="x"/>', "name", f"{T}x"),
    "of any type": ('<xs:element name="x"/>', "type", f"{XS}anyType"),
    "blocked": ('<xs:element name="x" block="substitution"/>', "block", {Derivation.SUBSTITUTION}),
    "often": ('<xs:element name="x" minOccurs="2" maxOccurs="unbounded"/>', "occurs", Occurs(least=2, most=None)),
    "any": ("<xs:any/>", "namespace", "##any"),
    "any of several namespaces, sorted": (
        '<xs:any namespace="urn:b ##local urn:a"/>',
        "namespace",
        "##local urn:a urn:b",
    ),
    "any of its own namespace": ('<xs:any namespace="##targetNamespace"/>', "namespace", "urn:t"),
    "any, looked at": ('<xs:any processContents="lax"/>', "process", Process.LAX),
}


@pytest.mark.parametrize("case", PARTICLES)
def test_what_a_particle_says_is_read(case: str) -> None:
    inner, slot, expected = PARTICLES[case]
    (found,) = content(f"<xs:sequence>{inner}</xs:sequence>").particles
    assert getattr(found, slot) == expected


@pytest.mark.parametrize(
    "namespace, inside, outside",
    [
        ("##any", {"", "urn:t", "urn:x"}, set()),
        ("##other", {"urn:x"}, {"", "urn:t"}),
        ("##local", {""}, {"urn:t"}),
        ("urn:a ##targetNamespace", {"urn:a", "urn:t"}, {"", "urn:x"}),
    ],
)
def test_a_wildcard_tells_its_namespaces(namespace: str, inside: set[str], outside: set[str]) -> None:
    (found,) = content(f'<xs:sequence><xs:any namespace="{namespace}"/></xs:sequence>').particles
    assert isinstance(found, Wildcard)
    assert all(one in found.namespaces for one in inside)
    assert not any(one in found.namespaces for one in outside)
    assert found.namespaces != Namespaces(only=frozenset({"urn:nowhere"}))


def test_all_and_groups_that_may_not_stand_are_what_they_are() -> None:
    held = '<xs:all minOccurs="0"><xs:element name="a"/><xs:element name="b" maxOccurs="0" minOccurs="0"/></xs:all>'
    found = content(held)
    assert (found.compositor, found.occurs) == (Compositor.ALL, Occurs(least=0, most=1))
    assert [use.name for use in _elements(found)] == [f"{T}a"]


HEADS = (
    '<xs:element name="H" {head}/><xs:element name="A" type="t:X" substitutionGroup="t:H"/>'
    '<xs:element name="N" type="t:X" abstract="true" substitutionGroup="t:H"/>'
    '<xs:element name="B" type="t:Y" substitutionGroup="t:A"/><xs:complexType name="X"/>'
    '<xs:complexType name="Y"><xs:complexContent><xs:extension base="t:X"/></xs:complexContent></xs:complexType>'
)


@pytest.mark.parametrize(
    "head, members",
    [
        ('type="t:X"', [f"{T}A", f"{T}B"]),
        ('type="t:X" block="substitution"', []),
        ('type="t:X" block="extension"', [f"{T}A"]),
        ('type="t:X" block="restriction"', [f"{T}A", f"{T}B"]),
    ],
)
def test_what_may_stand_for_an_element_is_told(head: str, members: list[str]) -> None:
    inner = HEADS.replace("{head}", head) + (
        '<xs:complexType name="C"><xs:sequence><xs:element ref="t:H" maxOccurs="2"/></xs:sequence></xs:complexType>'
    )
    held = schema(inner)
    assert held.substitutes.get(f"{T}H", ()) == tuple(members)
    assert held.elements[f"{T}B"].head == f"{T}A"
    found = held.types[f"{T}C"]
    assert isinstance(found, ComplexType)
    assert [use.name for use in _elements(found.content)] == [f"{T}H", *members]


def test_an_abstract_head_that_nothing_stands_for_is_a_choice_of_nothing() -> None:
    inner = '<xs:element name="H" abstract="true"/><xs:complexType name="C"><xs:choice><xs:element ref="t:H"/></xs:choice></xs:complexType>'
    assert complex_type(inner).content == Group(
        compositor=Compositor.CHOICE, particles=(Group(compositor=Compositor.CHOICE, particles=()),)
    )


def test_identity_constraints_are_read_whatever_their_paths_are_written_like() -> None:
    inner = """<xs:element name="R"><xs:complexType><xs:sequence>
<xs:element name="i" maxOccurs="9"><xs:complexType><xs:attribute name="id"/><xs:attribute name="of"/></xs:complexType></xs:element>
</xs:sequence></xs:complexType>
<xs:key name="k"><xs:selector xpath=" .//t:i | child::t:i "/><xs:field xpath="./attribute::id"/></xs:key>
<xs:keyref name="r" refer="t:k"><xs:selector xpath="t:i"/><xs:field xpath="@of"/></xs:keyref>
<xs:unique name="u"><xs:selector xpath="p:i" xmlns:p="urn:t"/><xs:field xpath="."/></xs:unique></xs:element>"""
    key, unique, keyref = schema(inner).elements[f"{T}R"].identities
    assert (key.kind, key.name, key.selector, key.fields) == (Uniqueness.KEY, f"{T}k", f".//{T}i|{T}i", ("@id",))
    assert (unique.kind, unique.selector, unique.fields) == (Uniqueness.UNIQUE, f"{T}i", (".",))
    assert (keyref.kind, keyref.fields, keyref.refers) == (Uniqueness.KEYREF, ("@of",), f"{T}k")


def test_recursion_of_every_kind_comes_to_an_end() -> None:
    held = schema(
        '<xs:element name="E"><xs:complexType><xs:sequence><xs:element ref="t:E" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>'
        '<xs:group name="G"><xs:sequence><xs:element name="g" minOccurs="0"><xs:complexType><xs:group ref="t:G"/></xs:complexType></xs:element></xs:sequence></xs:group>'
        '<xs:complexType name="C"><xs:group ref="t:G"/></xs:complexType>'
    )
    found = held.types[f"{T}E/type"]
    assert isinstance(found, ComplexType)
    assert [use.type for use in _elements(found.content)] == [f"{T}E/type"]
    inner = held.types[f"{T}C/g/type"]
    assert isinstance(inner, ComplexType)
    assert [use.type for use in _elements(inner.content)] == [f"{T}C/g/type"]


def test_two_elements_of_one_local_name_keep_their_own_types() -> None:
    inner = (
        '<xs:element name="x"><xs:complexType><xs:attribute name="own"/></xs:complexType></xs:element>'
        '<xs:element name="x" form="unqualified"><xs:complexType><xs:attribute name="other"/></xs:complexType></xs:element>'
    )
    types = schema(f'<xs:complexType name="C"><xs:sequence>{inner}</xs:sequence></xs:complexType>').types
    whole = types[f"{T}C"]
    assert isinstance(whole, ComplexType)
    held = [types[use.type] for use in _elements(whole.content)]
    assert [one.attributes[0].name for one in held if isinstance(one, ComplexType)] == ["own", "other"]


def test_one_declaration_in_two_places_has_one_type() -> None:
    inner = (
        '<xs:group name="G"><xs:sequence><xs:element name="x"><xs:complexType/></xs:element></xs:sequence></xs:group>'
        '<xs:complexType name="C"><xs:sequence><xs:group ref="t:G"/><xs:group ref="t:G"/></xs:sequence></xs:complexType>'
    )
    assert {use.type for use in _elements(complex_type(inner).content)} == {f"{T}C/x/type"}


def test_types_may_name_each_other_in_a_chain_of_any_length() -> None:
    links = "".join(
        f'<xs:complexType name="C{n}"><xs:sequence><xs:element name="n" minOccurs="0" type="t:C{n + 1}"/></xs:sequence></xs:complexType>'
        for n in range(400)
    )
    assert len(schema(f'{links}<xs:complexType name="C400"/>').types) == 401


def test_a_global_attribute_is_read() -> None:
    assert schema('<xs:attribute name="a" type="xs:int" fixed="3"/>').attributes[f"{T}a"].fixed == "3"


PLACES = """<xs:element name="E" type="t:C"/>
<xs:complexType name="C">
  <xs:annotation><xs:documentation>What a
    call   holds.</xs:documentation><xs:documentation>And more.</xs:documentation></xs:annotation>
  <xs:sequence>
    <xs:element name="a"
                minOccurs="0"/>
    <xs:element name="b"><xs:annotation><xs:documentation>One <b>b</b>.</xs:documentation></xs:annotation>
      <xs:simpleType><xs:restriction base="xs:string"/></xs:simpleType></xs:element>
  </xs:sequence>
  <xs:attribute name="x"/>
</xs:complexType>
<xs:complexType name="D"><xs:complexContent><xs:extension base="t:C"/></xs:complexContent></xs:complexType>"""


@pytest.mark.parametrize(
    "key, line",
    [
        (f"element {T}E", 2),
        (f"type {T}C", 3),
        (f"element {T}C/{T}a", 8),
        (f"element {T}C/{T}b", 9),
        (f"type {T}C/b/type", 10),
        (f"attribute {T}C/@x", 12),
        (f"element {T}D/{T}a", 8),
        (f"type {T}D", 14),
    ],
)
def test_each_declaration_is_found_by_file_and_line(tmp_path: Path, key: str, line: int) -> None:
    file = tmp_path / "t.xsd"
    file.write_text(
        f'<xs:schema xmlns:xs="{XS[1:-1]}" xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">\n'
        f"{PLACES}\n</xs:schema>"
    )
    place = xsd.declared((documents.read(file),)).places[key]
    assert (place.file, place.line) == (str(file), line)


def test_what_is_written_about_a_declaration_is_read() -> None:
    written = declared(PLACES).documentation
    assert written == {
        f"type {T}C": "What a call holds.\nAnd more.",
        f"element {T}C/{T}b": "One b.",
        f"element {T}D/{T}b": "One b.",
    }


def test_places_and_documentation_say_nothing_of_what_is_accepted() -> None:
    moved = PLACES.replace("What a", "\n\nSomething").replace("And more", "Or less")
    assert schema(PLACES) == schema(moved)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(name: str, inner: str) -> Path:
        file = tmp_path / name
        file.write_text(
            f'<xs:schema xmlns:xs="{XS[1:-1]}" xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">\n'
            f"{inner}\n</xs:schema>"
        )
        return file

    return made


def test_a_redefinition_is_what_it_makes_of_a_type(write: Write) -> None:
    write(
        "base.xsd",
        '<xs:complexType name="C"><xs:sequence><xs:element name="a"/></xs:sequence></xs:complexType>\n'
        + restricted("xs:string", ""),
    )
    file = write(
        "main.xsd",
        '<xs:redefine schemaLocation="base.xsd">\n<xs:complexType name="C"><xs:complexContent><xs:extension base="t:C"><xs:sequence>\n'
        '<xs:element name="b"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>\n'
        + restricted("t:S", '<xs:maxLength value="3"/>')
        + "</xs:redefine>",
    )
    found = xsd.declared((documents.read(file),))
    extended, short = found.schema.types[f"{T}C"], found.schema.types[f"{T}S"]
    assert isinstance(extended, ComplexType)
    assert isinstance(short, SimpleType)
    assert [use.name for use in _elements(extended.content)] == [f"{T}a", f"{T}b"]
    assert (extended.base, short.facets.max_length) == (None, 3)
    places = {key: (Path(place.file).name, place.line) for key, place in found.places.items()}
    assert places[f"type {T}C"] == ("main.xsd", 3)
    assert places[f"element {T}C/{T}a"] == ("base.xsd", 2)
    assert places[f"element {T}C/{T}b"] == ("main.xsd", 4)
    assert all(name not in found.schema.derived.get(name, ()) for name in found.schema.types)


def test_a_document_for_another_version_of_xsd_is_refused(write: Write) -> None:
    file = write(
        "t.xsd", '<xs:element name="a" v:minVersion="1.1" xmlns:v="http://www.w3.org/2007/XMLSchema-versioning"/>'
    )
    file.write_text(
        file.read_text()
        .replace("<xs:schema ", '<xs:schema xmlns:v="http://www.w3.org/2007/XMLSchema-versioning" ')
        .replace("</xs:schema>", '<xs:element name="b"/></xs:schema>')
    )
    with pytest.raises(ContractError, match="another version of XSD"):
        xsd.declared((documents.read(file),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"])
def test_a_document_is_read_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "t.xsd"
    name = encoding.removesuffix("-sig")
    file.write_text(
        f'<?xml version="1.0" encoding="{name}"?>\n<xs:schema xmlns:xs="{XS[1:-1]}"><xs:simpleType name="S">'
        '<xs:restriction base="xs:string"><xs:enumeration value="Zürich"/></xs:restriction></xs:simpleType></xs:schema>',
        encoding=encoding,
    )
    found = xsd.declared((documents.read(file),)).schema.types["S"]
    assert attrgetter("facets.enumeration")(found) == ("Zürich",)
