"""The fixture and the hooks, as they are used in one's own tests."""

from pathlib import Path

import pytest

from conformance.report import jsonl

HEAD = """
from dataclasses import replace
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from conformance.errors import UsageError
from conformance.contract.example import example
from conformance.strategies import payloads, requests

def message(conformance, operation, binding="soap12"):
    payload = example(conformance.contract, conformance.contract.operations[operation])
    return conformance.request(payload, binding=binding)
"""


def run(pytester: pytest.Pytester, body: str, *options: str) -> pytest.RunResult:
    pytester.makepyfile(test_own=HEAD + body)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *options)


def test_an_answer_holds_what_the_contract_says(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_it(conformance):
    for binding in ("soap11", "soap12"):
        answer = conformance.exchange(message(conformance, "UpdateContact", binding))
        answer.require()
        assert answer.response.status == 200
        assert answer.payload.local == "UpdateContactResponse"
        assert [result.get("Success") for result in answer.results] == ["true"]
        assert answer.results[0].get("ReferenceId") == answer.items[0].get("MessageId")
        assert answer.fault is None
        assert "session-value" not in answer.exchange.request.body.decode(), "it was sent with the open session"
""",
    )
    result.assert_outcomes(passed=1)


def test_what_is_broken_on_purpose_is_sent_as_it_is(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_a_cut_message(conformance):
    whole = message(conformance, "UpdateContact")
    answer = conformance.exchange(replace(whole, body=whole.body[:-10]))
    assert answer.response.status == 400
    assert answer.exchange.request.body.endswith(b"</soap:Body></soap")

def test_a_wrong_session(conformance):
    whole = message(conformance, "UpdateContact")
    answer = conformance.exchange(replace(whole, body=whole.body.replace(b"session-value", b"another-value")))
    assert answer.fault is not None

def test_no_operation_at_all(conformance):
    whole = message(conformance, "UpdateContact")
    with pytest.raises(UsageError, match="names an operation of the contract cvent; it has"):
        conformance.exchange(replace(whole, body=b"hello", headers=()))
""",
        "--conformance-report",
        "out.jsonl",
    )
    result.assert_outcomes(passed=3)
    records = jsonl.read(Path(pytester.path) / "out.jsonl").records
    assert [record.case.id for record in records] == [
        "test_own.py/test_a_cut_message/1",
        "test_own.py/test_a_wrong_session/1",
    ]


def test_an_open_session_that_is_refused_ends_the_run(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_it(conformance):
    object.__setattr__(conformance.campaign.granted, "value", "no-longer-open")
    conformance.exchange(message(conformance, "UpdateContact"))

def test_the_next_one(conformance):
    conformance.exchange(message(conformance, "UpdateContact"))
""",
    )
    assert result.ret == 3
    assert "reference: the session is not accepted (CV10107)" in result.stdout.str() + result.stderr.str()


def test_a_finding_fails_by_require_and_stands_in_the_report(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_it(conformance):
    whole = message(conformance, "UpdateContact", "soap11")
    fault = conformance.exchange(replace(whole, body=whole.body.replace(b"session-value", b"another-value")))
    assert fault.broken
    assert [told.check for told in fault.broken] == ["fault.faultcode-is-a-qname-in-scope", "schema.message-is-valid"]
    fault.require()
""",
        "--conformance-target",
        "reference:undeclared-fault-prefix",
        "--conformance-report",
        "out.jsonl",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*AssertionError: fault.faultcode-is-a-qname-in-scope: the faultcode * (at Envelope/Body/Fault/faultcode)"]
    )
    (record,) = jsonl.read(Path(pytester.path) / "out.jsonl").records
    assert record.case.id == "test_own.py/test_it/1"
    assert [told.check for told in record.verdicts] == [
        "fault.faultcode-is-a-qname-in-scope",
        "schema.message-is-valid",
    ]


