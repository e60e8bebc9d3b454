"""Which operation a message reaches: a table for both platforms and both versions."""

import pytest

from conformance.markup import xml
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.tree import Element, clark, values
from conformance.soap import envelope
from conformance.soap.envelope import Envelope

SERVICE = "http://api.cvent.com/2006-11"
ANSWERED = "answered"
WRONG = "wrong media type"
CLIENT = "refused"
VENDOR = "run on nothing"  # the action's operation ran, and Body held nothing for it

XML, SOAP = "text/xml; charset=utf-8", "application/soap+xml; charset=utf-8"
OWN, OTHER, UNKNOWN = f"{SERVICE}/UpdateContact", f"{SERVICE}/UpdateSession", f"{SERVICE}/Nothing"


def field(action: str) -> dict[str, str]:
    return {"Content-Type": XML, "SOAPAction": action}


def parameter(action: str, media: str = SOAP) -> dict[str, str]:
    return {"Content-Type": f'{media}; action="{action}"'}


# Each row: the version of the envelope, the HTTP fields, what comes on ASMX, what comes by the specifications.
ROWS = {
    "1.1 own action": (SOAP11, field(f'"{OWN}"'), ANSWERED, ANSWERED),
    "1.1 without quotes": (SOAP11, field(OWN), ANSWERED, ANSWERED),
    "1.1 URL-encoded": (SOAP11, field(OWN.replace("/", "%2F")), ANSWERED, CLIENT),
    "1.1 single quotes": (SOAP11, field(f"'{OWN}'"), CLIENT, CLIENT),
    "1.1 no action": (SOAP11, {"Content-Type": XML}, ANSWERED, ANSWERED),
    "1.1 empty action": (SOAP11, field('""'), CLIENT, ANSWERED),
    "1.1 action without a value": (SOAP11, field(""), CLIENT, ANSWERED),
    "1.1 unknown action": (SOAP11, field(f'"{UNKNOWN}"'), CLIENT, CLIENT),
    "1.1 another action": (SOAP11, field(f'"{OTHER}"'), CLIENT, CLIENT),
    "1.1 as 1.2": (SOAP11, parameter(OWN), WRONG, WRONG),
    "1.1 as 1.2 with both": (SOAP11, parameter(OWN) | {"SOAPAction": OWN}, WRONG, WRONG),
    "1.2 own action": (SOAP12, parameter(OWN), ANSWERED, ANSWERED),
    "1.2 no action": (SOAP12, {"Content-Type": SOAP}, ANSWERED, ANSWERED),
    "1.2 empty action": (SOAP12, parameter(""), ANSWERED, ANSWERED),
    "1.2 unknown action": (SOAP12, parameter(UNKNOWN), ANSWERED, CLIENT),
    "1.2 another action": (SOAP12, parameter(OTHER), CLIENT, CLIENT),
    "1.2 action in the field": (SOAP12, {"Content-Type": SOAP, "SOAPAction": f'"{UNKNOWN}"'}, ANSWERED, ANSWERED),
    "1.2 as 1.1": (SOAP12, field(f'"{OWN}"'), ANSWERED, WRONG),
    "1.2 as 1.1 unknown action": (SOAP12, field(f'"{UNKNOWN}"'), CLIENT, WRONG),
    "1.2 as 1.1 no action": (SOAP12, {"Content-Type": XML}, ANSWERED, WRONG),
    "media type in capitals": (SOAP11, {"Content-Type": "TEXT/XML; Charset=UTF-8"}, ANSWERED, ANSWERED),
    "quoted charset, other parameter": (
        SOAP12,
        {"Content-Type": f'{SOAP[:21]};charset="utf-8";x=y'},
        ANSWERED,
        ANSWERED,
    ),
    "no charset": (SOAP11, {"Content-Type": "text/xml"}, ANSWERED, ANSWERED),
    "application/xml": (SOAP11, {"Content-Type": "application/xml"}, WRONG, WRONG),
    "JSON": (SOAP11, {"Content-Type": "application/json"}, WRONG, WRONG),
    "two media types": (SOAP11, {"Content-Type": "text/xml, text/xml"}, WRONG, WRONG),
    "multipart": (SOAP12, {"Content-Type": "multipart/related; boundary=x"}, WRONG, WRONG),
    "no media type": (SOAP11, {}, WRONG, WRONG),
    "compressed": (SOAP11, field(OWN) | {"Content-Encoding": "gzip"}, WRONG, WRONG),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_routing(platform, calling, applications, engines, row) -> None:
    version, fields, on_asmx, specified = row
    caller = calling(platform, version)
    sent = envelope.encode(Envelope(binding=version, header=caller.header(), body=(caller.contacts(caller.contact()),)))
    answer = caller.send(sent, fields)
    expected = on_asmx if platform == "asmx" else specified
    if expected == ANSWERED:
        assert values(caller.payload(answer), "UpdateContactResult/UpdateContactResult/@Success") == ("true",)
    elif expected == WRONG:
        assert (answer.status_code, answer.content) == (415, b"")
    elif expected == VENDOR:
        assert "CV20018" in answer.text
    else:
        status = 400 if platform == "none" and version == SOAP12 else 500
        assert caller.refused(answer) == (status, version.tag(version.codes["client"]), None)
        assert caller.fault(answer).detail == ()


def test_asmx_says_which_action_it_does_not_know(calling) -> None:
    one, two = calling("asmx", SOAP11), calling("asmx", SOAP12)
    strange = Element(name=clark("urn:x", "Strange"))

    def reason(caller, payload, fields) -> str | None:
        sent = envelope.encode(Envelope(binding=caller.binding, body=() if payload is None else (payload,)))
        return caller.fault(caller.send(sent, fields)).reason

    assert (
        reason(one, strange, field('"urn:x"')) == "Server did not recognize the value of HTTP Header SOAPAction: urn:x."
    )
    assert reason(one, strange, field("")) == "Server did not recognize the value of HTTP Header SOAPAction: ."
    required = "Unable to handle request without a valid action parameter. Please supply a valid soap action."
    assert reason(one, strange, {"Content-Type": XML}) == required
    assert reason(one, None, {"Content-Type": XML}) == required
    assert reason(two, strange, {"Content-Type": SOAP}) == required
    assert (
        reason(two, strange, parameter("urn:x")) == "Unable to handle request. The action 'urn:x' was not recognized."
    )


@pytest.mark.parametrize("encoded", ["%00", "%1F", "%EF%BF%BF", "%FF", "\x7f"])
def test_what_no_document_can_hold_is_replaced_in_the_reason(calling, encoded: str) -> None:
    caller = calling("asmx", SOAP11)
    sent = envelope.encode(Envelope(binding=SOAP11, body=(caller.contacts(),)))
    assert caller.fault(caller.send(sent, field(f"urn:{encoded}{{0}}"))).reason is not None


def test_an_empty_body_runs_the_actions_operation_on_nothing_on_asmx(calling) -> None:
    caller = calling("asmx", SOAP11)
    assert "CV20018" in caller.post(None, action=OWN).text
    assert values(caller.payload(caller.post(None, action=f"{SERVICE}/Login")), "LoginResult/@LoginSuccess") == (
        "false",
    )


def test_the_specifications_want_one_request_in_body(calling, binding) -> None:
    caller = calling("none", binding)
    contacts = caller.contacts(caller.contact())
    for body in ((), (contacts, contacts), (Element(name=clark(SERVICE, "UpdateContactResponse")),)):
        sent = envelope.encode(Envelope(binding=binding, header=caller.header(), body=body))
        status, code, _ = caller.refused(caller.send(sent))
        assert (status, code) == (400 if binding == SOAP12 else 500, binding.tag(binding.codes["client"]))


def test_asmx_reads_the_first_child_of_body_only(calling, binding) -> None:
    caller = calling("asmx", binding)
    first, second = caller.contacts(caller.contact(MessageId="1")), caller.sessions()
    sent = envelope.encode(Envelope(binding=binding, header=caller.header(), body=(first, second)))
    answer = caller.send(sent)
    assert values(caller.payload(answer), "UpdateContactResult/UpdateContactResult/@ReferenceId") == ("1",)


def test_the_answer_is_in_the_version_of_the_request(calling, platform) -> None:
    app = calling(platform).app
    for version in (SOAP11, SOAP12):
        sent = envelope.encode(Envelope(binding=version, body=(Element(name=clark(SERVICE, "Login")),)))
        caller = calling(platform, version)
        answer = caller.send(sent)
        assert envelope.read(xml.parse(answer.content)).binding == version
        assert app.endpoint.dialect.name == platform
