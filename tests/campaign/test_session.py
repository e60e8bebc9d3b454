"""Sessions end: renewed before their time, once when they are refused as over, and never for what is broken on purpose."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest

from conformance.campaign.budget import Budget, BudgetSpentError
from conformance.campaign.campaign import Campaign, Way
from conformance.campaign.cases import cases
from conformance.campaign.examine import examine
from conformance.campaign.own import carry
from conformance.campaign.settings import Settings
from conformance.checks import Bench
from conformance.contract.example import example
from conformance.contract.validate import Engines
from conformance.errors import TargetError, UsageError
from conformance.model.binding import SOAP11
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.report import Evidence, Record
from conformance.model.session import NONE_BARRED, PLACEHOLDER, Barred
from conformance.reference.soap.wsgi import application
from conformance.report.jsonl import to_line
from conformance.soap import binding as http
from conformance.soap import envelope
from conformance.soap import session as sessions
from conformance.transport._target import Connection, Permissions

BASE = "http://127.0.0.1:8080"
ADDRESS = f"{BASE}/soap/V200611.ASMX"
LIFETIME_S = 3600.0


@dataclass(slots=True, kw_only=True)
class Endpoint:
    """The reference with a clock of its own, what it was asked, and what it is told to say to a login."""

    contract: Contract
    now: float = 0.0
    asked: list[bytes] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    barred: Barred = NONE_BARRED
    after: Callable[[bytes], None] = lambda _body: None
    login: Callable[[bytes], bytes] = lambda answer: answer

    def serve(self) -> Callable[..., list[bytes]]:
        app = application(self.contract, "asmx", clock=lambda: self.now)
        self.barred = app.endpoint.desk.store.barred()

        def answer(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
            begun: list[tuple[str, list[tuple[str, str]]]] = []
            body = b"".join(app(environ, lambda status, fields: begun.append((status, fields))))
            if b"LoginResponse" in body and b"CventSessionHeader=" in body:
                self.sessions.append(body.split(b'CventSessionHeader="')[1].split(b'"')[0].decode())
            if b"LoginResponse" in body:
                body = self.login(body)
            self.asked.append(body)
            self.after(body)
            (status, fields) = begun[0]
            start(status, [(name, value) for name, value in fields if name != "Content-Length"])
            return [body]

        return answer

    def age(self, seconds: float) -> None:
        self.now += seconds

    @property
    def logins(self) -> int:
        return sum(b"LoginResponse" in body for body in self.asked)


@contextmanager
def against(
    endpoint: Endpoint,
    engines: Engines,
    *,
    way: dict[str, object] | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[tuple[Campaign, list[Record | Evidence]]]:
    """Yield a campaign with an open session; with an environment the endpoint is somebody else's."""
    written: list[Record | Evidence] = []
    with httpx.Client(transport=httpx.WSGITransport(app=endpoint.serve())) as client:
        own = environment is None
        connection = Connection(client=client, address=ADDRESS, own=own, permissions=Permissions())
        made = Way(**{"connection": connection, "budget": Budget(None, None), "platform": None, **(way or {})})
        bench = Bench(contract=endpoint.contract, engines=engines)
        campaign = Campaign(Settings(), bench, way=made, write=written.append)
        campaign.open_session(environment or {})
        yield campaign, written


def case_of(contract: Contract, part: str = "", kind: Kind = Kind.EXAMPLE, binding: str = "soap11") -> Case:
    found = cases(contract, Settings(operations=("UpdateContact",), bindings=(binding,)), kind)
    return next(case for case in found if case.id.endswith(part))


def credentials(contract: Contract, **other: str) -> dict[str, str]:
    known = {name: contract.subjects[f"Login/{name}"][0] for name in ("AccountNumber", "UserName", "Password")}
    return {
        "CONFORMANCE_ACCOUNT_NUMBER": known["AccountNumber"],
        "CONFORMANCE_USER_NAME": known["UserName"],
        "CONFORMANCE_PASSWORD": known["Password"],
    } | other


