"""What the gate costs: two contracts of 300 operations compared, with a witness of every change that breaks somebody.

Beside it, in the same run, what it costs only to read the two. Run with ``tox -e bench``.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import rows

from conformance.contract import source
from conformance.contract.comparable import comparable
from conformance.diff.compare import compare
from conformance.diff.witness import Side, witnessed

OPERATIONS, LONGEST_S = 300, 10
KINDS = ("xs:string", "xs:int", "t:Status", "xs:dateTime", "t:Item{number}", "xs:decimal")
HEAD = (
    '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"><w:types>'
    '<xs:schema targetNamespace="urn:t" elementFormDefault="qualified">'
)


def contract(*, later: bool) -> str:
    """Return a WSDL; the later one differs in a simple type, and in every third to fifth operation."""
    last = "Offline" if later else "Off"
    shared = (
        f'<xs:simpleType name="Status"><xs:restriction base="xs:string"><xs:enumeration value="On"/>'
        f'<xs:enumeration value="{last}"/></xs:restriction></xs:simpleType>'
    )
    types, messages, operations, bound = [shared], [], [], []
    for number in range(OPERATIONS):
        fields = [
            f'<xs:element name="F{field}" type="{KINDS[field % len(KINDS)].format(number=number)}"'
            f"{' minOccurs=' + chr(34) + '0' + chr(34) if later and number % 3 == 0 and field == number % 12 else ''}/>"
            for field in range(12)
        ]
        if later and number % 4 == 0:
            fields.append('<xs:element name="New" type="xs:string"/>')
        kind = "short" if later and number % 5 == 0 else "int"
        inner = "".join(f'<xs:element name="P{part}" type="xs:string" minOccurs="0"/>' for part in range(10))
        types.append(
            f'<xs:complexType name="Item{number}"><xs:sequence>{inner}</xs:sequence>'
            f'<xs:attribute name="a" type="xs:{kind}"/></xs:complexType>'
        )
        for name in (f"Op{number}", f"Op{number}Response"):
            content = f"<xs:complexType><xs:sequence>{''.join(fields)}</xs:sequence></xs:complexType>"
            types.append(f'<xs:element name="{name}">{content}</xs:element>')
            messages.append(f'<w:message name="{name}"><w:part name="p" element="t:{name}"/></w:message>')
        operations.append(
            f'<w:operation name="Op{number}"><w:input message="t:Op{number}"/>'
            f'<w:output message="t:Op{number}Response"/></w:operation>'
        )
        bound.append(
            f'<w:operation name="Op{number}"><s:operation soapAction="urn:t/Op{number}"/>'
            '<w:input><s:body use="literal"/>'
            '</w:input><w:output><s:body use="literal"/></w:output></w:operation>'
        )
    return (
        f'{HEAD}{"".join(types)}</xs:schema></w:types>{"".join(messages)}<w:portType name="P">{"".join(operations)}'
        '</w:portType><w:binding name="B" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
        f'{"".join(bound)}</w:binding><w:service name="S"><w:port name="P" binding="t:B">'
        '<s:address location="http://example.com/"/></w:port></w:service></w:definitions>'
    )


def main() -> None:
    """Print how long reading, comparing and proving take."""
    sides, read = [], 0.0
    with TemporaryDirectory() as folder:
        for name in ("old", "new"):
            file = Path(folder) / f"{name}.wsdl"
            file.write_text(contract(later=name == "new"))
            start = time.perf_counter()
            sides.append(Side(name=name, contract=comparable(source.load(str(file)))))
            read += time.perf_counter() - start
    start = time.perf_counter()
    found = compare(*(side.contract for side in sides))
    compared = time.perf_counter() - start
    changes = [witnessed(one, *sides) for one in found]
    whole = time.perf_counter() - start
    witnesses = sum(len(change.witnesses) for change in changes)
    rows.told(f"{OPERATIONS} operations twice, read", read, "s")
    rows.told(f"{len(changes):,} changes found", compared, "s")
    rows.told(f"{witnesses:,} witnesses, each judged by two engines of two contracts", whole - compared, "s")
    rows.at_most("seconds in all", read + whole, LONGEST_S)
    rows.at_most("comparing and proving / only reading", whole / read, 1.5)


if __name__ == "__main__":
    main()
