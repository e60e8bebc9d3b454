"""zeep, the SOAP client of Python, reads the published WSDL and makes every call in both versions."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
import zeep
from conversation import GRANTED, NO_SESSION, NOBODY, PORTS, Plain, calls, expected, kept, understood, written
from zeep.exceptions import Fault, ValidationError
from zeep.helpers import serialize_object
from zeep.proxy import ServiceProxy
from zeep.transports import Transport

ANY_ATTRIBUTE = "_attr_1"  # what zeep calls the wildcard for attributes of the session header

pytestmark = pytest.mark.block_network(allowed_hosts=[r"127\.0\.0\.1"])


@pytest.fixture
def client(served) -> Iterator[zeep.Client]:
    """Return a client that has read the endpoint's own description, and nothing else."""
    with requests.Session() as session:
        session.trust_env = False
        strict = zeep.Settings(strict=True, forbid_external=True, xsd_ignore_sequence_order=False)
        yield zeep.Client(f"{served.url}?WSDL", transport=Transport(session=session), settings=strict)


@pytest.fixture
def port(client, binding) -> ServiceProxy:
    """Return the calls of one version."""
    return client.bind("V200611", PORTS[binding])


@pytest.fixture
def header(port, cvent) -> dict[str, object]:
    """Return the header of a session that is open."""
    credentials = {name: cvent.subjects[f"Login/{name}"][0] for name in ("AccountNumber", "UserName", "Password")}
    return session(port.Login(**credentials).CventSessionHeader)


def session(value: str) -> dict[str, object]:
    return {"CventSessionHeader": {"CventSessionValue": value}}


def answered(port: ServiceProxy, call: Plain, *, granted: str | None) -> dict[str, object]:
    """Make a call; return its answer as the conversation wants it."""
    value = granted if call["session"] == GRANTED else call["session"]
    headers = {} if value is None else {"_soapheaders": session(value)}
    try:
        told = serialize_object(getattr(port, call["operation"])(**call["arguments"], **headers), dict)
    except Fault as fault:
        return {"name": call["name"], "fault": [fault.code, *(code.localname for code in fault.subcodes or ())]}
    if call["operation"] == "Login":
        return {"name": call["name"], "body": {"LoginResult": told}}
    told["header"]["CventSessionHeader"].pop(ANY_ATTRIBUTE)
    return {"name": call["name"], **told}


def test_the_description_offers_every_call_in_both_versions(client, served, cvent) -> None:
    (service,) = client.wsdl.services.values()
    assert set(service.ports) == set(PORTS.values())
    for port in service.ports.values():
        assert set(dir(client.bind(service.name, port.name))) >= set(cvent.operations)
        assert port.binding_options["address"] == served.url


def test_the_whole_conversation_is_understood_on_both_sides(port, served, cvent, platform, binding) -> None:
    answers: list[dict] = []
    for call in calls(cvent):
        granted = answers[0]["body"]["LoginResult"]["CventSessionHeader"] if answers else None
        answers.append(answered(port, call, granted=granted))
    assert understood(answers) == expected(platform, binding, served.url)
    assert kept(served.app, cvent) == written()
    assert served.overheard.spoken() == {(binding, operation) for operation in cvent.operations}
    served.findings.append(NO_SESSION)


def test_results_are_objects_with_values_of_their_types(port, header, cvent) -> None:
    known = cvent.subjects["UpdateContact/Contacts/Contact/@Id"]
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    good = {"Id": known[0], "MessageId": "good", "SourceId": "crm-1", "Active": True, "LogDate": moment}
    bad = {"Id": NOBODY, "MessageId": "bad"}
    told = port.UpdateContact(Contacts={"Contact": [good, bad]}, _soapheaders=header)
    assert told.header.CventSessionHeader.CventSessionValue == header["CventSessionHeader"]["CventSessionValue"]
    first, second = told.body.UpdateContactResult.UpdateContactResult
    assert (first.Success, first.ReferenceId, first.Id, first.SourceId) == (True, "good", known[0], "crm-1")
    assert first.Errors is None
    assert (second.Success, second.ReferenceId) == (False, "bad")
    assert [(error.Code, bool(error.Description)) for error in second.Errors.Error] == [("CV50103", True)]


def test_items_made_with_the_types_of_the_description_are_the_same(client, port, header, served, cvent) -> None:
    data = client.type_factory("http://schemas.cvent.com/api/2006-11")
    known = cvent.subjects["UpdateSession/sessions/Session/@Id"][0]
    item = data.Session(
        CustomFieldDetail=[data.CustomFieldDetail(FieldId="F-1", FieldValue="yes")],
        Id=known,
        MessageId="made",
        StartTime=datetime(2026, 5, 1, 9, tzinfo=UTC),
        Capacity=120,
        Status="ClosedForRegistration",
    )
    event = cvent.subjects["UpdateSession/EventId"][0]
    told = port.UpdateSession(EventId=event, sessions={"Session": [item]}, _soapheaders=header)
    (result,) = told.body.UpdateSessionResult.UpdateSessionResult
    assert (result.Success, result.ReferenceId, result.Errors) == (True, "made", None)
    record = served.app.endpoint.desk.store.record("UpdateSession/sessions/Session", known)
    assert record.get("StartTime") == "2026-05-01T09:00:00Z"
    assert record.get("Capacity") == "120"


@pytest.mark.parametrize("wrong, code", [("made-up", "CV10107"), ("", "CV10104")], ids=["unknown", "empty"])
def test_a_wrong_session_is_a_fault_with_its_code(port, platform, binding, wrong: str, code: str) -> None:
    with pytest.raises(Fault) as raised:
        port.UpdateContact(Contacts={"Contact": []}, _soapheaders=session(wrong))
    fault = raised.value
    codes = [fault.code.rpartition(":")[2], *(subcode.localname for subcode in fault.subcodes or ())]
    assert codes == (["Sender", code] if (platform, binding) == ("none", "soap12") else [code])
    assert fault.message
    assert fault.detail is None


def test_the_client_refuses_by_itself_what_the_description_does_not_allow(port, header, served) -> None:
    before = len(served.overheard.heard)
    with pytest.raises(TypeError, match="FirstNam"):
        port.UpdateContact(Contacts={"Contact": [{"FirstNam": "Ada"}]}, _soapheaders=header)
    with pytest.raises(ValidationError, match="SessionRegActionType"):
        port.SessionRegAction(CvInvitees={"CvInvitee": []}, _soapheaders=header)
    assert len(served.overheard.heard) == before


def test_another_host_would_be_noticed() -> None:
    with socket.socket() as asking, pytest.raises(RuntimeError, match="Network is disabled"):
        asking.connect(("127.0.0.2", 9))
