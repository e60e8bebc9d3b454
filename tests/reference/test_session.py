"""Login, and the session that every other operation needs."""

import pytest

from conformance.markup import xml
from conformance.model.binding import SOAP11
from conformance.model.tree import Element, clark, select, values
from conformance.reference.store import Standing, Store
from conformance.soap import envelope
from conformance.soap.session import header_value

DATA = "http://schemas.cvent.com/api/2006-11"
UNKNOWN = "dGhpcyBpcyBubyBzZXNzaW9u"


def test_login_grants_a_session_at_the_endpoints_own_address(caller) -> None:
    result = select(caller.payload(caller.login()), "LoginResult")[0]
    assert [name for name, _ in result.attributes] == ["LoginSuccess", "ServerURL", "CventSessionHeader"]
    assert result.get("LoginSuccess") == "true"
    assert result.get("ServerURL") == caller.url == "http://reference.test/soap/V200611.ASMX"


def test_each_login_grants_another_session(caller) -> None:
    granted = {values(caller.payload(caller.login()), "LoginResult/@CventSessionHeader")[0] for _ in range(20)}
    assert len(granted) == 20
    assert caller.session not in granted


@pytest.mark.parametrize("name", ["AccountNumber", "UserName", "Password"])
@pytest.mark.parametrize("wrong", ["", "wrong", "example001"])
def test_refused_credentials_are_an_answer_and_no_fault(caller, name: str, wrong: str) -> None:
    result = select(caller.payload(caller.login(**{name: wrong})), "LoginResult")[0]
    assert result.attributes == (("LoginSuccess", "false"), ("ErrorMessage", "Access is denied."))


def test_a_login_without_credentials_is_refused(caller, cvent) -> None:
    empty = Element(name=cvent.operations["Login"].input.payload)
    assert values(caller.payload(caller.post(empty, header=())), "LoginResult/@LoginSuccess") == ("false",)


def test_success_echoes_the_session_header(caller, cvent) -> None:
    opened = envelope.read(xml.parse(caller.post(caller.contacts(caller.contact())).content))
    assert [block.name for block in opened.header] == list(cvent.operations["UpdateContact"].output.headers)
    assert header_value(cvent.session, opened.header) == caller.session


def test_login_and_faults_have_no_session_header(caller) -> None:
    for answer in (caller.login(), caller.post(caller.contacts(), header=caller.header(UNKNOWN))):
        assert envelope.read(xml.parse(answer.content)).header == ()


@pytest.mark.parametrize(
    "header, code",
    [
        pytest.param(lambda _caller: (), "CV10104", id="absent"),
        pytest.param(lambda caller: caller.header(""), "CV10104", id="empty"),
        pytest.param(lambda caller: caller.header(UNKNOWN), "CV10107", id="unknown"),
        pytest.param(lambda caller: caller.header(f" {caller.session}"), "CV10107", id="padded"),
        pytest.param(lambda caller: caller.header("<&\"'\u2028" * 500), "CV10107", id="strange and long"),
    ],
)
def test_a_bad_session_is_a_fault_with_a_code_of_the_vendor(caller, platform, header, code: str) -> None:
    answer = caller.post(caller.contacts(caller.contact()), header=header(caller))
    vendors = clark(DATA, code)
    subcoded = platform == "none" and caller.binding != SOAP11
    expected = (400, caller.binding.tag("Sender"), vendors) if subcoded else (500, vendors, None)
    assert caller.refused(answer) == expected
    found = caller.fault(answer)
    assert found.reason == caller.contract.results.catalogue[code]
    assert found.actor == (caller.url if caller.binding == SOAP11 else None)
    assert found.detail is None
    assert caller.session not in answer.text


def test_a_session_ends_an_hour_after_its_opening_however_often_it_is_used(fresh, clock, cvent) -> None:
    request = fresh.contacts(fresh.contact())
    for _ in range(4):
        assert fresh.codes(request) == [()]
        clock.now += cvent.session.lifetime_s / 4 - 0.25
    assert fresh.codes(request) == [()]
    clock.now += 1
    status, code, subcode = fresh.refused(fresh.post(request))
    assert clark(DATA, "CV10105") in (code, subcode)
    assert status in (400, 500)
    fresh.session = values(fresh.payload(fresh.login()), "LoginResult/@CventSessionHeader")[0]
    assert fresh.codes(request) == [()]


def test_sessions_are_the_applications_own(calling) -> None:
    one, other = calling(), calling()
    answer = other.post(other.contacts(), header=other.header(one.session))
    assert clark(DATA, "CV10107") in other.refused(answer)


def test_the_store_does_not_grow_without_end(cvent, clock) -> None:
    store = Store(cvent, clock)
    first = store.open_session()
    assert store.standing(first) is Standing.OPEN
    for _ in range(10_000):
        last = store.open_session()
    assert store.standing(first) is Standing.UNKNOWN
    assert store.standing(last) is Standing.OPEN
