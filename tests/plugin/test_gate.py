"""The gate as a test of one's own: no option, no fixture, and a text that says what broke."""

import pytest

from conformance.model.contract import Contract
from conformance.reference.soap.wsgi import application
from conformance.transport.reference import serving
from tests.diff.conftest import WSDL

OLD = '<xs:complexType name="T"><xs:attribute name="a" type="xs:int"/></xs:complexType>'
NEW = OLD.replace("</xs:complexType>", '<xs:attribute name="b" type="xs:int"/></xs:complexType>')


@pytest.fixture(autouse=True)
def contracts(pytester: pytest.Pytester) -> None:
    for name, types in (("old", OLD), ("new", NEW)):
        (pytester.path / f"{name}.wsdl").write_text(WSDL.format(types=types))


def ran(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    test = "from conformance.diff import gate\n\n\ndef test_gate():\n    gate.assert_compatible({})\n"
    (pytester.path / "test_gate.py").write_text(test.format(", ".join(arguments)))
    return pytester.runpytest_subprocess("-p", "no:cacheprovider")


def test_what_breaks_fails_the_test_and_is_told_in_lines(pytester: pytest.Pytester) -> None:
    result = ran(pytester, "'old.wsdl'", "'new.wsdl'")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">   *gate.assert_compatible('old.wsdl', 'new.wsdl')",
            "E   *AssertionError: old.wsdl to new.wsdl: 1 breaking.",
            "E   *BREAKING attribute.optional-added",
            "E   * the optional attribute b is new",
        ]
    )
    assert "conformance/diff/gate.py" not in result.stdout.str()


def test_what_is_compatible_passes(pytester: pytest.Pytester) -> None:
    ran(pytester, "'old.wsdl'", "'old.wsdl'").assert_outcomes(passed=1)
    ran(pytester, "'old.wsdl'", "'new.wsdl'", "fail_on='never'").assert_outcomes(passed=1)


def test_the_file_of_the_gate_holds_here_too(pytester: pytest.Pytester) -> None:
    (pytester.path / "gate.toml").write_text('[levels]\n"attribute.optional-added" = "risky"\n')
    ran(pytester, "'old.wsdl'", "'new.wsdl'", "file='gate.toml'").assert_outcomes(passed=1)
    ran(pytester, "'old.wsdl'", "'new.wsdl'", "file='gate.toml'", "fail_on='risky'").assert_outcomes(failed=1)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("'old.wsdl'", "'none.wsdl'"), "none.wsdl"),
        (("'old.wsdl'", "'new.wsdl'", "fail_on='sometimes'"), "fail_on is one of breaking, risky, any, never"),
        (("'old.wsdl'", "'new.wsdl'", "file='none.toml'"), "--accept-write makes one"),
        (("'old.wsdl'", "'https://api.example.com/?WSDL'"), "allow"),
    ],
)
def test_what_keeps_us_from_finding_out_is_told_and_not_how_we_came_to_it(
    pytester: pytest.Pytester, arguments: tuple[str, ...], words: str
) -> None:
    result = ran(pytester, *arguments)
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert words in text
    assert "conformance/" not in text


def test_a_contract_comes_from_a_server_of_this_machine(pytester: pytest.Pytester, cvent: Contract) -> None:
    with serving(application(cvent, "asmx")) as address:
        ran(pytester, "'cvent'", f"'{address}/soap/V200611.ASMX?WSDL'").assert_outcomes(passed=1)


def test_recorded_requests_that_would_be_refused_fail_the_test(pytester: pytest.Pytester) -> None:
    request = "POST /x HTTP/1.1\nHost: example.com\nContent-Type: text/xml\n\n"
    body = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Call xmlns="urn:t" b="1"/></s:Body></s:Envelope>'
    (pytester.path / "one.http").write_text(request + body)
    test = "from conformance.diff import gate\n\n\ndef test_gate():\n    gate.assert_accepted({})\n"
    (pytester.path / "test_gate.py").write_text(test.format("['one.http'], old='new.wsdl', new='new.wsdl'"))
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)
    (pytester.path / "test_gate.py").write_text(test.format("['one.http'], old='new.wsdl', new='old.wsdl'"))
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E   *1 of 1 recorded requests would be refused*", "E   *one.http#1"])
    (pytester.path / "one.http").write_text(request + "<html/>")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(failed=1)
    (pytester.path / "one.http").unlink()
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(failed=1)
