"""Observations: what is told by a message, and what by its exchange."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.checks import Bench, Observation, judge, observe_exchange, observe_message
from conformance.checks._observe import needed
from conformance.checks._place import path_of, quoted, titled
from conformance.model.binding import SOAP11, SOAP12, Binding
from conformance.model.case import Case, Expectation, Kind
from conformance.model.requirement import Direction
from conformance.model.tree import Element

FOLDER = Path(__file__).parents[1] / "specimens"
SERVICE = "http://api.cvent.com/2006-11"
LOGIN, LOGGED, UNKNOWN = (f'<{name} xmlns="{SERVICE}"/>' for name in ("Login", "LoginResponse", "Logout"))


def message(payload: str, namespace: str = SOAP11.namespace) -> bytes:
    """Return an envelope around a payload."""
    return f'<s:Envelope xmlns:s="{namespace}"><s:Body>{payload}</s:Body></s:Envelope>'.encode()


@pytest.mark.parametrize(
    "payload, given, operation, direction",
    [
        (LOGIN, None, "Login", Direction.REQUEST),
        (LOGGED, None, "Login", Direction.RESPONSE),
        ("<s:Fault/>", None, None, Direction.RESPONSE),
        (UNKNOWN, None, None, Direction.REQUEST),
        ("", None, None, Direction.REQUEST),
        (UNKNOWN, Direction.RESPONSE, None, Direction.RESPONSE),
        (LOGIN, Direction.RESPONSE, "Login", Direction.RESPONSE),
    ],
)
def test_the_body_tells_operation_and_direction(
    payload: str, given: Direction | None, operation: str | None, direction: Direction, bench: Bench
) -> None:
    seen = observe_message(message(payload), bench, direction=given)
    assert (seen.operation and seen.operation.name) == operation
    assert seen.direction is direction
    assert (seen.declared is None) is (operation is None)


@pytest.mark.parametrize("binding", [SOAP11, SOAP12])
def test_the_envelope_tells_the_version(bench: Bench, binding: Binding) -> None:
    seen = observe_message(message(LOGIN, binding.namespace), bench)
    assert seen.binding == binding
    assert seen.envelope is not None


@pytest.mark.parametrize(
    "data, part",
    [
        (b"", "malformed"),
        (b"  \n", "malformed"),
        (b"<a", "malformed"),
        (b"\x00", "malformed"),
        (b"\xff", "misencoded"),
        (b"<!DOCTYPE a><a/>", "doctype"),
        (b"<a>" * 250 + b"</a>" * 250, "oversized"),
    ],
)
def test_what_cannot_be_read_is_said_once(data: bytes, part: str, bench: Bench) -> None:
    seen = observe_message(data, bench)
    parts = {name: getattr(seen, name) for name in ("malformed", "misencoded", "doctype", "oversized")}
    assert {name for name, problem in parts.items() if problem is not None} == {part}
    assert parts[part].message
    assert [verdict.check for verdict in judge(seen, None).verdicts] == [
        {
            "malformed": "xml.well-formed",
            "misencoded": "xml.bytes-are-the-declared-encoding",
            "doctype": "xml.no-document-type",
            "oversized": "xml.within-limits",
        }[part]
    ]
    assert (seen.document, seen.envelope_element, seen.envelope, seen.judgement) == (None,) * 4
    assert seen.data == data


def test_an_envelope_without_body_is_an_element_only(bench: Bench) -> None:
    seen = observe_message(f'<s:Envelope xmlns:s="{SOAP12.namespace}"/>'.encode(), bench)
    assert seen.envelope_element is not None
    assert seen.envelope is None
    assert seen.binding == SOAP12


def test_an_answer_brings_its_http_facts_and_its_request(observe: Callable[[Path], Observation]) -> None:
    seen = observe(FOLDER / "binding.soap12-media-type/passed-with-action.http")
    assert seen.status == 200
    assert seen.media is not None
    assert seen.media.name == SOAP12.media_type
    assert seen.request_envelope is not None
    assert seen.expectation is Expectation.EITHER
    assert seen.judgement is not None
    assert seen.judgement.valid
    assert seen.items is not None
    assert [item.get("MessageId") for item in seen.items] == ["m-1"]
    assert seen.pairs == tuple(zip(seen.items, seen.results or (), strict=True))


def test_an_interruption_leaves_only_the_exchange_and_the_request(observe: Callable[[Path], Observation]) -> None:
    seen = observe(FOLDER / "binding.answered/failed-connection-reset.http")
    assert (seen.data, seen.status, seen.media, seen.document, seen.malformed) == (None,) * 5
    assert seen.exchange is not None
    assert seen.request_envelope is not None
    assert seen.binding == SOAP12


def test_an_answer_without_envelope_has_the_version_of_the_case(observe: Callable[[Path], Observation]) -> None:
    assert observe(FOLDER / "envelope.root-is-soap12-envelope/failed-sign-in-page.http").binding == SOAP12


def test_a_result_of_another_operation_is_no_result(observe: Callable[[Path], Observation]) -> None:
    name = "body.payload-is-the-declared-element/failed-result-of-another-operation.http"
    assert observe(FOLDER / name).results is None


def test_nil_items_without_a_result_are_passed_over(observe: Callable[[Path], Observation]) -> None:
    seen = observe(FOLDER / "results.one-result-per-item/passed-nil-item-without-result.http")
    assert [(item.get("MessageId"), result.get("ReferenceId")) for item, result in needed(seen.pairs)] == [
        ("m-1", "m-1"),
        ("m-2", "m-2"),
    ]


def test_nothing_is_paired_where_the_contract_promises_no_order(
    bench: Bench, observe: Callable[[Path], Observation]
) -> None:
    seen = observe(FOLDER / "results.in-the-order-of-the-items/failed-swapped.http")
    rule = replace(needed(bench.contract.results), order="any")
    other = replace(bench, contract=replace(bench.contract, results=rule))
    case = Case(
        id="any",
        operation="UpdateContact",
        binding="soap11",
        kind=Kind.GENERATED,
        expectation=Expectation.EITHER,
    )
    assert observe_exchange(needed(seen.exchange), case, bench=other).pairs is None


def test_an_unknown_operation_is_none(bench: Bench, observe: Callable[[Path], Observation]) -> None:
    seen = observe(FOLDER / "xml.well-formed/passed-answer.http")
    case = Case(id="any", operation="Logout", binding="soap11", kind=Kind.EDGE, expectation=Expectation.EITHER)
    other = observe_exchange(needed(seen.exchange), case, bench=bench)
    assert (other.operation, other.declared, other.items, other.results) == (None,) * 4


def test_a_part_that_is_not_there_is_not_handed_over() -> None:
    with pytest.raises(LookupError, match="does not declare to need"):
        needed(None)


def test_a_path_numbers_siblings_that_share_a_name() -> None:
    twin = Element(name="{urn:b}item")
    other = Element(name="{urn:b}item")
    root = Element(
        name="{urn:a}root", content=(Element(name="one"), Element(name="list", content=(twin, "text", other)))
    )
    assert path_of(root, root) == "root"
    assert path_of(root, other) == "root/list/item[2]"
    assert path_of(root, root.children[0]) == "root/one"
    assert path_of(root, Element(name="one")) is None


def test_values_are_quoted_on_one_line_and_cut() -> None:
    assert quoted('a "b"\n\x1b') == '"a \\"b\\"\\n\\u001b"'
    assert quoted("é" * 81) == f'"{"é" * 80}…"'


def test_names_are_told_with_what_they_belong_to() -> None:
    assert titled(SOAP12.tag("Body")) == "Body of SOAP 1.2"
    assert titled("{urn:a}b") == 'b in namespace "urn:a"'
    assert titled("b") == "b in no namespace"
