"""Redaction by kind, place and direction: what is secret of a message, and what stands for it."""

import base64
import io
import json
import re
from dataclasses import replace
from urllib.parse import quote, quote_plus
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import _schemas
from conformance.campaign import sensitive
from conformance.campaign.budget import Budget
from conformance.campaign.campaign import Campaign, Way
from conformance.campaign.redact import Redaction
from conformance.campaign.settings import Settings
from conformance.checks import Bench
from conformance.contract import manifest
from conformance.contract.example import example
from conformance.contract.validate import Engines
from conformance.errors import TargetError
from conformance.generation.plan import compile_plan
from conformance.markup import xml
from conformance.model.binding import SOAP11
from conformance.model.contract import Contract, Volatile
from conformance.model.exchange import Exchange, Interruption, Request, Response, field_values
from conformance.model.said import Said
from conformance.model.tree import Element
from conformance.reference.soap.wsgi import application
from conformance.soap import envelope as envelopes
from conformance.transport._target import Connection, Permissions

CONTACT = "UpdateContact/Contacts/Contact"
KINDS = st.one_of(
    st.text(alphabet="ab<>&\"'é 1-", min_size=6),
    st.datetimes().map(lambda found: found.isoformat()),
    st.uuids().map(str),
    st.integers(min_value=10**6).map(str),
    st.emails(),
)


def of(contract: Contract, secrets: tuple[str, ...] = ()) -> Redaction:
    return Redaction(secrets=secrets, headers=contract.redact.headers, wanted=sensitive.wanted_at(contract))


@given(known=st.lists(KINDS, max_size=4, unique=True), granted=st.lists(KINDS, min_size=1, max_size=4, unique=True))
def test_one_secret_has_one_stand_in_and_no_two_share_one(known: list[str], granted: list[str]) -> None:
    redaction = Redaction(secrets=tuple(known))
    redaction.grant(granted)
    every = dict.fromkeys((*known, *granted))
    stands = [redaction.text(secret) for secret in every]
    assert len(set(stands)) == len(every)
    assert not set(stands) & set(every)
    again = Redaction(secrets=tuple(known))
    again.grant(granted)
    assert [again.text(secret) for secret in every] == stands


def test_a_redacted_message_is_still_what_the_contract_allows(cvent: Contract, engines: Engines) -> None:
    values = {
        "DateOfBirth": "1980-05-06T00:00:00",
        "SocialSecurityNumber": "123-45-6789",
        "NationalIdentificationNumber": "1234567890",
        "PassportNumber": "C01X00T47",
    }
    payload = example(cvent, cvent.operations["UpdateContact"])
    (contacts,) = payload.children
    contact = replace(contacts.children[0], attributes=(*contacts.children[0].attributes, *values.items()))
    payload = replace(payload, content=(replace(contacts, content=(contact,)),))
    redaction = of(cvent)
    for path, found in sensitive.of_request(Said(body=(payload,)), "UpdateContact", cvent):
        redaction.grant(found, at=path)
    body = redaction.body(envelopes.encode(envelopes.Envelope(binding=SOAP11, body=(payload,))))
    judged = engines.judge(body)
    assert not judged.libxml2
    assert not judged.xmlschema
    kept = envelopes.read(xml.parse(body)).payload
    assert kept is not None
    shown = dict(kept.children[0].children[0].attributes)
    assert {name: shown[name] for name in values} == {
        "DateOfBirth": "1900-01-01T00:00:01",
        "SocialSecurityNumber": "redacted-2",
        "NationalIdentificationNumber": "1900000003",
        "PassportNumber": "redacted-4",
    }


def test_a_stand_in_keeps_to_the_documented_length_and_to_the_form_of_ids(cvent: Contract) -> None:
    wanted = sensitive.wanted_at(cvent)
    assert wanted(f"{CONTACT}/@SocialSecurityNumber").limit == 11
    found = wanted(f"{CONTACT}/@DateOfBirth").type
    assert found is not None
    assert found.builtin == "dateTime"
    redaction = of(cvent)
    redaction.grant((f"{number:03}-45-6789" for number in range(101)), at=f"{CONTACT}/@SocialSecurityNumber")
    assert redaction.text("098-45-6789") == "redacted-99"
    assert redaction.text("100-45-6789") == "000-00-0101"
    assert wanted("LoginResult/@CventSessionHeader").type is not None
    assert wanted("{http://api.cvent.com/2006-11}CventSessionHeader/CventSessionValue").type is not None
    assert wanted("nowhere/@at").type is None


