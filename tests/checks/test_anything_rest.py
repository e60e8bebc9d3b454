"""Whatever a REST service answers, every check can tell: nothing that comes breaks one."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checks import Bench, judge, observe_exchange
from conformance.generation.rest import crafts
from conformance.model.case import Case, Expectation, Kind
from conformance.model.exchange import Exchange, Headers, Request, Response
from conformance.model.verdict import Outcome
from conformance.servicestack import json, jsv

MEMBERS = st.sampled_from(
    ["ClientID", "EventID", "Sessions", "ResponseStatus", "ErrorCode", "Errors", "FieldName", "Device"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS | st.text(max_size=3), inner, max_size=4),
    max_leaves=10,
)
MEDIA = st.sampled_from(
    ["application/json", "text/jsv", "application/jsv", "text/html", "", "nonsense", "application/json;;"]
)
BODIES = (
    st.binary(max_size=30)
    | VALUES.map(lambda held: json.dumps(held).encode())
    | VALUES.map(lambda held: jsv.dumps(held).encode())
)
PATHS = ("/Ams/25363/Event/1701/EventRegistrationSessions", "/", "/Ams/abc/Event//EventRegistrationSessions?x=%ff")
VARIED = [None, *(name for name, one in crafts().items() if one.kind is Kind.VARIANT)]
BROKEN = [None, *(name for name, one in crafts().items() if one.kind is Kind.INVALID)]


def headers(media: str) -> Headers:
    return (("Content-Type", media),) if media else ()


def test_a_number_that_is_longer_than_anything_is_no_trouble(rest_bench: Bench) -> None:
    case = Case(
        id="any",
        operation="PostEventRegistrationSessions",
        binding="json",
        kind=Kind.EXAMPLE,
        expectation=Expectation.EITHER,
    )
    request = Request(url="http://localhost/", headers=(), body=b"")
    body = b'{"ClientID":1e999999999,"EventID":1.0,"RegistrationID":"R-1"}'
    response = Response(status=200, headers=headers("application/json"), body=body)
    seen = observe_exchange(Exchange(request=request, response=response), case, bench=rest_bench)
    assert seen.reply is not None
    assert {complaint.path for complaint in seen.reply.complaints} == {"ClientID"}


@settings(max_examples=300)
@given(
    asked=st.tuples(MEDIA, BODIES, st.sampled_from(PATHS)),
    told=st.tuples(MEDIA, BODIES, st.sampled_from([200, 204, 302, 400, 401, 404, 405, 500, 599])),
    base=BODIES,
    varies=st.sampled_from(VARIED),
    breaks=st.sampled_from(BROKEN),
    binding=st.sampled_from(["json", "jsv", "form"]),
    expectation=st.sampled_from(Expectation),
)
def test_every_check_can_tell(rest_bench: Bench, asked, told, base, varies, breaks, binding, expectation) -> None:
    case = Case(
        id="any",
        operation="PostEventRegistrationSessions",
        binding=binding,
        kind=Kind.EXAMPLE,
        expectation=expectation,
        varies=varies,
        breaks=breaks,
        about="EventID",
    )
    request = Request(url=f"http://localhost{asked[2]}", headers=headers(asked[0]), body=asked[1])

    def seen(media: str, body: bytes, status: int):
        response = Response(status=status, headers=headers(media), body=body)
        return observe_exchange(Exchange(request=request, response=response), case, bench=rest_bench)

    answer = replace(seen(*told), base=seen("application/json", base, 200))
    judged = judge(answer, None)
    assert [(one.check, one.findings) for one in judged.verdicts if one.outcome is Outcome.CANT_TELL] == []