@pytest.mark.parametrize("binding", ["soap11", "soap12"])
@pytest.mark.parametrize(
    "part, kind",
    [
        ("", Kind.EXAMPLE),
        ("/utf-16-le", Kind.VARIANT),
        ("/cdata-in-two", Kind.VARIANT),
        ("/connection/at-once", Kind.VARIANT),
        ("/batch/one-by-one", Kind.VARIANT),
        ("/edge/Contact.Active", Kind.EDGE),
    ],
)
def test_what_an_expired_session_refuses_is_sent_once_more_and_only_that_is_told(
    cvent, engines, part: str, kind: Kind, binding: str
) -> None:
    case = case_of(cvent, part, kind, binding)
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, written):
        endpoint.age(LIFETIME_S + 1)
        examined = examine(campaign, case)
        spent = campaign.budget.spent
    assert endpoint.logins == 2
    assert spent == len(endpoint.asked), "logins and what was refused count as well"
    assert any(b"CV10105" in body for body in endpoint.asked)
    records = [entry for entry in written if isinstance(entry, Record)]
    assert examined.untested is None
    assert records
    assert all(record.refused == 0 for record in records if kind is Kind.EXAMPLE)
    assert not any("CV10105" in to_line(entry) for entry in written)
    first, second = endpoint.sessions
    text = "".join(map(to_line, written))
    assert first not in text
    assert second not in text
    assert not [told for told in examined.evidence if told.counts and told.check.startswith("session.")]


def test_of_requests_at_once_those_that_were_refused_are_sent_again(cvent, engines) -> None:
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, written):
        # The session ends behind the plain message that the eight are compared with.
        endpoint.after = lambda _body: endpoint.age(LIFETIME_S + 1) if len(endpoint.asked) == 2 else None
        examined = examine(campaign, case_of(cvent, "/connection/at-once", Kind.VARIANT))
    assert endpoint.logins == 2
    assert sum(b"CV10105" in body for body in endpoint.asked) == 8
    assert len([entry for entry in written if isinstance(entry, Record)]) == 9
    assert not examined.evidence


def test_a_session_is_renewed_before_its_declared_life_ends(cvent, engines) -> None:
    now = [0.0]
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines, way={"clock": lambda: now[0]}) as (campaign, _):
        for seconds, logins in ((0.0, 1), (LIFETIME_S - 61, 1), (LIFETIME_S - 59, 2), (2 * LIFETIME_S - 121, 2)):
            endpoint.now = now[0] = seconds
            assert not examine(campaign, case_of(cvent)).evidence
            assert endpoint.logins == logins
    assert not any(b"CV10105" in body for body in endpoint.asked)


def test_a_short_life_has_a_short_margin(cvent, engines) -> None:
    now = [0.0]
    short = replace(cvent, session=replace(cvent.session, lifetime_s=10))
    endpoint = Endpoint(contract=short)
    with against(endpoint, engines, way={"clock": lambda: now[0]}) as (campaign, _):
        for seconds, logins in ((8.9, 1), (9.1, 2)):
            endpoint.now = now[0] = seconds
            examine(campaign, case_of(cvent))
            assert endpoint.logins == logins


def test_a_second_refusal_ends_the_run(cvent, engines) -> None:
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, written):
        endpoint.after = lambda body: endpoint.age(LIFETIME_S + 1) if b"LoginResponse" in body else None
        endpoint.age(LIFETIME_S + 1)
        with pytest.raises(TargetError, match=r"not accepted \(CV10105\); it was opened by a login that succeeded"):
            examine(campaign, case_of(cvent))
    assert endpoint.logins == 2
    assert not written


def test_a_session_value_alone_cannot_be_renewed(cvent, engines) -> None:
    bare = replace(cvent, subjects={path: held for path, held in cvent.subjects.items() if "Login/" not in path})
    for given, logins in (({}, 0), (credentials(cvent), 1)):
        # One application for both campaigns: a session lives in it.
        served = Endpoint(contract=cvent)
        app = served.serve()
        with httpx.Client(transport=httpx.WSGITransport(app=app)) as client:
            connection = Connection(client=client, address=ADDRESS, own=False, permissions=Permissions())
            way = Way(connection=connection, budget=Budget(None, None), platform=None)
            first = Campaign(Settings(), Bench(contract=bare, engines=engines), way=way, write=print)
            first.open_session(credentials(cvent))
            value = served.sessions[-1]
            campaign = Campaign(Settings(), Bench(contract=bare, engines=engines), way=way, write=lambda _: None)
            campaign.open_session({**given, "CONFORMANCE_SESSION_VALUE": value})
            examine(campaign, case_of(bare))
            served.age(LIFETIME_S + 1)
            before = served.logins
            if given:
                examine(campaign, case_of(bare))
            else:
                words = r"CONFORMANCE_SESSION_VALUE alone opens no other: .*CONFORMANCE_PASSWORD as well"
                with pytest.raises(TargetError, match=words):
                    examine(campaign, case_of(bare))
            assert served.logins - before == logins


