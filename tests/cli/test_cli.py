"""The command: exit codes, one clear line for what is wrong, and light where it does little."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.markup import xml

OK = '<s:Envelope xmlns:s="{ns}"><s:Header><CventSessionHeader xmlns="{tns}"/></s:Header><s:Body>{body}</s:Body></s:Envelope>'
SOAP11, SOAP12 = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
TNS = "http://api.cvent.com/2006-11"


def envelope(body: str, ns: str = SOAP11) -> str:
    return OK.format(ns=ns, tns=TNS, body=body)


@pytest.fixture
def message(tmp_path: Path):
    def written(text: str) -> str:
        file = tmp_path / "message.xml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return written


@pytest.mark.parametrize("ns", [SOAP11, SOAP12])
@pytest.mark.parametrize("name", ["UpdateContact", "UpdateContactResponse"])
def test_what_the_contract_promises_is_accepted(message, capsys: pytest.CaptureFixture, name: str, ns: str) -> None:
    body = f'<{name} xmlns="{TNS}"/>'
    if name.endswith("Response"):
        body = f'<{name} xmlns="{TNS}"><UpdateContactResult xmlns="http://schemas.cvent.com/api/2006-11"/></{name}>'
    assert main(["validate", message(envelope(body, ns))]) == 0
    assert "accepted (SOAP 1." in capsys.readouterr().out


def test_a_message_that_does_not_say_what_it_is_is_told_with_what_does(message, capsys) -> None:
    assert main(["validate", "--contract", "yourmembership", message('{"EventID": 1}')]) == 2
    told = capsys.readouterr().err
    assert "by itself does not say which operation it is of" in told
    assert "a raw exchange (.http)" in told


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("<a", 1, "not well-formed"),
        ("<a/>", 1, "Envelope"),
        (envelope("\n\n<UpdateContact/>"), 3, "UpdateContact"),
        (envelope(f'<UpdateContact xmlns="{TNS}">\n<Contact/></UpdateContact>'), 2, "Contact"),
        (
            envelope(f'<UpdateContact xmlns="{TNS}"/>').replace("CventSessionHeader", "CventSessionHeade"),
            1,
            "CventSessionHeader",
        ),
        (f'<s:Envelope xmlns:s="{SOAP11}"/>', 1, "Body"),
        ("", 1, "is empty"),
        ("<!DOCTYPE a>\n<a/>", 1, "xml.no-document-type"),
        ('<?xml version="1.0" encoding="utf-16"?><a/>', 1, "xml.bytes-are-the-declared-encoding"),
    ],
)
def test_what_it_does_not_promise_is_refused_with_line_and_reason(
    message, capsys, text: str, line: int, words: str
) -> None:
    file = message(text)
    assert main(["validate", file]) == 1
    told = capsys.readouterr().out
    assert f"{file}: refused" in told
    assert f"{file}:{line}: error: " in told
    assert words in told


@pytest.mark.parametrize("where", ["file", "standard input"])
def test_what_is_over_the_limits_could_not_be_found_out(
    tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    file = tmp_path / "large.xml"
    with file.open("wb") as sparse:
        sparse.truncate(xml.MAX_BYTES + 5000)
    with file.open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        name = str(file) if where == "file" else "-"
        assert main(["validate", name]) == 3
        assert stream.tell() in {0, xml.MAX_BYTES + 1}, "no more is read than has to be"
    (told,) = capsys.readouterr().out.splitlines()
    assert told.startswith(f"{name}: could not be judged: the message has more than the 16,777,216 bytes")


def test_findings_win_over_what_could_not_be_found_out(message, tmp_path: Path, capsys) -> None:
    good = message(envelope(f'<UpdateContact xmlns="{TNS}"/>'))
    deep, bad = tmp_path / "deep.xml", tmp_path / "bad.xml"
    deep.write_text("<a>" * 201 + "</a>" * 201)
    bad.write_text("<a/>")
    assert main(["validate", good, str(deep)]) == 3
    assert main(["validate", str(deep), str(bad), good]) == 1
    told = capsys.readouterr().out
    assert told.count(": could not be judged: elements are nested more than 200 deep") == 2
    assert told.count(": accepted (") == 2
    assert told.count(": refused (") == 1


def test_the_exit_codes_stand_in_the_help(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "Exit code 1 where one is refused; else 3 where one is over the limits of what is read" in told


def test_standard_input_and_several_files(message, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    good = message(envelope(f'<UpdateContact xmlns="{TNS}"/>'))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<a/>")))
    assert main(["validate", good, "-"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith(f"{good}: accepted")
    assert told[1].startswith("-: refused")


def test_a_direction_can_be_given(message, capsys) -> None:
    file = message(envelope(f'<UpdateContact xmlns="{TNS}"/>'))
    assert main(["validate", "--direction", "response", file]) == 1
    assert "UpdateContactResponse" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (["validate", "none.xml"], 2, "none.xml cannot be read"),
        (["validate", "--contract", "nope", "-"], 2, "unknown contract 'nope'"),
        (["checks", "--contract", "nope"], 2, "unknown contract 'nope'"),
        (["serve", "--defect", "nope"], 2, "unknown defect 'nope'"),
        (["serve", "--platform", "nope"], 2, "'nope'"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(capsys, monkeypatch, arguments: list[str], code: int, words: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<a/>")))
    assert main(arguments) == code
    told = capsys.readouterr().err
    assert words in told
    assert len(told.splitlines()) == 1


def test_a_contract_that_cannot_be_used_could_not_be_found_out(tmp_path: Path, message, capsys) -> None:
    (tmp_path / "contract.toml").write_text("name =")
    assert main(["validate", "--contract", str(tmp_path), message("<a/>")]) == 3
    assert "contract.toml: not TOML" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["nope"], ["validate"], ["validate", "--nope", "-"]])
def test_argparse_has_the_exit_code_of_usage(capsys, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: conformance" in capsys.readouterr().err


def test_checks_tells_sentence_and_source(capsys) -> None:
    assert main(["checks"]) == 0
    told = capsys.readouterr().out
    assert "fault.faultcode-is-a-qname-in-scope  [FLT-03, error]  SOAP 1.1, request and response" in told
    assert "https://www.w3.org/TR/2000/NOTE-SOAP-20000508/" in told


def test_help_loads_nothing_heavy() -> None:
    script = "import sys\nfrom conformance.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for name in ("serve", "validate", "checks"):
        assert name in done.stdout
    assert not {"lxml", "xmlschema", "hypothesis", "httpx", "cattrs"} & set(
        done.stdout.replace("'", " ").replace(",", " ").split()
    )


def test_python_dash_m_is_the_same_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "validate", "none.xml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "none.xml" in done.stderr


def test_checks_are_listed_by_pattern_and_specification(capsys) -> None:
    assert main(["checks", "--check", "fault.*", "--check", "xml.*", "--spec", "soap12-1"]) == 0
    told = [line.split(" ")[0] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert told == [
        "fault.children-in-order",
        "fault.code-is-standard",
        "fault.reason-has-texts-with-languages",
        "fault.stands-alone",
        "fault.subcodes-nest",
        "fault.unknown-encoding-is-told",
    ]
    assert main(["checks", "--check", "fualt.*"]) == 2
    assert "no check has an id like 'fualt.*'" in capsys.readouterr().err


def test_a_message_is_validated_by_the_chosen_checks_only(message, capsys) -> None:
    wrong = message(envelope(f'<UpdateContact xmlns="{TNS}"><Wrong/></UpdateContact>'))
    assert main(["validate", wrong]) == 1
    capsys.readouterr()
    assert main(["validate", wrong, "--check", "envelope.*"]) == 0
    assert "accepted" in capsys.readouterr().out
    assert main(["validate", wrong, "--spec", "xsd-part1"]) == 1
    capsys.readouterr()
    assert main(["validate", wrong, "--check", "negative.*"]) == 3
    assert "could not be judged: no check that was asked for says anything of it" in capsys.readouterr().out
    assert main(["validate", wrong, "--spec", "w3c"]) == 2
    assert "name one of bp11" in capsys.readouterr().err


def test_what_is_told_of_a_message_shows_no_value_that_is_declared_secret(tmp_path, capsys) -> None:
    file = tmp_path / "message.xml"
    file.write_text(
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><CventSessionHeader '
        'xmlns="http://api.cvent.com/2006-11"><CventSessionValue>canary-session</CventSessionValue>'
        '</CventSessionHeader></e:Header><e:Body><UpdateContact xmlns="http://api.cvent.com/2006-11"><Contacts>'
        '<Contact DateOfBirth="canary-date"/></Contacts></UpdateContact></e:Body></e:Envelope>'
    )
    assert main(["validate", str(file)]) == 1
    told = capsys.readouterr().out
    assert "canary" not in told
    assert "'redacted-2' is not a valid value" in told
