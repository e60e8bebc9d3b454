"""Every check has specimens that pass and that fail, and each gives the outcome in its name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.checks import Observation, judge
from conformance.model.verdict import Outcome

FOLDER = Path(__file__).parents[1] / "specimens"
SPECIMENS = sorted(FOLDER.glob("*/*.http"))

# What a specimen breaks besides the sentence that it stands for.
ALSO_FAILED = {
    "binding.soap12-fault-status-fits-its-code/passed-receiver-with-500": {"results.valid-request-is-no-server-error"},
    "fault.code-is-standard/passed-receiver": {"results.valid-request-is-no-server-error"},
    "hygiene.fault-tells-no-internals/failed-database-message": {"results.valid-request-is-no-server-error"},
    "hygiene.fault-tells-no-internals/failed-java-stack-trace": {"results.valid-request-is-no-server-error"},
    "hygiene.fault-tells-no-internals/failed-net-stack-trace": {"results.valid-request-is-no-server-error"},
    "hygiene.fault-tells-no-internals/failed-windows-path": {"results.valid-request-is-no-server-error"},
    "hygiene.fault-tells-no-session/failed-in-faultstring": {"results.valid-request-is-no-server-error"},
    "hygiene.fault-tells-no-session/passed-in-the-header-only": {"results.valid-request-is-no-server-error"},
    "hygiene.fault-tells-no-session/passed-short-value": {"results.valid-request-is-no-server-error"},
    "binding.answered/failed-nothing-with-status-503": {"xml.well-formed"},
    "binding.answered/failed-page-with-status-500": {"xml.well-formed"},
    "binding.soap12-fault-status-fits-its-code/failed-vendor-code-with-503": {"fault.code-is-standard"},
    "binding.success-is-2xx-and-2xx-no-fault/failed-fault-with-200": {"binding.soap11-fault-has-status-500"},
    "body.payload-is-the-declared-element/failed-request-in-another-namespace": {"schema.message-is-valid"},
    "envelope.attributes-are-qualified/failed-soap11-answer": {"schema.message-is-valid"},
    "envelope.attributes-are-qualified/failed-soap12-request": {"schema.message-is-valid"},
    "envelope.header-comes-first/failed-header-after-body": {"schema.message-is-valid"},
    "envelope.header-comes-first/failed-two-headers": {"schema.message-is-valid"},
    "envelope.no-encoding-style/failed-on-envelope": {"schema.message-is-valid"},
    "envelope.no-encoding-style/failed-on-fault-and-detail": {"schema.message-is-valid"},
    "envelope.no-encoding-style/failed-on-header-and-body": {"schema.message-is-valid"},
    "envelope.nothing-follows-body/failed-answer": {"schema.message-is-valid"},
    "envelope.nothing-follows-body/failed-request-with-two": {"schema.message-is-valid"},
    "envelope.one-body-in-its-place/failed-element-before-body": {"schema.message-is-valid"},
    "envelope.one-body-in-its-place/failed-two-bodies": {"schema.message-is-valid"},
    "fault.children-in-order/failed-reason-first": {"schema.message-is-valid"},
    "fault.children-in-order/failed-soap11-children": {"schema.message-is-valid"},
    "fault.faultcode-is-a-qname-in-scope/failed-no-faultcode": {"schema.message-is-valid"},
    "fault.faultcode-is-a-qname-in-scope/failed-prefix-not-declared": {"schema.message-is-valid"},
    "fault.faultstring-is-present/failed-absent": {"schema.message-is-valid"},
    "fault.faultstring-is-present/failed-qualified": {"schema.message-is-valid"},
    "fault.other-children-are-qualified/failed-unqualified": {"schema.message-is-valid"},
    "fault.reason-has-texts-with-languages/failed-no-language": {"schema.message-is-valid"},
    "fault.reason-has-texts-with-languages/failed-no-text": {"schema.message-is-valid"},
    "fault.subcodes-nest/failed-no-value": {"schema.message-is-valid"},
    "fault.subcodes-nest/failed-prefix-not-declared": {"schema.message-is-valid"},
    "fault.subcodes-nest/failed-side-by-side": {"schema.message-is-valid"},
    "hygiene.fault-tells-no-internals/failed-page-with-versions": {"binding.answered", "xml.no-document-type"},
    "hygiene.fault-tells-no-internals/passed-page-without-details": {"binding.answered", "xml.well-formed"},
    "header.blocks-are-qualified/failed-soap11-answer": {"schema.message-is-valid"},
    "header.must-understand-is-0-or-1/failed-request-with-2": {"schema.message-is-valid"},
    "header.must-understand-is-0-or-1/failed-true": {"schema.message-is-valid"},
    "header.must-understand-is-a-boolean/failed-request-with-9": {"schema.message-is-valid"},
    "header.must-understand-is-a-boolean/failed-wrong": {"schema.message-is-valid"},
    "results.example-succeeds/failed-nothing-with-status-400": {"xml.well-formed"},
    "results.success-is-a-boolean/failed-capital-letter": {"schema.message-is-valid"},
    "hygiene.fault-tells-no-session/failed-in-an-error-page": {"envelope.root-is-soap11-envelope"},
    "parity.spelling-changes-nothing/failed-another-id": {"ids.tell-success"},
    "results.id-is-the-items/passed-item-with-message-id": {"ids.tell-success"},
    "likeness.path-beats-the-body/failed-as-shown": {"echo.members-are-repeated"},
    "results.success-carries-no-error/failed-success-with-error": {"ids.tell-success"},
    "schema.engines-agree/passed-both-refuse": {"schema.message-is-valid"},
    "action.media-type-is-read-without-case/failed-media-type-is-read-by-letter": {"xml.well-formed"},
    "action.names-no-other-operation/failed-action-alone-decides": {
        "body.payload-is-the-declared-element",
        "header.declared-blocks-present",
    },
    "batch.too-many-items-are-told/failed-items-beyond-the-most-are-dropped": {"results.in-the-order-of-the-items"},
    "header.long-role-is-read/failed-long-role-crashes": {"results.valid-request-is-no-server-error"},
    "parity.answers-are-not-swapped/failed-two-at-once-are-swapped": {"results.in-the-order-of-the-items"},
    "parity.answers-at-once-are-alike/failed-two-at-once-crash": {"results.valid-request-is-no-server-error"},
    "parity.chunks-are-read/failed-empty-body": {"envelope.root-is-soap11-envelope"},
    "value.declared-type-changes-nothing/failed-declared-type-is-unknown": {"results.valid-request-is-no-server-error"},
    "value.forms-mean-the-same/failed-digit-is-no-boolean": {"results.valid-request-is-no-server-error"},
    "value.nil-item-is-as-absent/failed-nil-item-crashes": {"results.valid-request-is-no-server-error"},
    "value.white-space-around-is-taken-off/failed-padding-is-not-taken-off": {
        "results.valid-request-is-no-server-error"
    },
}


def name_of(path: Path) -> str:
    """Return a specimen's id."""
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", SPECIMENS, ids=name_of)
def test_a_specimen_gives_the_outcome_in_its_name(path: Path, observe: Callable[[Path], Observation]) -> None:
    check, outcome = path.parent.name, path.stem.partition("-")[0]
    judged = judge(observe(path), None)
    verdicts = {verdict.check: verdict for verdict in judged.verdicts}
    assert {verdict.outcome for verdict in judged.verdicts} <= {Outcome.FAILED}
    assert (check in verdicts) is (outcome == "failed"), verdicts
    assert (check in judged.passed) is (outcome == "passed")
    assert set(verdicts) - {check} == ALSO_FAILED.get(name_of(path), set())


@pytest.mark.parametrize("path", SPECIMENS, ids=name_of)
def test_a_finding_has_words_and_a_place(path: Path, observe: Callable[[Path], Observation]) -> None:
    seen = observe(path)
    for verdict in judge(seen, None).verdicts:
        assert verdict.findings
        for finding in verdict.findings:
            assert finding.message == finding.message.strip() != ""
            assert "\n" not in finding.message
            assert len(finding.fingerprint) == 16
            in_the_message = verdict.check.partition(".")[0] not in {"binding", "xml"}
            assert not in_the_message or seen.document is None or (finding.path and finding.line)


def test_what_is_said_of_specimens_is_said_of_existing_ones() -> None:
    assert set(ALSO_FAILED) <= {name_of(path) for path in SPECIMENS}