def test_what_is_broken_on_purpose_renews_nothing(cvent, engines) -> None:
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, _):
        campaign.barred = endpoint.barred
        for part in ("expired-session", "foreign-session", "empty-session", "unknown-session", "cut-session"):
            assert examine(campaign, case_of(cvent, f"/session/{part}", Kind.INVALID)).untested is None
    assert any(b"CV10105" in body for body in endpoint.asked)
    assert endpoint.logins == 1


def test_what_is_broken_otherwise_is_not_refused_for_a_session_that_is_over(cvent, engines) -> None:
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, written):
        # The session ends behind the plain message that is then broken.
        endpoint.after = lambda _body: endpoint.age(LIFETIME_S + 1) if len(endpoint.asked) == 2 else None
        examined = examine(campaign, case_of(cvent, "/envelope/no-body", Kind.INVALID))
    assert examined.untested is None
    assert endpoint.logins == 2
    assert not any("CV10105" in to_line(entry) for entry in written)


@pytest.mark.parametrize(
    "swap, words",
    [
        (
            (b'LoginSuccess="true"', b'LoginSuccess="false" ErrorMessage="no EXAMPLE001Api with not-a-real-password"'),
            "no redacted-2 with redacted-3",
        ),
        ((b"LoginResponse", b"Nothing"), "answered with Nothing"),
    ],
)
def test_a_login_that_fails_later_is_one_message_without_credentials(cvent, engines, swap, words: str) -> None:
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, _):
        endpoint.age(LIFETIME_S + 1)
        endpoint.login = lambda answer: answer.replace(*swap)
        with pytest.raises(TargetError) as told:
            examine(campaign, case_of(cvent))
    assert words in str(told.value)
    for secret in credentials(cvent).values():
        assert secret not in str(told.value)


def test_a_login_that_is_refused_by_a_fault_tells_its_code_and_reason(cvent, engines) -> None:
    fault = (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        b'<faultcode xmlns:q="http://schemas.cvent.com/api/2006-11">q:CV10106</faultcode>'
        b"<faultstring>INVALID_IP</faultstring></s:Fault></s:Body></s:Envelope>"
    )
    endpoint = Endpoint(contract=cvent, login=lambda _answer: fault)
    with (
        pytest.raises(TargetError, match=r"the login was refused by a fault \(CV10106: INVALID_IP\)"),
        against(endpoint, engines),
    ):
        pass


def test_a_renewed_session_is_not_followed_to_a_host_that_is_not_allowed(cvent, engines) -> None:
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, _):
        endpoint.age(LIFETIME_S + 1)
        endpoint.login = lambda answer: answer.replace(BASE.encode(), b"https://api.example.com")
        with pytest.raises(UsageError, match=r"--conformance-allow-host api\.example\.com"):
            examine(campaign, case_of(cvent))


def test_a_renewal_counts_against_the_budget(cvent, engines) -> None:
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines, way={"budget": Budget(2, None)}) as (campaign, written):
        endpoint.age(LIFETIME_S + 1)
        examined = examine(campaign, case_of(cvent))
    assert examined.untested == str(
        BudgetSpentError("the budget of 2 requests is spent; --conformance-budget raises it")
    )
    assert not written
    assert len(endpoint.asked) == 2


def test_a_request_of_ones_own_is_carried_with_the_next_session(cvent, engines) -> None:
    operation = cvent.operations["UpdateContact"]
    blocks = sessions.request_blocks(cvent, operation, PLACEHOLDER)
    body = envelope.encode(envelope.Envelope(binding=SOAP11, header=blocks, body=(example(cvent, operation),)))
    request: Request = http.request(body, SOAP11, url="http://nowhere.example/", action=operation.action)
    endpoint = Endpoint(contract=cvent)
    with against(endpoint, engines) as (campaign, _):
        endpoint.age(LIFETIME_S + 1)
        answered = carry(campaign, case_of(cvent), request)
        assert answered.accepted == 1
        assert endpoint.logins == 2
        endpoint.age(LIFETIME_S + 1)
        own = replace(request, body=body.replace(PLACEHOLDER.encode(), endpoint.sessions[0].encode()))
        assert carry(campaign, case_of(cvent), own).seen.fault is not None, (
            "a session that the user chose is the user's"
        )
        assert endpoint.logins == 2
