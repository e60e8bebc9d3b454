"""Judging: it never raises, changes nothing, and its findings keep their fingerprints."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checks import (
    Bench,
    Judged,
    Observation,
    Scope,
    catalogue,
    check,
    judge,
    load_platform,
    observe_exchange,
    observe_message,
)
from conformance.checks._specs import OURS
from conformance.model.case import Case, Expectation, Kind
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.fingerprint import fingerprint
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.verdict import Outcome, Verdict

FOLDER = Path(__file__).parents[1] / "specimens"
SENTENCE = Requirement(id="SITE-01", spec=OURS, section="site", level=Level.MUST, sentence="A check breaks.")

splices = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=2000),
        st.integers(min_value=0, max_value=60),
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(
                (b"<a>", b"</a>", b"&lt;", b"\x00", b"soap:", b' xsi:nil="true"', b"<!DOCTYPE a>", b"\xff\xfe")
            ),
        ),
    ),
    max_size=4,
)
fields = st.one_of(
    st.sampled_from(
        ("text/xml; charset=utf-8", "application/soap+xml", "text/html", "", ";", "text/xml; charset*=a''%ff")
    ),
    st.text(max_size=30),
)


def spliced(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Return bytes with pieces cut out and put in."""
    for start, length, new in edits:
        data = data[:start] + new + data[start + length :]
    return data


def answered(seen: Observation) -> bytes:
    """Return the body of the answer that an observation is of."""
    assert seen.exchange is not None
    assert seen.exchange.response is not None
    return seen.exchange.response.body


def test_touching_is_noticed(touched: Callable[[Callable[[], object]], list[str]]) -> None:
    assert touched(lambda: Path(__file__).read_bytes()) == ["open"]


def complete(judged: Judged) -> bool:
    """Tell whether each check of the catalogue has exactly one outcome, and none broke."""
    told = [*judged.passed, *judged.inapplicable, *(verdict.check for verdict in judged.verdicts)]
    return sorted(told) == list(catalogue()) and all(one.outcome is Outcome.FAILED for one in judged.verdicts)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(data=st.data())
def test_any_answer_gets_a_verdict_from_every_check(
    data: st.DataObject, bench: Bench, observe: Callable[[Path], Observation]
) -> None:
    base = observe(
        FOLDER
        / data.draw(
            st.sampled_from(
                (
                    "results.one-result-per-item/passed-nil-item-without-result.http",
                    "fault.children-in-order/passed-node-and-detail.http",
                    "fault.faultcode-is-a-qname-in-scope/passed-vendor-code.http",
                    "results.failure-names-a-code/passed-code.http",
                )
            )
        )
    )
    assert base.exchange is not None
    response = Response(
        status=data.draw(st.sampled_from((200, 202, 302, 400, 404, 500, 503))),
        headers=(("Content-Type", data.draw(fields)),),
        body=spliced(answered(base), data.draw(splices)),
    )
    request = replace(base.exchange.request, body=spliced(base.exchange.request.body, data.draw(splices)))
    case = Case(
        id="any",
        operation=data.draw(st.sampled_from(("UpdateContact", "Login", "Unknown"))),
        binding=base.binding.name,
        kind=Kind.GENERATED,
        expectation=data.draw(st.sampled_from(Expectation)),
    )
    exchange = Exchange(request=request, response=response)
    assert complete(judge(observe_exchange(exchange, case, bench=bench), load_platform("asmx")))
    direction = data.draw(st.sampled_from((None, *Direction)))
    assert complete(judge(observe_message(response.body, bench, direction=direction), None))


@settings(deadline=None, max_examples=100, derandomize=True)
@given(body=st.binary(max_size=80))
def test_any_bytes_get_a_verdict_from_every_check(body: bytes, bench: Bench) -> None:
    assert complete(judge(observe_message(body, bench), None))


def test_an_interruption_is_one_finding(observe: Callable[[Path], Observation]) -> None:
    judged = judge(observe(FOLDER / "binding.answered/failed-timeout.http"), None)
    assert [verdict.check for verdict in judged.verdicts] == ["binding.answered"]
    assert judged.passed == ()


