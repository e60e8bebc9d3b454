"""Levels: frozen sets of checks that there are, and how a run meets them."""

import hashlib
from dataclasses import replace

from conformance.checks import catalogue
from conformance.model.binding import BINDINGS
from conformance.model.report import Report
from conformance.report import html, markdown
from conformance.report._levels import Grade, Graded, graded, levels
from conformance.report._matrix import matrix
from conformance.report._matrix_page import page as matrix_page
from conformance.report._verdict import account
from conformance.report._wording import found_in
from tests.report.test_html import Page

CODE, SERVER = "fault.code-is-defined", "hygiene.server-names-itself"
SHARED = min(set(levels()["soap11-core"].checks) & set(levels()["soap12-core"].checks))
FROZEN = {
    "soap11-core": "c584ee650463916a",
    "soap12-core": "5fce603256aa21fa",
    "ws-i-bp11": "695afcaa106f1746",
    "contract-results": "56f8ca736a43a6cb",
    "robustness": "4798d0332bcbab00",
    "rest-core": "ccbffacdb4ba65aa",
}


def test_a_level_holds_checks_that_there_are_each_once_and_sorted() -> None:
    for level in levels().values():
        assert set(level.checks) <= set(catalogue())
        assert list(level.checks) == sorted(set(level.checks))
        assert set(level.bindings) <= set(BINDINGS)
        assert level.title
        assert level.summary.endswith(".")


def test_what_a_level_holds_changes_only_with_its_version() -> None:
    first = {name: "\n".join(level.checks) for name, level in levels().items() if level.version == 1}
    assert {name: hashlib.sha256(held.encode()).hexdigest()[:16] for name, held in first.items()} == FROZEN


def of(report: Report, name: str) -> Graded:
    return next(one for one in graded(account(report)) if one.name == name)


def with_check(report: Report, old: str, new: str) -> Report:
    """Return a report in which a check of the made-up ones has the id of a real one."""
    findings = tuple(replace(one, check=new) if one.check == old else one for one in report.findings)
    records = tuple(
        replace(
            record,
            passed=tuple(new if check == old else check for check in record.passed),
            inapplicable=tuple(new if check == old else check for check in record.inapplicable),
            verdicts=tuple(replace(told, check=new) if told.check == old else told for told in record.verdicts),
        )
        for record in report.records
    )
    return replace(report, findings=findings, records=records)


def test_a_level_is_failed_by_a_finding_of_its_checks_in_its_bindings_only(report: Report) -> None:
    found = with_check(report, CODE, SHARED)
    assert of(found, "soap11-core").grade is Grade.FAILED
    assert of(found, "soap11-core").broken == 1
    assert of(found, "soap12-core").broken == 0
    assert of(found, "contract-results").grade is Grade.UNTESTED


def test_how_many_findings_a_level_has_is_told_in_the_same_words_everywhere(report: Report) -> None:
    found = with_check(report, CODE, SHARED)
    level = replace(of(found, "soap11-core"), broken=2, tolerated=1, known=3)
    assert found_in(level) == "2 findings, 1 tolerated, 3 known"
    assert not found_in(replace(level, broken=0, tolerated=0, known=0))
    said = found_in(of(found, "soap11-core"))
    assert said.startswith("1 finding")
    assert f"checks judged | {said} |" in markdown.render(found)
    for page in (html.render(found), matrix_page(matrix([found]))):
        assert f"checks, {said}" in Page(page).text


def test_a_check_that_could_not_tell_has_passed_no_level(report: Report) -> None:
    assert of(with_check(report, CODE, SHARED), "soap12-core").grade is Grade.DOUBTFUL


def test_a_cut_run_has_passed_no_level(report: Report) -> None:
    found = with_check(report, SERVER, "hygiene.fault-tells-no-session")
    assert of(replace(found, footer=None), "robustness").grade is Grade.INCOMPLETE


def test_a_run_that_left_something_out_has_passed_in_part(report: Report) -> None:
    found = with_check(report, SERVER, "hygiene.fault-tells-no-session")
    assert of(found, "robustness").grade is Grade.PARTIAL
    assert found.footer
    whole = replace(found, footer=replace(found.footer, untested=()))
    assert of(whole, "robustness").grade is Grade.PASSED