def test_a_spent_budget_skips(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
@given(found=requests("cvent", "UpdateContact"))
@settings(deadline=None)
def test_it(conformance, found):
    conformance.exchange(found)
""",
        "--conformance-budget",
        "5",
        "-rs",
    )
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*the budget of 5 requests is spent; --conformance-budget raises it"])


def test_names_that_do_not_exist_are_told(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_it(conformance):
    payload = example(conformance.contract, conformance.contract.operations["Login"])
    with pytest.raises(UsageError, match="contract cvent has no binding 'soap13'; it has soap11, soap12"):
        conformance.request(payload, binding="soap13")
    with pytest.raises(UsageError, match="no operation of the contract cvent has the request Nothing; there is"):
        conformance.request(replace(payload, name="Nothing"), binding="soap11")
""",
    )
    result.assert_outcomes(passed=1)


def test_a_project_that_does_not_use_it_gets_no_summary(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it():\n    pass\n")
    result.assert_outcomes(passed=1)
    assert "= conformance =" not in result.stdout.str()
    assert "conformance:" not in result.stdout.str()


@pytest.mark.parametrize(
    "hook, said",
    [
        (
            "def pytest_conformance_overrides(contract):\n    return {'UpdateContact/Contact/@Id': st.uuids().map(str)}",
            "*the override 'UpdateContact/Contact/@Id' names no path of a request*",
        ),
        (
            "def pytest_conformance_overrides(contract):\n    return [1]",
            "*pytest_conformance_overrides must return a mapping of path or type to strategy, not ?1?",
        ),
        (
            "def pytest_conformance_checks(contract):\n    return [len]",
            "*pytest_conformance_checks must give what conformance.checks.check made, not <built-in function len>",
        ),
        (
            "def pytest_conformance_checks(contract):\n    return [checks.catalogue()['xml.well-formed']]",
            "*there are two checks xml.well-formed: give yours another name, or its module",
        ),
    ],
)
def test_a_hook_that_gives_something_else_is_told(pytester: pytest.Pytester, hook: str, said: str) -> None:
    pytester.makeconftest(f"from hypothesis import strategies as st\nfrom conformance import checks\n{hook}\n")
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    result = pytester.runpytest_subprocess()
    assert result.ret == 4
    result.stderr.fnmatch_lines([said])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


BROKEN_CHECK = """
from conformance.checks import Scope, check
from conformance.model.requirement import Direction, Level, Problem, Requirement, Specification

@check(
    requirement=Requirement(
        id="X-1", spec=Specification(key="x", title="x", url=""), section="1", level=Level.MUST, sentence="It holds."
    ),
    scope=Scope(directions=(Direction.RESPONSE,), needs=("exchange",)),
)
def breaks(seen):
    HOW

def pytest_conformance_checks(contract):
    return [breaks]
"""


@pytest.mark.parametrize(
    "how, said",
    [
        ("raise RuntimeError('boom')", "the check broke: RuntimeError: boom"),
        ("return 5", "the check broke: TypeError: 'int' object is not iterable"),
        ("yield 'text'", "the check broke: TypeError: it yields str, where a Problem is wanted"),
    ],
)
def test_a_check_of_ones_own_that_breaks_is_no_finding_of_theirs(
    pytester: pytest.Pytester, how: str, said: str
) -> None:
    pytester.makeconftest(BROKEN_CHECK.replace("HOW", how))
    result = run(
        pytester,
        """
from conformance.suite import test_examples, test_valid

def test_it(conformance):
    answer = conformance.exchange(message(conformance, "UpdateContact"))
    assert not answer.broken
    answer.require()
""",
        *("--conformance-operation", "Login", "--conformance-depth", "quick", "--conformance-report", "out.jsonl"),
    )
    result.assert_outcomes(failed=5)
    result.stdout.fnmatch_lines([f"conftest.breaks could not tell: {said}", "run it again: *"])
    result.stdout.fnmatch_lines(["Verdict: 1 check could not tell*"])
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    assert not [told for told in report.findings if told.check == "conftest.breaks"]


@pytest.mark.parametrize("strategy", ["st.integers()", "st.nothing()", "st.just('a').map(lambda text: text[5])"])
def test_an_override_that_draws_nothing_of_use_leaves_the_run_incomplete(
    pytester: pytest.Pytester, strategy: str
) -> None:
    path = "UpdateSession/EventId"
    pytester.makeconftest(
        "from hypothesis import strategies as st\n"
        f"def pytest_conformance_overrides(contract):\n    return {{'{path}': {strategy}}}\n"
    )
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    result = pytester.runpytest_subprocess(
        *("--conformance-operation", "UpdateSession", "--conformance-depth", "quick"),
        *("--conformance-binding", "soap11", "--conformance-report", "out.jsonl"),
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["Verdict: INCOMPLETE*"])
    assert not jsonl.read(Path(pytester.path) / "out.jsonl").complete


def test_an_override_that_no_message_shows_is_told(pytester: pytest.Pytester) -> None:
    path = "UpdateContact/Contacts/Contact/@EmailAddress"
    pytester.makeconftest(
        "from hypothesis import strategies as st\n"
        f"def pytest_conformance_overrides(contract):\n    return {{'{path}': st.just(chr(0)), "
        "'UpdateContact/Contacts/Contact/@Title': st.just('a')}\n"
    )
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    result = pytester.runpytest_subprocess(
        *("--conformance-operation", "UpdateContact", "--conformance-depth", "quick"),
        *("--conformance-binding", "soap11", "--conformance-report", "out.jsonl"),
    )
    result.assert_outcomes(passed=2)
    footer = jsonl.read(Path(pytester.path) / "out.jsonl").footer
    assert footer is not None
    assert [(left.what, left.why) for left in footer.untested] == [
        (f"UpdateContact/soap11/generated: the override of {path}", "no message showed a value of it")
    ]


def test_overrides_that_the_schema_refuses_are_told_as_such(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "from hypothesis import strategies as st\n"
        "def pytest_conformance_overrides(contract):\n"
        "    return {'UpdateSession/sessions/Session/@StartTime': st.just('tomorrow')}\n"
    )
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    result = pytester.runpytest_subprocess(
        "--conformance-operation", "UpdateSession", "--conformance-binding", "soap11", "--conformance-report", "out.md"
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*see that the overrides draw what the schema allows*'tomorrow'*"])


def test_a_finding_keeps_the_users_own_value_whole(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "from hypothesis import strategies as st\n"
        "def pytest_conformance_overrides(contract):\n"
        "    return {'UpdateContact/Contacts/Contact/@Title': st.just('a < b & c')}\n"
    )
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    pytester.runpytest_subprocess(
        *("--conformance-operation", "UpdateContact", "--conformance-target", "reference:error-beside-success"),
        *("--conformance-binding", "soap12", "--conformance-report", "out.jsonl"),
    )
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    (found,) = [told for told in report.findings if told.tolerated is None]
    assert b'<Contacts><Contact Title="a &lt; b &amp; c"/></Contacts>' in found.request.body
    origins = [record.case.origin for record in report.records if record.case.origin]
    assert any('overrides {"UpdateContact/Contacts/Contact/@Title": ["a < b & c"' in origin for origin in origins)


@pytest.mark.parametrize("raised", ["ZeroDivisionError", "UsageError"])
def test_what_breaks_on_the_way_is_told_without_the_values_in_our_frames(
    pytester: pytest.Pytester, raised: str
) -> None:
    broken = {"ZeroDivisionError": "st.just('a').map(lambda _: 1 / 0)", "UsageError": "st.just(1)"}[raised]
    pytester.makeconftest(
        "from hypothesis import strategies as st\n"
        "def pytest_conformance_overrides(contract):\n"
        f"    return {{'UpdateContact/Contacts/Contact/@FirstName': {broken}}}\n"
    )
    options = ("--showlocals", "-vv", "-k", "UpdateContact/soap11/generated", "-p", "no:cacheprovider")
    result = pytester.runpytest_subprocess("narrow.py", *options)
    assert result.ret == 1
    text = result.stdout.str()
    assert (raised if raised == "ZeroDivisionError" else "which is no text") in text
    for name in ("campaign", "case", "source", "session", "redaction"):
        assert f"\n{name} " not in text