def test_a_check_that_breaks_cannot_tell(observe: Callable[[Path], Observation]) -> None:
    @check(requirement=SENTENCE, scope=Scope(needs=("payload",)))
    def breaks(seen: Observation) -> Iterator[Problem]:
        yield Problem(message="found before it broke")
        yield Problem(message=f"{seen.payload.nothing}")  # type: ignore[union-attr]

    seen = observe(FOLDER / "xml.well-formed/passed-answer.http")
    (verdict,) = judge(seen, load_platform("asmx"), checks={breaks.id: breaks}).verdicts
    assert verdict.outcome is Outcome.CANT_TELL
    assert verdict.tolerated is None
    assert verdict.counts
    (finding,) = verdict.findings
    assert finding.message == "the check broke: AttributeError: 'Element' object has no attribute 'nothing'"


def test_a_scope_that_names_no_part_cannot_tell(observe: Callable[[Path], Observation]) -> None:
    one = catalogue()["fault.code-is-standard"]
    misspelt = replace(one, scope=Scope(needs=("envelop",)))
    (verdict,) = judge(observe(FOLDER / "xml.well-formed/passed-answer.http"), None, checks={one.id: misspelt}).verdicts
    assert verdict.outcome is Outcome.CANT_TELL
    assert "envelop" in verdict.findings[0].message


def test_a_check_that_reads_what_it_does_not_need_cannot_tell(observe: Callable[[Path], Observation]) -> None:
    one = catalogue()["fault.code-is-standard"]
    careless = replace(one, scope=replace(one.scope, needs=()))
    seen = observe(FOLDER / "envelope.root-is-soap12-envelope/passed-answer.http")
    (verdict,) = judge(seen, None, checks={careless.id: careless}).verdicts
    assert verdict.outcome is Outcome.CANT_TELL
    assert "does not declare to need" in verdict.findings[0].message


@pytest.mark.parametrize(
    "specimen, check_id, part",
    [
        ("binding.answered/failed-timeout", "xml.well-formed", "no bytes came"),
        ("xml.well-formed/failed-tag-not-closed", "envelope.root-is-soap11-envelope", "no document"),
        ("xml.well-formed/passed-request", "binding.soap12-media-type", "no HTTP fact of a request"),
        ("xml.well-formed/passed-request", "envelope.version-is-the-requests", "no request of a request"),
        ("envelope.root-is-soap11-envelope/failed-sign-in-page", "schema.message-is-valid", "no Envelope"),
        ("envelope.root-is-soap11-envelope/failed-sign-in-page", "binding.soap11-media-type", "no Envelope"),
        ("envelope.one-body-in-its-place/failed-no-body", "schema.message-is-valid", "no Body"),
        ("header.declared-blocks-present/passed-answer", "fault.faultcode-is-a-qname-in-scope", "no fault"),
        ("header.declared-blocks-present/passed-answer", "fault.children-in-order", "another version"),
        ("binding.answered/passed-fault", "header.declared-blocks-present", "a fault"),
        ("binding.answered/passed-fault", "body.payload-is-the-declared-element", "a fault"),
        ("binding.answered/passed-fault", "results.one-result-per-item", "a fault"),
        ("results.one-result-per-item/failed-result-missing", "results.in-the-order-of-the-items", "other numbers"),
        (
            "body.payload-is-the-declared-element/failed-result-of-another-operation",
            "results.one-result-per-item",
            "other",
        ),
        ("header.declared-blocks-present/passed-login-has-none", "results.success-is-a-boolean", "no results"),
        ("header.declared-blocks-present/passed-login-has-none", "results.example-succeeds", "not expected to succeed"),
    ],
)
def test_a_check_without_its_parts_does_not_apply(
    specimen: str, check_id: str, part: str, observe: Callable[[Path], Observation]
) -> None:
    assert check_id in judge(observe(FOLDER / f"{specimen}.http"), None).inapplicable, part


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*/failed-*.http")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_judging_changes_nothing_and_touches_nothing(
    path: Path, observe: Callable[[Path], Observation], touched: Callable[[Callable[[], object]], list[str]]
) -> None:
    seen, again = observe(path), observe(path)
    catalogue()
    assert touched(lambda: judge(seen, None)) == []
    assert seen == again
    assert judge(seen, None) == judge(again, None)


def verdict_of(judged: Judged, check_id: str) -> Verdict:
    """Return the verdict of one check."""
    return next(verdict for verdict in judged.verdicts if verdict.check == check_id)


