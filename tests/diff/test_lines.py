"""Where contracts say what changed: the line of the element itself, in whichever file, for each namespace."""

from pathlib import Path

import pytest

from conformance.contract import source
from conformance.contract.comparable import comparable
from conformance.diff.compare import compare

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:{n}" targetNamespace="urn:{n}">
 <xs:include schemaLocation="shared.xsd"/>
 <xs:element name="{n}" type="T"/>
</xs:schema>"""
SHARED = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <xs:complexType name="T"><xs:sequence>
  <xs:element name="a" type="xs:int"/>
  {}
 </xs:sequence></xs:complexType>
</xs:schema>"""
MORE = '<xs:element name="b" type="xs:int" minOccurs="{}"/>'


def lines(folder: Path, old: str, new: str) -> list[set[tuple[str, str, int | None]]]:
    """Return where two contracts, whose shared type has this as its second element, say what changed."""
    sides = []
    for side, held in (("old", old), ("new", new)):
        home = folder / side
        home.mkdir()
        (home / "shared.xsd").write_text(SHARED.format(held))
        for name in ("m", "n"):
            (home / f"{name}.xsd").write_text(SCHEMA.format(n=name))
        sides.append(comparable(source.load(str(home / "[mn].xsd"))))
    return [{(one.side, Path(one.file).name, one.line) for one in found.change.sources} for found in compare(*sides)]


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("", MORE.format(0), {("new", 4), ("old", 2)}),
        (MORE.format(1), "", {("new", 2), ("old", 4)}),
        (MORE.format(1), MORE.format(0), {("new", 4), ("old", 4)}),
        (MORE.format(1), MORE.format(1).replace('"b"', '"bb"'), {("new", 4), ("old", 4)}),
    ],
    ids=["added", "removed", "how-often", "renamed"],
)
def test_what_changed_of_an_element_is_told_with_its_line_for_each_namespace(
    tmp_path: Path, old: str, new: str, expected: set[tuple[str, int]]
) -> None:
    found = lines(tmp_path, old, new)
    assert found == [{(side, "shared.xsd", line) for side, line in expected}] * 2
