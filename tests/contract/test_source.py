"""A contract is read from wherever it stands on this machine; what cannot be is told, never guessed."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conformance import _schemas
from conformance.contract import source
from conformance.errors import ContractError, UsageError

XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">{inner}</xs:schema>'
WSDL = (
    '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:w"><w:types>'
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="urn:t" schemaLocation="{location}"/>'
    "</xs:schema></w:types></w:definitions>"
)
A, B = XSD.replace("{inner}", '<xs:element name="A"/>'), XSD.replace("{inner}", '<xs:element name="B"/>')
Write = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes files into the folder that the test runs in."""
    monkeypatch.chdir(tmp_path)

    def made(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return made


MANIFEST = 'name = "t"\nprotocol = "soap"\nwsdl = "t.wsdl"\n'
SHARED = {"soap/x.xsd": A, "api/t.wsdl": WSDL.replace("{location}", "../soap/x.xsd"), "api/contract.toml": MANIFEST}
PLACES = {
    "a file": ({"a.xsd": A}, "a.xsd", {"A"}),
    "a file in a folder": ({"in/a.xsd": A}, "in/a.xsd", {"A"}),
    "a folder of schemas": ({"in/a.xsd": A, "in/deep/b.xsd": B}, "in", {"A", "B"}),
    "a folder with a WSDL": ({"in/t.wsdl": WSDL.replace("{location}", "a.xsd"), "in/a.xsd": A, "in/b.xsd": B}, "in", {"A"}),
    "a folder with a manifest": (SHARED, "api", {"A"}),
    "a manifest": (SHARED, "api/contract.toml", {"A"}),
    "a WSDL by any name": ({"t.txt": WSDL.replace("{location}", "a.xsd"), "a.xsd": A}, "t.txt", {"A"}),
    "a pattern": ({"a.xsd": A, "b.xsd": B, "c.txt": "no XML"}, "*.xsd", {"A", "B"}),
    "a deep pattern": ({"a.xsd": A, "in/deep/b.xsd": B}, "**/*.xsd", {"A", "B"}),
    "schemas without a namespace": ({"a.xsd": A.replace('targetNamespace="urn:t"', "")}, "a.xsd", {"A"}),
    "documents that are part of others": (
        {
            "a.xsd": XSD.replace("{inner}", '<xs:include schemaLocation="b.xsd"/><xs:element name="A" type="t:T"/>'),
            "b.xsd": XSD.replace("{inner}", '<xs:include schemaLocation="a.xsd"/><xs:simpleType name="T"><xs:restriction base="xs:int"/></xs:simpleType>'),
        },
        ".",
        {"A"},
    ),
    "what another redefines": (
        {
            "a.xsd": XSD.replace("{inner}", '<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>'),
            "b.xsd": XSD.replace(
                "{inner}",
                '<xs:redefine schemaLocation="a.xsd"><xs:simpleType name="T"><xs:restriction base="t:T"><xs:maxLength value="3"/>'
                '</xs:restriction></xs:simpleType></xs:redefine><xs:element name="A" type="t:T"/>',
            ),
        },
        ".",
        {"A"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES)
def test_a_contract_is_found(write: Write, case: str) -> None:
    files, text, elements = PLACES[case]
    write(files)
    found = source.load(text)
    assert found.name == text
    assert {name.rpartition("}")[2] for name in found.schema.elements} == elements
    assert (found.description is None) == all("definitions" not in held for held in files.values())


def test_a_shipped_contract_is_found_by_name() -> None:
    found, same = source.load("cvent"), source.load(str(_schemas.root() / "cvent"))
    assert found.schema == same.schema
    assert found.description == same.description
    assert found.description is not None
    assert {port.protocol: len(port.operations) for port in found.description.ports} == {"soap11": 5, "soap12": 5}


NAMED_WRONGLY = {
    "nothing there": (
        {},
        "nowhere.wsdl",
        "there is no contract 'nowhere.wsdl': a contract is the name of a shipped one",
    ),
    "a pattern of nothing": ({"a.xsd": A}, "*.wsdl", "there is no contract"),
    "a folder of nothing": ({"in/a.txt": "a"}, "in", "in has neither a contract.toml, a WSDL nor an XSD"),
    "two WSDLs": ({"in/a.wsdl": WSDL, "in/b.wsdl": WSDL}, "in", "several WSDLs: name one of a.wsdl, b.wsdl"),
    "git without a path": ({}, "git:HEAD", "is not git:REV:PATH"),
    "git without a revision": ({}, "git::a", "is not git:REV:PATH"),
}


@pytest.mark.parametrize("case", NAMED_WRONGLY)
def test_what_is_no_contract_is_told(write: Write, case: str) -> None:
    files, text, reason = NAMED_WRONGLY[case]
    write(files)
    with pytest.raises(UsageError) as told:
        source.load(text)
    assert reason in str(told.value)


UNUSABLE = {
    "not XML": ({"a.xsd": "<a"}, "a.xsd", "a.xsd:1: not well-formed"),
    "empty": ({"a.wsdl": ""}, "a.wsdl", "the file is empty"),
    "something else": ({"a.wsdl": "<html/>"}, "a.wsdl", "neither a WSDL 1.1 nor an XSD: its root element is html"),
    "WSDL 2.0": ({"a.wsdl": '<description xmlns="http://www.w3.org/ns/wsdl"/>'}, "a.wsdl", "only WSDL 1.1 is read"),
    "a document type": ({"a.xsd": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, "a.xsd", "document type declaration"),
    "a WSDL among schemas": ({"a.xsd": A, "b.wsdl": WSDL}, "*.*", "b.wsdl:1: a WSDL stands among other files"),
    "an import of nothing": ({"t.wsdl": WSDL.replace("{location}", "gone.xsd")}, "t.wsdl", "gone.xsd cannot be read"),
    "a remote import": ({"t.wsdl": WSDL.replace("{location}", "http://example.com/a.xsd")}, "t.wsdl", "http://example.com/a.xsd is not on this machine; save it beside"),
    "a schema that is none": (
        {"a.xsd": XSD.replace("{inner}", '\n<xs:element name="A" type="t:Gone"/>')},
        "a.xsd",
        "a.xsd:2: XSD (libxml2)",
    ),
    "the schema that is none among others": (
        {"a.xsd": A, "b.xsd": XSD.replace("urn:t", "urn:b").replace("{inner}", '\n<xs:element name="B" type="t:Gone"/>')},
        "*.xsd",
        "b.xsd:2: XSD (libxml2)",
    ),
    "a manifest of another protocol": ({"api/contract.toml": MANIFEST.replace("soap", "rest")}, "api", "protocol 'rest'"),
    "a manifest without its WSDL": ({"api/contract.toml": MANIFEST}, "api", "t.wsdl: the file cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_contract_that_cannot_be_used_is_told_with_its_place(write: Write, case: str) -> None:
    files, text, reason = UNUSABLE[case]
    write(files)
    with pytest.raises(ContractError) as told:
        source.load(text)
    assert reason in str(told.value)


def test_what_generation_does_not_make_is_read(write: Write) -> None:
    write(
        {
            "a.xsd": XSD.replace(
                "{inner}",
                '<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:pattern value="a"/></xs:restriction></xs:simpleType>',
            )
        }
    )
    assert "{urn:t}T" in source.load("a.xsd").schema.types


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, cwd=root, capture_output=True)


@pytest.fixture
def repository(write: Write) -> Path:
    """A repository of two revisions; the second has another element, and what is not committed has a third."""
    root = write(SHARED)

    git(root, "init", "-q", "-b", "trunk")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    git(root, "tag", "v1")
    write({"soap/x.xsd": B, "extra/any.txt": A})
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "two")
    write({"soap/x.xsd": XSD.replace("{inner}", '<xs:element name="C"/>'), "late.xsd": A})
    return root


@pytest.mark.parametrize(
    "text, element",
    [
        ("git:v1:api", "A"),
        ("git:HEAD~1:api/t.wsdl", "A"),
        ("git:trunk:api/contract.toml", "B"),
        ("git:HEAD:./api", "B"),
        ("git:HEAD:soap/x.xsd", "B"),
        ("git:HEAD:extra/any.txt", "A"),
        ("git:HEAD:.", "B"),
    ],
)
def test_a_revision_is_read_with_what_it_imports(repository: Path, text: str, element: str) -> None:
    assert repository
    found = source.load(text)
    assert set(found.schema.elements) == {f"{{urn:t}}{element}"}
    revision = text.split(":")[1]
    place = found.places[f"element {{urn:t}}{element}"]
    assert place.file.startswith(f"git:{revision}:")
    assert Path(place.file.partition(f"git:{revision}:")[2]).name in {"x.xsd", "any.txt"}
    assert all(document.path is None for document in found.documents)


def test_a_revision_is_read_from_a_folder_within(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "api")
    assert set(source.load("git:v1:./t.wsdl").schema.elements) == {"{urn:t}A"}
    assert set(source.load("git:v1:../soap").schema.elements) == {"{urn:t}A"}
    assert set(source.load("git:v1:api").schema.elements) == {"{urn:t}A"}


@pytest.mark.parametrize(
    "text, reason",
    [
        ("git:v9:api", "git knows no revision 'v9'"),
        ("git:--help:api", "git knows no revision '--help'"),
        ("git:v1:late.xsd", "revision v1 has no contract at 'late.xsd'"),
        ("git:HEAD:../other", "../other is not in the repository"),
        ("git:HEAD:extra", "revision HEAD has no contract at 'extra'"),
    ],
)
def test_a_revision_that_is_not_there_is_told(repository: Path, text: str, reason: str) -> None:
    assert repository
    with pytest.raises(UsageError) as told:
        source.load(text)
    assert reason in str(told.value)


def test_what_is_wrong_in_a_revision_is_told_by_its_name_there(repository: Path) -> None:
    (repository / "soap" / "x.xsd").write_text("<a>")
    git(repository, "commit", "-q", "-a", "-m", "three")
    with pytest.raises(ContractError) as told:
        source.load("git:HEAD:api")
    assert str(told.value).startswith("git:HEAD:soap/x.xsd:1: not well-formed")
    assert told.value.place.file == "git:HEAD:soap/x.xsd"


def test_git_is_needed_and_a_repository(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"a.xsd": A})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", "/")
    monkeypatch.setenv("GIT_DIR", "gone")
    with pytest.raises(UsageError, match="is in no git repository"):
        source.load("git:HEAD:a.xsd")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="git is not there: install it"):
        source.load("git:HEAD:a.xsd")