@pytest.mark.parametrize("known", [True, False])
def test_a_secret_is_found_however_it_is_escaped(known: bool) -> None:
    hidden = "pa<s>s \"w\u00f6rd\" & 'more'/+"
    redaction = Redaction(secrets=(hidden,) if known else ())
    redaction.grant([hidden])
    forms = [
        hidden.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        hidden.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00f6", "&#246;"),
        json.dumps(hidden),
        json.dumps(hidden, ensure_ascii=False),
        quote(hidden, safe=""),
        quote_plus(hidden),
    ]
    for form in forms:
        assert redaction.text(f"a {form} b").replace('"', "") == "a redacted-1 b", form


@pytest.mark.parametrize("around", [("", ""), ("u:", ""), ("ab:", "!"), ("abc", "xyz")])
def test_credentials_are_found_in_base64(around: tuple[str, str]) -> None:
    hidden = "canary-password"
    encoded = base64.b64encode(hidden.join(around).encode()).decode()
    kept = Redaction(secrets=(hidden,)).text(f"Basic {encoded}")
    assert "redacted-1" in kept
    assert all(encoded[start : start + 8] not in kept for start in range(4, len(encoded) - 12))


def test_an_id_is_found_in_either_case() -> None:
    redaction = Redaction(secrets=("C9B68788-090B-44ED-A628-158456CDC909",))
    redaction.grant(["c98aebb7-2f3d-4667-a9e5-f6b06695efae"])
    assert redaction.text("c9b68788-090b-44ed-a628-158456cdc909") == "19000000-0000-4000-8000-000000000001"
    assert redaction.text("C98AEBB7-2F3D-4667-A9E5-F6B06695EFAE") == "19000000-0000-4000-8000-000000000002"


def test_what_http_fields_hold_is_secret_everywhere(cvent: Contract) -> None:
    basic = base64.b64encode(b"canary-user:canary-password").decode()
    headers = (
        ("authorization", f"Basic {basic}"),
        ("Cookie", 'lang=en; track="canary-track"'),
        ("Set-Cookie", "sid=canary-sid; Path=/; HttpOnly"),
        ("Proxy-Authorization", "Bearer canary-bearer"),
        ("X-Other", "canary-other"),
    )
    redaction = of(cvent)
    redaction.grant(sensitive.of_fields(headers, cvent))
    kept = redaction.text(
        "en, canary-user, canary-password, canary-track, canary-sid, canary-bearer, canary-other, HttpOnly"
    )
    assert kept.startswith("en, redacted-")
    assert kept.endswith("canary-other, HttpOnly")
    assert kept.count("canary") == 1


def test_lengths_stay_true_and_lies_stay_lies() -> None:
    redaction = Redaction(secrets=("a-secret-of-more-than-ten",))
    body = b"<a>a-secret-of-more-than-ten</a>"
    headers = (("Content-Length", str(len(body))),)
    kept = redaction.exchange(
        Exchange(
            request=Request(url="http://127.0.0.1/", headers=headers, body=body),
            response=Response(status=200, headers=(("content-length", "7"),), body=body),
        )
    )
    assert field_values(kept.request.headers, "Content-Length") == (str(len(kept.request.body)),)
    assert kept.response is not None
    assert field_values(kept.response.headers, "Content-Length") == ("7",)


def test_an_error_shows_no_secret() -> None:
    redaction = Redaction(secrets=("canary-value",))
    error = Interruption(kind="unsendable", message="Illegal header value b'canary-value\\n'")
    kept = redaction.exchange(Exchange(request=Request(url="", headers=(), body=b""), error=error))
    assert kept.error is not None
    assert "canary" not in kept.error.message


def test_what_a_value_of_one_character_says_is_no_secret(cvent: Contract) -> None:
    payload = Element(name="{urn:a}Answer", attributes=(("A", "true"), ("B", "1"), ("C", "12")))
    answer = Said(body=(payload,))
    declaring = replace(cvent, redact=Volatile(paths=("@A", "@B", "@C")))
    assert dict(sensitive.of_answer(answer, declaring)) == {"@A": (), "@B": (), "@C": ("12",)}


