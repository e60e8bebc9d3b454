"""``conformance diff``: the gate says by its exit code whether what changed is as bad as it was told to mind."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.cli import main
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
    assert "attribute.optional-added: the optional attribute b is new" in told
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
        ("", 3, "empty"),
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


def test_an_unknown_contract_is_a_wrong_option(capsys: pytest.CaptureFixture) -> None:
    assert main(["diff", "cvent", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_a_set_of_xsds_and_a_revision_of_git_are_contracts_too(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="e" type="xs:{}"/></xs:schema>'
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "api.xsd"
    file.write_text(text.format("int"))
    for arguments in (
        ("init", "-q"),
        ("add", "api.xsd"),
        ("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "one"),
    ):
        subprocess.run(["git", *arguments], check=True)
    file.write_text(text.format("string"))
    assert main(["diff", "git:HEAD:api.xsd", "api.xsd"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "type.widened: the type is string, and was int e, request: e e, response: e" in told


def test_what_is_not_compared_yet_is_told_by_name(file, capsys: pytest.CaptureFixture) -> None:
    pattern = '<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:pattern value="a*"/></xs:restriction></xs:simpleType>'
    assert main(["diff", file(OLD), file(OLD + pattern)]) == 3
    assert "xs:pattern" in capsys.readouterr().err