def replied(seen: Observation, old: bytes, new: bytes, bench: Bench) -> Observation:
    """Return the same exchange with other bytes in its answer."""
    assert seen.exchange is not None
    assert seen.exchange.response is not None
    assert seen.operation is not None
    response = replace(seen.exchange.response, body=seen.exchange.response.body.replace(old, new))
    case = Case(
        id="other",
        operation=seen.operation.name,
        binding=seen.binding.name,
        kind=Kind.GENERATED,
        expectation=Expectation.EITHER,
    )
    request = Request(url="https://other.example.org/", headers=(), body=seen.exchange.request.body)
    return observe_exchange(Exchange(request=request, response=response), case, bench=bench)


def test_a_fingerprint_is_the_same_with_other_values_at_another_place(
    bench: Bench, observe: Callable[[Path], Observation]
) -> None:
    name = "results.in-the-order-of-the-items"
    seen = observe(FOLDER / name / "failed-swapped.http")
    first, second = verdict_of(judge(seen, None), name).findings
    assert first.message != second.message
    assert first.path != second.path
    assert first.fingerprint == second.fingerprint
    other = verdict_of(judge(replied(seen, b'"m-2"', b'"it\'s \xc3\xa9 4"', bench), None), name).findings
    assert {finding.fingerprint for finding in other} == {first.fingerprint}


def test_a_fingerprint_does_not_count_values(bench: Bench, observe: Callable[[Path], Observation]) -> None:
    name = "results.success-carries-no-error"
    seen = observe(FOLDER / name / "failed-success-with-error.http")
    (one,) = verdict_of(judge(seen, None), name).findings
    two = one.message.replace('"CV40114"', '"CV40114", "CV40103"')
    known = partial(fingerprint, operation="UpdateContact", binding="soap11", path=one.path)
    assert known(name, two) == one.fingerprint
    assert known(name, two, path="Envelope") != one.fingerprint
    assert known("another", two) != one.fingerprint
    assert known(name, two, operation="Login") != one.fingerprint
    assert known(name, two, binding="soap12") != one.fingerprint


@pytest.mark.parametrize(
    "name",
    [
        "results.source-id-is-the-items",
        "results.in-the-order-of-the-items",
        "results.id-is-the-items",
        "ids.tell-success",
    ],
)
def test_a_fingerprint_does_not_count_whether_there_is_a_value(
    name: str, observe: Callable[[Path], Observation]
) -> None:
    wrong = [path for path in sorted((FOLDER / name).glob("failed-*.http")) if path.stem != "failed-id-of-a-failure"]
    marks = {found.fingerprint for path in wrong for found in verdict_of(judge(observe(path), None), name).findings}
    assert len(wrong) >= 2
    assert len(marks) == 1


def test_a_fingerprint_does_not_count_what_else_stands_there() -> None:
    known = partial(fingerprint, "topic.check", operation="Login", binding="soap11")
    assert known('its children: "a of SOAP 1.1", "b"; wanted is c') == known("its children: none; wanted is c")
    assert known("of these nil: 0; results: 3") == known("of these nil: 2; results: 1")
    assert known("its children: none; wanted is c") != known("its children: none; wanted is d")


def test_a_fingerprint_counts_neither_the_host_nor_the_place_among_siblings() -> None:
    known = partial(fingerprint, "topic.check", operation="Login", binding="soap11")
    first = known("Result[2]/@Id is not https://a.example.com:81/x as it was", path="Body/Results/Result[2]/@Id")
    other = known("Result/@Id is not http://127.0.0.1:8080/y?z=1 as it was", path="Body/Results/Result/@Id")
    assert first == other
    assert re.fullmatch("[0-9a-f]{16}", first)


def test_a_fingerprint_tells_problems_apart(bench: Bench, observe: Callable[[Path], Observation]) -> None:
    name = "schema.message-is-valid"
    seen = observe(FOLDER / name / "failed-unknown-attribute.http")
    (found,) = verdict_of(judge(seen, None), name).findings
    (other,) = verdict_of(judge(replied(seen, b"Sucess", b"Succes", bench), None), name).findings
    assert found.path != other.path
    assert found.fingerprint != other.fingerprint


def test_fingerprints_are_those_of_yesterday(observe: Callable[[Path], Observation]) -> None:
    seen = observe(FOLDER / "binding.soap11-media-type/failed-text-html.http")
    (finding,) = verdict_of(judge(seen, None), "binding.soap11-media-type").findings
    assert finding.fingerprint == "57f6b714ce9c9fef"
