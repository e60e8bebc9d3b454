"""The REST reference: it binds, negotiates, lets in and refuses as ServiceStack 5 does, or as the specifications say."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance import _schemas
from conformance.contract import manifest, rest
from conformance.contract.example import example
from conformance.errors import UsageError
from conformance.model.binding import REST
from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response, field_values
from conformance.reference.applications import application
from conformance.servicestack import jsv
from conformance.servicestack.documentation import unprinted as wire
from conformance.servicestack.members import element_of

BASE = "http://localhost"
SAMPLE = """{
	EventID: 0,
	RegistrationID: String,
	BadgeNumber: 0,
	Sessions:
	[
		{
			String: String
		}
	],
	ClientID: 0,
	BypassCache: False,
	Device: Desktop
}"""
POST, DELETE = "PostEventRegistrationSessions", "DeleteEventRegistrationSessions"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return manifest.load(_schemas.contract_folder("yourmembership"))


class Caller:
    """Somebody who has logged in."""

    def __init__(self, contract: Contract, platform: str | None) -> None:
        self.contract, self.app = contract, application(contract, platform)
        self.session = self.said(self.ask("Authenticate"), "Authenticate")["SessionId"]

    def request(self, name: str = POST, binding: str = "json") -> Request:
        operation = self.contract.operations[name]
        return rest.request(example(self.contract, operation), self.contract, operation, REST[binding], base=BASE)

    def ask(
        self, name: str = POST, binding: str = "json", change: Callable[[Request], Request] = lambda sent: sent
    ) -> Response:
        sent = self.request(name, binding)
        if name != "Authenticate":
            sent = replace(sent, headers=(*sent.headers, ("X-SS-ID", self.session)))
        return self.app.answer(change(sent))

    def said(self, answer: Response, name: str = POST) -> dict:
        read = rest.answered(answer.body, answer.headers, self.contract, self.contract.operations[name])
        assert read is not None, answer
        return rest.typed(read, self.contract)


@pytest.fixture(params=["servicestack", None], ids=str)
def caller(contract: Contract, request: pytest.FixtureRequest) -> Caller:
    return Caller(contract, request.param)


@pytest.fixture
def lenient(contract: Contract) -> Caller:
    return Caller(contract, "servicestack")


@pytest.fixture
def strict(contract: Contract) -> Caller:
    return Caller(contract, None)


def saying(body: bytes) -> Callable[[Request], Request]:
    return lambda sent: replace(sent, body=body)


def at(old: str, new: str) -> Callable[[Request], Request]:
    return lambda sent: replace(sent, url=sent.url.replace(old, new))


def with_field(name: str, value: str | None) -> Callable[[Request], Request]:
    def change(sent: Request) -> Request:
        kept = tuple(pair for pair in sent.headers if pair[0] != name)
        return replace(sent, headers=kept if value is None else (*kept, (name, value)))

    return change


@pytest.mark.parametrize("name", [POST, DELETE])
def test_all_formats_mean_the_same(caller: Caller, name: str) -> None:
    answers = [caller.said(caller.ask(name, binding), name) for binding in REST]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["RegistrationID"] == "R-1"


@pytest.mark.parametrize("platform", ["servicestack", None])
def test_the_values_of_the_page_are_answered_alike_in_all_formats(contract: Contract, platform: str | None) -> None:
    """The sample of the documentation, against a service that knows no subjects and so takes any."""
    nobody = {path: held for path, held in contract.subjects.items() if path.startswith("Authenticate/")}
    unknown = replace(contract, subjects=nobody)
    caller, operation = Caller(unknown, platform), unknown.operations[POST]
    said = jsv.loads(wire(SAMPLE))
    payload = element_of(said, POST, unknown.schema.elements[POST].type, unknown.schema)
    told = []
    for binding in REST.values():
        sent = rest.request(payload, unknown, operation, binding, base=BASE)
        answer = caller.app.answer(replace(sent, headers=(*sent.headers, ("X-SS-ID", caller.session))))
        assert answer.status == 200, answer.body
        told.append(rest.answered(answer.body, answer.headers, unknown, operation).element)
    assert told[0] == told[1] == told[2]


def test_what_is_assigned_is_taken_away(caller: Caller) -> None:
    assert caller.said(caller.ask(POST))["Sessions"] == [{"SessionId": "11"}]
    assert caller.said(caller.ask(POST))["Sessions"] == [{"SessionId": "11"}]
    assert caller.said(caller.ask(DELETE), DELETE)["Sessions"] == []


def test_path_beats_body_and_query_beats_path(caller: Caller) -> None:
    body = b'{"ClientID":99,"EventID":99,"RegistrationID":"R-2"}'
    assert caller.said(caller.ask(change=saying(body)))["ClientID"] == 25363
    moved = caller.ask(change=at("EventRegistrationSessions", "EventRegistrationSessions?EventID=1"))
    assert moved.status == 400
    assert b"EventID '1'" in moved.body


def test_an_empty_text_in_the_query_says_nothing(caller: Caller) -> None:
    assert caller.ask(change=at("Sessions", "Sessions?EventID=")).status == 200


@pytest.mark.parametrize(
    "change, member",
    [
        (at("/25363/", "/abc/"), "ClientID"),
        (at("/25363/", "/2147483648/"), "ClientID"),
        (at("RegistrationSessions", "RegistrationSessions?BadgeNumber=x"), "BadgeNumber"),
    ],
    ids=["no-number", "too-large", "in-the-query"],
)
def test_a_bad_value_outside_the_body_is_told_by_its_member(caller: Caller, change, member: str) -> None:
    answer = caller.ask(change=change)
    status = caller.said(answer)["ResponseStatus"]
    assert (answer.status, status["ErrorCode"]) == (400, "SerializationException")
    assert [error["FieldName"] for error in status["Errors"]] == [member]


def test_a_bad_value_in_the_body_is_skipped_or_refused(lenient: Caller, strict: Caller) -> None:
    bad = saying(b'{"RegistrationID":"R-1","BadgeNumber":"x","Device":"Phone"}')
    assert "BadgeNumber" not in lenient.said(lenient.ask(change=bad))
    refused = strict.ask(change=bad)
    assert refused.status == 400
    assert strict.said(refused)["ResponseStatus"]["Errors"][0]["FieldName"] == "BadgeNumber"


@pytest.mark.parametrize("body", [b"{", b'{"a":}', b"[]", b"7", b"\xff"], ids=str)
def test_a_body_that_cannot_be_read_is_refused(caller: Caller, body: bytes) -> None:
    answer = caller.ask(change=saying(body))
    assert answer.status == 400
    assert b"Could not deserialize" in answer.body


def test_another_verb_has_no_route_or_is_not_allowed(lenient: Caller, strict: Caller) -> None:
    other = lambda sent: replace(sent, method="PUT")  # noqa: E731
    assert (lenient.ask(change=other).status, lenient.ask(change=other).body) == (404, b"404")
    answer = strict.ask(change=other)
    assert (answer.status, field_values(answer.headers, "Allow")) == (405, ("DELETE, POST",))


def test_a_body_of_another_type_is_passed_over_or_refused(lenient: Caller, strict: Caller) -> None:
    other = with_field("Content-Type", "text/x-example")
    assert lenient.ask(change=other).status == 400  # RegistrationID is missing then
    assert strict.ask(change=other).status == 415


@pytest.mark.parametrize(
    "change, media",
    [
        (with_field("Accept", None), "application/json"),
        (with_field("Accept", "text/html"), "application/json"),
        (with_field("Accept", "application/jsv"), "text/jsv"),
        (with_field("Accept", "text/html;q=0.1, application/jsv;q=0.9"), "text/jsv"),
        (at("RegistrationSessions", "RegistrationSessions.jsv"), "text/jsv"),
        (at("RegistrationSessions", "RegistrationSessions?format=jsv"), "text/jsv"),
        (at("RegistrationSessions", "RegistrationSessions?format=xml"), "application/json"),
    ],
    ids=range(1, 8),
)
def test_the_format_is_the_one_asked_for(caller: Caller, change, media: str) -> None:
    answer = caller.ask(change=change)
    assert answer.status == 200
    assert rest.media_type(answer.headers) == media


def test_the_media_type_of_the_page_is_honoured_by_the_specifications_only(lenient: Caller, strict: Caller) -> None:
    asked = with_field("Accept", "text/jsv")
    assert rest.media_type(lenient.ask(change=asked).headers) == "application/json"
    assert rest.media_type(strict.ask(change=asked).headers) == "text/jsv"


def test_who_has_no_session_or_role_is_not_let_in(caller: Caller) -> None:
    barred = caller.app.barred()
    for value in (None, "nobody", barred.expired):
        answer = caller.ask(change=with_field("X-SS-ID", value))
        assert (answer.status, answer.body) == (401, b"")
        assert field_values(answer.headers, "WWW-Authenticate")
    answer = caller.ask(change=with_field("X-SS-ID", barred.foreign))
    assert (answer.status, answer.body) == (403, b"")


def test_binding_comes_before_the_session(caller: Caller) -> None:
    sent = caller.request()
    assert caller.app.answer(replace(sent, url=sent.url.replace("25363", "abc"))).status == 400


def test_a_refused_login_has_status_401(lenient: Caller, strict: Caller) -> None:
    for one, code in ((lenient, "None"), (strict, "Unauthorized")):
        wrong = one.request("Authenticate")
        answer = one.app.answer(replace(wrong, body=wrong.body.replace(b"not-a-secret", b"wrong")))
        assert answer.status == 401
        assert one.said(answer, "Authenticate")["ResponseStatus"]["ErrorCode"] == code


def test_a_platform_that_cannot_be_played_is_told(contract: Contract) -> None:
    with pytest.raises(UsageError, match="cannot play 'asmx'; it plays servicestack or none"):
        application(contract, "asmx")