def test_what_the_user_sends_at_a_declared_path_is_secret_and_what_we_make_up_is_not(cvent: Contract) -> None:
    plan = compile_plan(cvent, cvent.operations["UpdateContact"])
    made_up = next(slot.pool for slot in plan.slots if slot.path == f"{CONTACT}/@PassportNumber")
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><CventSessionHeader '
        'xmlns="http://api.cvent.com/2006-11"><CventSessionValue>canary-session</CventSessionValue>'
        '</CventSessionHeader></e:Header><e:Body><UpdateContact xmlns="http://api.cvent.com/2006-11"><Contacts>'
        f'<Contact PassportNumber="canary-passport"/><Contact PassportNumber="{made_up[-1]}" FirstName="Ada Lovelace"/>'
        "</Contacts></UpdateContact></e:Body></e:Envelope>"
    )
    sent = Request(url="http://127.0.0.1/", headers=(("Cookie", "sid=canary-cookie"),), body=body.encode())
    redaction = of(cvent)
    sensitive.learn_request(redaction, cvent, sent, plan)
    kept = redaction.text(f"{body} canary-cookie")
    assert "canary" not in kept
    assert made_up[-1] in kept
    assert "Ada Lovelace" in kept


def test_only_what_the_users_overrides_draw_is_secret_in_our_own_messages(cvent: Contract) -> None:
    plan = compile_plan(cvent, cvent.operations["UpdateContact"])
    contact = Element(name="Contact", attributes=(("PassportNumber", "canary-1"), ("SocialSecurityNumber", "ours-1")))
    contacts = Element(name="Contacts", content=(contact,))
    sent = Said(body=(Element(name="UpdateContact", content=(contacts,)),))
    redaction = of(cvent)
    sensitive.learn_payload(redaction, cvent, sent, plan, only={f"{CONTACT}/@PassportNumber"})
    assert redaction.text("canary-1, ours-1") == "redacted-1, ours-1"


def test_a_body_that_is_no_envelope_keeps_nobody_from_sending_it(cvent: Contract) -> None:
    plan = compile_plan(cvent, cvent.operations["Login"])
    redaction = of(cvent)
    sensitive.learn_request(redaction, cvent, Request(url="", headers=(), body=b"<a"), plan)
    assert redaction.text("<a") == "<a"


def test_what_json_that_is_cut_says_at_a_declared_name_is_secret_as_well() -> None:
    contract = manifest.load(_schemas.contract_folder("yourmembership"))
    redaction = Redaction()
    request = Request(
        url="https://api.example.com/Ams/Authenticate", headers=(), body=b'{"Password":"hunter2222","User'
    )
    sensitive.learn_exchange(redaction, contract, Exchange(request=request))
    assert "hunter2222" not in redaction.text("hunter2222")


def test_a_refused_login_tells_no_credential(cvent: Contract, engines: Engines) -> None:
    given = {
        "CONFORMANCE_ACCOUNT_NUMBER": "canary-account",
        "CONFORMANCE_USER_NAME": "canary-user",
        "CONFORMANCE_PASSWORD": "canary-password",
    }
    clean = application(cvent, None)

    def telling(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        said = re.sub(rb"<[^>]*>", b" ", sent[sent.index(b"<soap:Body>") :])
        answer = b"".join(clean({**environ, "wsgi.input": io.BytesIO(sent)}, lambda *_: lambda _: None))
        answer = re.sub(rb'ErrorMessage="[^"]*"', b'ErrorMessage="no access for ' + said + b'"', answer)
        start("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(answer)))])
        return [answer]

    bare = replace(cvent, subjects={})
    with httpx.Client(transport=httpx.WSGITransport(app=telling)) as client:
        connection = Connection(
            client=client, address="http://127.0.0.1/soap/V200611.ASMX", own=False, permissions=Permissions()
        )
        way = Way(connection=connection, budget=Budget(None, None), platform=None)
        campaign = Campaign(Settings(), Bench(contract=bare, engines=engines), way=way, write=print)
        with pytest.raises(TargetError, match=r"refused: no access for +redacted-1 +redacted-2 +redacted-3") as refused:
            campaign.open_session(given)
    assert "canary" not in str(refused.value)
