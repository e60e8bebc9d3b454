"""What a user can get wrong gets one clear message and the exit code of its kind."""

import pytest

from conformance import _schemas
from conformance.contract import manifest
from conformance.reference.soap.wsgi import application
from conformance.report import jsonl
from conformance.transport.reference import serving

WRONG = {
    "unknown contract": (("--conformance-contract", "cvnt"), 4, "unknown contract 'cvnt': name one of cvent"),
    "unknown target": (("--conformance-target", "ftp://x"), 4, "unknown target 'ftp://x'"),
    "unknown defect": (("--conformance-target", "reference:nope"), 4, "unknown defect 'nope'"),
    "unknown operation": (("--conformance-operation", "Logn"), 4, "no operation 'Logn'; it has"),
    "unknown binding": (("--conformance-binding", "soap13"), 4, "no binding 'soap13'"),
    "unknown platform": (("--conformance-platform", "tomcat"), 4, "unknown platform 'tomcat': name one of asmx"),
    "unknown depth": (("--conformance-depth", "deeper"), 4, "invalid choice: 'deeper'"),
    "missing subjects": (("--conformance-subjects", "none.toml"), 4, "none.toml"),
    "missing live file": (("--conformance-live", "none.toml"), 4, "none.toml: the file cannot be read"),
    "no number": (("--conformance-budget", "many"), 4, "--conformance-budget takes a number"),
    "unknown format": (("--conformance-report", "out.pdf"), 4, "no report format has the suffix '.pdf'"),
    "impossible port": (("--conformance-target", "http://127.0.0.1:99999/"), 4, "impossible port"),
    "no whole number": (("--conformance-budget", "1.5"), 4, "--conformance-budget takes a whole number, not 1.5"),
    "no target": (("--conformance-target", ""), 4, "--conformance-target is empty: name one, or leave the option out"),
    "a folder as report": (("--conformance-report", "folder.md"), 4, "folder.md cannot be used as a report"),
    "a file as folder": (("--conformance-report", "file/out.md"), 4, "file/out.md cannot be used as a report"),
    "a file as folder, JSON": (("--conformance-report", "file/out.jsonl"), 4, "out.jsonl cannot be used as a report"),
    "blocked network": (
        ("--conformance-target", "http://127.0.0.1:9/", "--block-network"),
        4,
        "--block-network forbids to call http://127.0.0.1:9/; replay:FOLDER judges what was recorded",
    ),
    "ini keep": (("-o", "conformance_keep=some"), 4, "conformance_keep is 'some'; it must be needed or all"),
    "ini switch": (("-o", "conformance_allow_writes=perhaps"), 4, "conformance_allow_writes is 'perhaps'; it must be"),
    "no time": (("--conformance-timeout", "0"), 4, "greater than 0"),
    "host not allowed": (
        ("--conformance-target", "https://api.example.com/"),
        4,
        "--conformance-allow-host api.example.com",
    ),
    "no URL": (("--conformance-target", "live:nowhere"), 4, "no http or https URL"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_word_is_told_and_ends_the_run(pytester: pytest.Pytester, case: str) -> None:
    options, code, words = WRONG[case]
    (pytester.path / "folder.md").mkdir()
    (pytester.path / "file").touch()
    result = pytester.runpytest_subprocess("narrow.py", "-p", "no:cacheprovider", *options)
    text = result.stdout.str() + result.stderr.str()
    assert result.ret == code, text
    assert words in text
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text


def test_a_target_that_needs_credentials_names_the_variables(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    import wild_endpoints as wild

    for name in ("SESSION_VALUE", "ACCOUNT_NUMBER", "USER_NAME", "PASSWORD"):
        monkeypatch.delenv(f"CONFORMANCE_{name}", raising=False)
    with wild.wild(wild.html) as port:
        options = ("--conformance-target", f"http://127.0.0.1:{port}/", "-p", "no:cacheprovider")
        result = pytester.runpytest_subprocess("narrow.py", *options)
    assert result.ret == 4
    text = result.stdout.str() + result.stderr.str()
    assert "CONFORMANCE_SESSION_VALUE" in text
    assert "CONFORMANCE_PASSWORD" in text


@pytest.mark.parametrize("value", ["perhaps", "a\\u0000b"])
def test_a_subject_that_the_schema_does_not_allow_is_the_users_error(pytester: pytest.Pytester, value: str) -> None:
    path = "UpdateContact/Contacts/Contact/@Active"
    pytester.makefile(".toml", subjects=f'[subjects]\n"{path}" = ["{value}"]\n')
    options = ("--conformance-subjects", "subjects.toml", "-p", "no:cacheprovider")
    result = pytester.runpytest_subprocess("narrow.py", *options)
    text = result.stdout.str() + result.stderr.str()
    assert result.ret == 4
    assert f"of {path} is not allowed there" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "value, code, words",
    [("not-a-session", 3, "the session is not accepted (CV10107)"), ("a\x01b", 4, "XML cannot carry")],
)
def test_a_session_that_is_not_accepted_ends_the_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, value: str, code: int, words: str
) -> None:
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", value)
    contract = manifest.load(_schemas.contract_folder("cvent"))
    app = application(contract, "asmx")
    with serving(app) as base:
        options = ("--conformance-target", app.address(base), "--conformance-operation", "UpdateContact")
        result = pytester.runpytest_subprocess("narrow.py", *options)
    assert result.ret == code
    assert words in result.stdout.str() + result.stderr.str()


def test_a_subject_without_brackets_is_not_taken_apart(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", subjects='[subjects]\n"UpdateContact/Contacts/Contact/@Id" = "C9B68788"\n')
    result = pytester.runpytest_subprocess("narrow.py", "--conformance-subjects", "subjects.toml")
    assert result.ret == 4
    assert "'C9B68788' is no list of texts: write them in brackets" in result.stderr.str()


@pytest.mark.parametrize("options", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)])
def test_the_suite_twice_in_one_session_is_refused(pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    for name in ("test_one", "test_two"):
        pytester.makepyfile(**{name: "from conformance.suite import test_examples, test_valid"})
    quick = ("--conformance-depth", "quick", "--conformance-operation", "Login")
    result = pytester.runpytest_subprocess(*quick, *options)
    assert result.ret == (1 if options else 4)
    assert (
        "the suite is collected more than once (test_one.py, test_two.py): run one of these"
        in (" ".join((result.stdout.str() + result.stderr.str()).split()))
        or "second time: the suite is collected more than once" in result.stdout.str()
    )


@pytest.mark.parametrize("case", ["unknown contract", "unknown operation", "unknown platform", "no URL"])
def test_a_wrong_word_is_told_before_workers_start(pytester: pytest.Pytester, case: str) -> None:
    options, code, words = WRONG[case]
    result = pytester.runpytest_subprocess("narrow.py", "-n", "2", *options)
    text = result.stdout.str() + result.stderr.str()
    assert result.ret == code, text
    assert words in text
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text


def test_what_failed_last_can_be_run_by_its_file(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    options = ("--conformance-operation", "UpdateContact", "--conformance-depth", "quick")
    defect = ("--conformance-target", "reference:results-without-session", "test_api.py")
    pytester.runpytest_subprocess(*options, *defect, "-k", "soap11").assert_outcomes(failed=2, deselected=2)
    result = pytester.runpytest_subprocess(*options, "--lf", "test_api.py", "--conformance-report", "out.jsonl")
    result.assert_outcomes(passed=2, deselected=2)
    report = jsonl.read(pytester.path / "out.jsonl")
    assert report.complete
    assert report.footer is not None
    assert [(left.what, left.why) for left in report.footer.untested] == [
        ("UpdateContact/soap12/example", "deselected"),
        ("UpdateContact/soap12/generated", "deselected"),
    ]


def test_a_broken_contract_could_not_be_found_out(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", contract='name = "x"\nprotocol = "soap"\nwsdl = "x.wsdl"\n')
    result = pytester.runpytest_subprocess("narrow.py", "--conformance-contract", ".")
    assert result.ret == 3
    assert "x.wsdl" in result.stdout.str() + result.stderr.str()


def test_other_projects_do_not_notice(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_nothing():\n    pass\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1)
    assert "= conformance =" not in result.stdout.str()
