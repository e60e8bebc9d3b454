"""Payloads and requests by the name of a contract, with the user's own values where these are wanted."""

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from conformance import _schemas
from conformance.contract import manifest, rest
from conformance.contract.jsonschema import complaints, validators
from conformance.contract.validate import Engines
from conformance.errors import UsageError
from conformance.markup import xml
from conformance.model.contract import Contract
from conformance.model.exchange import Request, field_values
from conformance.model.tree import XSD, Element, select, values
from conformance.soap import envelope
from conformance.soap.binding import action_of
from conformance.strategies import payloads, requests

QUIET = settings(database=None, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
EMAIL = "UpdateContact/Contacts/Contact/@EmailAddress"
ADDRESS = st.from_regex(r"[a-z]{1,8}@example\.com", fullmatch=True)
MOMENTS = st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds"))


@settings(QUIET)
@given(request=requests("cvent", "UpdateContact", binding="soap12"))
def test_requests_are_whole_and_valid(request: Request, cvent: Contract, engines: Engines) -> None:
    assert engines.judge(request.body).valid
    found = envelope.read(xml.parse(request.body))
    assert found.payload is not None
    assert found.payload.local == "UpdateContact"
    assert found.binding.name == "soap12"
    assert request.url == cvent.bindings["soap12"]
    assert action_of(request.headers, found.binding) == cvent.operations["UpdateContact"].action
    assert found.header[0].children[0].text == "session-value"


@pytest.mark.parametrize("binding", ["json", "jsv", "form"])
@pytest.mark.parametrize("operation", ["PostEventRegistrationSessions", "DeleteEventRegistrationSessions"])
def test_requests_of_a_rest_contract_are_valid_and_call_their_operation(operation: str, binding: str) -> None:
    contract = manifest.load(_schemas.contract_folder("yourmembership"))
    held = contract.operations[operation]
    validator = validators(contract.json_schemas)[rest.route_of(held).request]

    @settings(QUIET)
    @given(request=requests(contract, operation, binding=binding))
    def check(request: Request) -> None:
        assert rest.called(request, contract) is held
        assert not complaints(validator, rest.typed(rest.asked(request, contract, held), contract))
        assert field_values(request.headers, "X-SS-ID") == ("session-value",)

    check()


def test_the_login_of_a_rest_contract_has_no_session() -> None:
    request = find(requests("yourmembership", "Authenticate"), lambda _: True, settings=QUIET)
    assert not field_values(request.headers, "X-SS-ID")


def test_the_login_has_no_session(cvent: Contract) -> None:
    request = find(requests(cvent, "Login"), lambda _: True, settings=QUIET)
    assert envelope.read(xml.parse(request.body)).header == ()


@settings(QUIET)
@given(payload=payloads("cvent", "UpdateContact", overrides={EMAIL: ADDRESS}))
def test_an_overridden_path_shows_no_other_value(payload: Element) -> None:
    assert all(mail.endswith("@example.com") for mail in values(payload, "Contacts/Contact/@EmailAddress"))


@settings(QUIET)
@given(
    payload=payloads(
        "cvent",
        "UpdateSession",
        overrides={
            f"{{{XSD}}}dateTime": MOMENTS,
            "UpdateSession/sessions/Session/@EndTime": st.just("2026-01-02T03:04:05"),
        },
    )
)
def test_a_type_is_overridden_wherever_it_stands_and_a_path_goes_before_it(payload: Element) -> None:
    for session in select(payload, "sessions/Session"):
        assert session.get("EndTime") in {None, "2026-01-02T03:04:05"}
        start = session.get("StartTime")
        assert start is None or not start.endswith("Z")
        assert start is None or len(start) == 19


def test_overridden_values_differ_within_a_payload_and_are_shrunk() -> None:
    def shows(payload: Element) -> bool:
        return len(set(values(payload, "Contacts/Contact/@EmailAddress"))) > 1

    many = settings(QUIET, max_examples=2000)
    found = find(payloads("cvent", "UpdateContact", overrides={EMAIL: ADDRESS}), shows, settings=many)
    assert len(values(found, "Contacts/Contact/@EmailAddress")) == 2
    assert sum(len(part.attributes) for part in found.walk()) == 2


def test_what_xml_cannot_carry_is_left_out() -> None:
    drawn: list[str] = []

    @settings(QUIET, phases=[Phase.generate])
    @given(payload=payloads("cvent", "UpdateContact", overrides={EMAIL: st.sampled_from(["\0", "\ud800", "a", "\t"])}))
    def check(payload: Element) -> None:
        drawn.extend(values(payload, "Contacts/Contact/@EmailAddress"))

    check()
    assert set(drawn) == {"a", "\t"}


@pytest.mark.parametrize(
    "key, said",
    [
        (
            "UpdateContact/Contacts/Contact/@Emailaddress",
            "did you mean UpdateContact/Contacts/Contact/@EmailAddress or",
        ),
        ("nothing of the kind", "write it as Operation/Element/@Attribute"),
    ],
)
def test_an_override_for_nothing_is_told(key: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        payloads("cvent", "UpdateContact", overrides={key: st.text()})


def test_an_override_that_is_no_strategy_is_told() -> None:
    with pytest.raises(UsageError, match=r"is no strategy of Hypothesis but 'me'; try st.just\('me'\)"):
        payloads("cvent", "UpdateContact", overrides={EMAIL: "me"})


def test_an_override_that_draws_no_text_is_told() -> None:
    strategy = payloads("cvent", "UpdateContact", overrides={EMAIL: st.integers()})
    with pytest.raises(UsageError, match=r"drew 0, which is no text; add .map\(str\)"):
        find(strategy, lambda payload: bool(values(payload, "Contacts/Contact/@EmailAddress")), settings=QUIET)


def test_unknown_names_are_told(cvent: Contract) -> None:
    with pytest.raises(UsageError, match="contract cvent has no operation 'Nothing'; it has"):
        payloads(cvent, "Nothing")
    with pytest.raises(UsageError, match="contract cvent has no binding 'soap13'; it has soap11, soap12"):
        requests(cvent, "Login", binding="soap13")
    with pytest.raises(UsageError, match="unknown contract 'nothing'"):
        payloads("nothing", "Login")


def test_a_failing_example_is_printed_as_xml() -> None:
    @settings(QUIET)
    @given(payload=payloads("cvent", "UpdateContact"))
    def check(payload: Element) -> None:
        assert not select(payload, "Contacts/Contact")

    with pytest.raises(AssertionError) as caught:
        check()
    notes = "\n".join(caught.value.__notes__)
    assert (
        '<UpdateContact xmlns="http://api.cvent.com/2006-11"><Contacts><Contact/></Contacts></UpdateContact>' in notes
    )
