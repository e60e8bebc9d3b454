"""``conformance diff``: the gate says by its exit code whether what changed is as bad as it was told to mind."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from conformance.cli import main
from conformance.model.contract import Contract
from conformance.reference.soap.wsgi import application
from conformance.transport.reference import serving
from tests.diff.conftest import WSDL

OLD = '<xs:complexType name="T"><xs:attribute name="a" type="xs:int"/></xs:complexType>'
WIDER = OLD.replace("</xs:complexType>", '<xs:attribute name="b" type="xs:int"/></xs:complexType>')
DEFAULT = OLD.replace('type="xs:int"', 'type="xs:int" default="1"')


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def written(types: str) -> str:
        path = tmp_path / f"c{len(list(tmp_path.iterdir()))}.wsdl"
        path.write_text(WSDL.format(types=types))
        return str(path)

    return written


@pytest.mark.parametrize(
    "new, fail_on, code",
    [
        (OLD, "any", 0),
        (WIDER, "breaking", 1),
        (WIDER, "never", 0),
        (DEFAULT, "breaking", 0),
        (DEFAULT, "risky", 1),
        (DEFAULT, "any", 1),
    ],
    ids=str,
)
def test_the_gate_fails_on_what_it_was_told_to_mind(file, capsys, new: str, fail_on: str, code: int) -> None:
    assert main(["diff", file(OLD), file(new), "--fail-on", fail_on]) == code
    told = capsys.readouterr().out
    assert told.startswith("Nothing changed." if new == OLD else "1 ")


def test_it_tells_who_breaks_where_and_by_which_message(file, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["diff", file(OLD), file(WIDER), "--witnesses", str(tmp_path / "kit")]) == 1
    told = capsys.readouterr().out
    assert "old client, new server  1 breaking              1 risky" in told
    assert "new client, old server  1 breaking              1 breaking" in told
    told = " ".join(told.split())
    assert "the optional attribute b is new" in told
    assert "Call, response: Answer/@b" in told
    assert "witness, a response that the old contract refuses: " in told
    (witness,) = (tmp_path / "kit").iterdir()
    assert witness.name.startswith("attribute.optional-added-Call-response-")
    assert b' b="1"' in witness.read_bytes()


def test_a_contract_is_like_itself(capsys: pytest.CaptureFixture) -> None:
    assert main(["diff", "cvent", "cvent", "--fail-on", "any"]) == 0
    assert capsys.readouterr().out == "Nothing changed.\n"


@pytest.mark.parametrize(
    "content, code, words",
    [
        (None, 2, "there is no contract"),
        ("", 3, "the file is empty"),
        ("<!DOCTYPE x><a/>", 3, "take it out, and write out its entities"),
        ("<a", 3, "not well-formed"),
        ("<a/>", 3, "neither a WSDL 1.1 nor an XSD"),
        ("<!DOCTYPE html><html/>", 3, "document type"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_told(
    file, tmp_path: Path, capsys: pytest.CaptureFixture, content: str | None, code: int, words: str
) -> None:
    broken = tmp_path / "broken.wsdl"
    if content is not None:
        broken.write_text(content)
    assert main(["diff", file(OLD), str(broken)]) == code
    told = capsys.readouterr().err
    assert "broken.wsdl" in told
    assert words in told


def test_a_host_that_was_not_allowed_is_told_with_the_option_of_the_command(capsys: pytest.CaptureFixture) -> None:
    assert main(["diff", "cvent", "live:https://api.example.com/x?WSDL"]) == 2
    assert "add --allow-host api.example.com if you may" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nobody", "", "n" * 5000])
def test_an_unknown_contract_is_a_wrong_option(name: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["diff", "cvent", name]) == 2
    assert f"there is no contract {name!r}" in capsys.readouterr().err


XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="A" type="xs:{type}"/></xs:schema>'


def test_schemas_alone_are_compared_in_both_directions(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for name in ("short", "int"):
        (tmp_path / f"{name}.xsd").write_text(XSD.format(type=name))
    assert main(["diff", str(tmp_path / "short.xsd"), str(tmp_path / "int.xsd")]) == 1
    told = capsys.readouterr().out
    assert "    A, request: A\n    A, response: A\n" in told
    assert "witness, a response that the old contract refuses" in told


def test_a_revision_is_compared_with_what_is_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.xsd"
    file.write_text(XSD.format(type="int"))
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "one")):
        subprocess.run(["git", *command], check=True, capture_output=True)
    assert main(["diff", "git:HEAD:a.xsd", "a.xsd", "--fail-on", "any"]) == 0
    file.write_text(XSD.format(type="short"))
    assert main(["diff", "git:HEAD:a.xsd", "a.xsd"]) == 1
    assert "witness, a request that the new contract refuses" in capsys.readouterr().out


def test_a_contract_at_a_url_is_compared(cvent: Contract, capsys: pytest.CaptureFixture) -> None:
    with serving(application(cvent, "asmx")) as address:
        assert main(["diff", "cvent", f"live:{address}/soap/V200611.ASMX?WSDL", "--fail-on", "any"]) == 1
        told = capsys.readouterr().out
        assert told.startswith("2 risky.")
        assert "RISKY address.changed: 2 changes" in told


def test_what_a_stranger_answers_does_not_act_on_the_terminal(capsys: pytest.CaptureFixture) -> None:
    def moved(_: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("302 Found", [("Location", "http://192.0.2.1/\x9b2J"), ("Content-Length", "0")])
        return []

    with serving(moved) as address:
        assert main(["diff", "cvent", f"{address}/x?WSDL"]) == 3
    told = capsys.readouterr().err
    assert "it redirects to http://192.0.2.1/" in told
    assert "\x9b" not in told


def test_a_contract_with_nothing_to_compare_is_told_and_never_called_unchanged(
    file, capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    other = tmp_path / "other.wsdl"
    other.write_text(WSDL.format(types=OLD).replace("http://schemas.xmlsoap.org/wsdl/soap/", "urn:carrier-pigeon"))
    assert main(["diff", file(OLD), str(other)]) == 3
    told = capsys.readouterr().err
    assert f"{other}" in told
    assert "no operation in a binding that is known" in told


def test_rpc_is_compared_by_the_parts_in_the_body(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    text = WSDL.format(types=OLD).replace("<soap:binding ", '<soap:binding style="rpc" ')
    text = text.replace('use="literal"', 'use="literal" namespace="urn:rpc"').replace(
        'element="t:Answer"', 'type="t:T"'
    )
    for name in ("short", "int"):
        (tmp_path / f"{name}.wsdl").write_text(text.replace('element="t:Call"', f'type="xs:{name}"'))
    assert main(["diff", str(tmp_path / "int.wsdl"), str(tmp_path / "short.wsdl")]) == 1
    told = capsys.readouterr().out
    assert told.startswith("1 breaking.")
    assert "    Call, request: Call/p\n" in told
    assert "witness, a request that the new contract refuses" in told


def test_contract_and_behaviour_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    options = ("--conformance-depth", "quick", "--conformance-operation", "Login", "-q", "-p", "no:cacheprovider")
    for file, target in ((old, "reference:"), (new, "reference:failed-login-is-a-fault")):
        more = ("--conformance-target", target, "--conformance-report", str(file))
        command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", *options, *more]
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert main(["diff", "cvent", "cvent", "--runs", str(old), str(old)]) == 0
    assert "CONTRACT UNCHANGED, BEHAVIOUR UNCHANGED" in capsys.readouterr().out
    assert main(["diff", "cvent", "cvent", "--runs", str(old), str(new)]) == 1
    assert "CONTRACT UNCHANGED, BEHAVIOUR CHANGED: findings: " in capsys.readouterr().out
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(old.read_bytes().splitlines(keepends=True)[:-2]))
    assert main(["diff", "cvent", "cvent", "--runs", str(old), str(cut)]) == 3
    assert "did not test all that was planned" in " ".join(capsys.readouterr().out.split())
    assert main(["diff", "cvent", "cvent", "--runs", str(old), str(tmp_path / "none.jsonl")]) == 2


SPLIT = {
    "whole.xsd": """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns="urn:a"
      elementFormDefault="qualified">
     <xs:element name="A" type="T"/>
     <xs:complexType name="T"><xs:sequence><xs:element name="x" type="S"/></xs:sequence><xs:attribute name="k"/></xs:complexType>
     <xs:simpleType name="S"><xs:restriction base="xs:string"><xs:maxLength value="4"/></xs:restriction></xs:simpleType>
    </xs:schema>""",
    "first.xsd": """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns="urn:a"
      elementFormDefault="qualified">
     <xs:include schemaLocation="second.xsd"/>
     <xs:element name="A" type="Renamed"/>
    </xs:schema>""",
    "second.xsd": """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
     <xs:attributeGroup name="keys"><xs:attribute name="k"/></xs:attributeGroup>
     <xs:group name="all"><xs:sequence><xs:element name="x"><xs:simpleType><xs:restriction base="xs:string">
      <xs:maxLength value="4"/></xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:group>
     <xs:complexType name="Renamed"><xs:group ref="all"/><xs:attributeGroup ref="keys"/></xs:complexType>
    </xs:schema>""",
}


def test_the_same_in_several_files_and_other_words_is_no_change(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for name, text in SPLIT.items():
        (tmp_path / name).write_text(text)
    whole, first = (str(tmp_path / name) for name in ("whole.xsd", "first.xsd"))
    assert main(["diff", whole, first, "--fail-on", "any"]) == 0
    assert main(["diff", first, whole, "--fail-on", "any"]) == 0
    (tmp_path / "second.xsd").write_text(SPLIT["second.xsd"].replace('value="4"', 'value="3"'))
    assert main(["diff", whole, first]) == 1
    assert "the length is 0 to 3, and was 0 to 4" in capsys.readouterr().out
