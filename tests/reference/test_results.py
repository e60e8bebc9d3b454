"""What items are answered with: order, echoes, partial success, and each code of the vendor."""

from dataclasses import replace

import pytest

from conformance.model.binding import SOAP11
from conformance.model.tree import NIL, Element, clark, select, values

SERVICE = "http://api.cvent.com/2006-11"
DATA = "http://schemas.cvent.com/api/2006-11"
NOBODY = "00000000-0000-0000-0000-000000000000"
ODD = (
    "tab\there",
    "line\nfeed",
    "carriage\rreturn",
    "\U0001f600",
    "\"'<&>]]>",
    " padded ",
    "\u00a0\u2028\u202e",
    "x" * 5000,
)


def service(name: str, *content: Element | str, **attributes: str) -> Element:
    return Element(name=clark(SERVICE, name), attributes=tuple(attributes.items()), content=content)


def data(name: str, **attributes: str) -> Element:
    return Element(name=clark(DATA, name), attributes=tuple(attributes.items()))


def without(element: Element, name: str) -> Element:
    return replace(element, attributes=tuple(held for held in element.attributes if held[0] != name))


def session(caller, place: int = 0, **attributes: str) -> Element:
    known = {"Id": caller.subject("UpdateSession/sessions/Session/@Id", place)}
    return service("Session", **(known | attributes))


def guest(caller, place: int = 0, **attributes: str) -> Element:
    return service("Guest", **({"Id": caller.subject("UpdateGuestInfo/Guests/Guest/@Id", place)} | attributes))


def invitee(caller, place: int = 0, **attributes: str) -> Element:
    known = {"Id": caller.subject("SessionRegAction/CvInvitees/CvInvitee/@Id", place)}
    return data("CvInvitee", **(known | attributes))


# Each operation's request around items, and an item that exists.
OPERATIONS = {
    "UpdateContact": (lambda caller, *items: caller.contacts(*items), lambda caller, **given: caller.contact(**given)),
    "UpdateSession": (lambda caller, *items: caller.sessions(*items), session),
    "UpdateGuestInfo": (lambda caller, *items: caller.guests(*items), guest),
    "SessionRegAction": (lambda caller, *items: caller.registrations(*items), invitee),
}


@pytest.fixture(params=list(OPERATIONS))
def operation(request: pytest.FixtureRequest):
    return OPERATIONS[request.param]


def test_an_item_that_exists_succeeds_and_can_be_repeated(caller, operation) -> None:
    around, item = operation
    for _ in range(2):
        (result,) = caller.results(around(caller, item(caller, MessageId="m")))
        assert result.attributes == (
            ("Id", item(caller).get("Id")),
            ("ReferenceId", "m"),
            ("Success", "true"),
        )
        assert result.content == ()


def test_partial_success_answers_each_item_in_order(caller, operation) -> None:
    around, item = operation
    items = [item(caller, place=place, MessageId=f"m{place}") for place in range(4)]
    items[1] = item(caller, Id=NOBODY, MessageId="m1")
    items[3] = without(item(caller, MessageId="m3"), "Id")
    results = caller.results(around(caller, *items))
    assert [result.get("ReferenceId") for result in results] == ["m0", "m1", "m2", "m3"]
    assert [result.get("Success") for result in results] == ["true", "false", "true", "false"]
    assert [result.get("Id") for result in results] == [items[0].get("Id"), "", items[2].get("Id"), ""]
    assert [len(select(result, "Errors/Error")) for result in results] == [0, 1, 0, 1]


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_the_message_id_is_echoed_exactly(caller, operation, text: str) -> None:
    around, item = operation
    for sent in (item(caller, MessageId=text), item(caller, Id=NOBODY, MessageId=text)):
        (result,) = caller.results(around(caller, sent))
        assert result.get("ReferenceId") == text


def test_no_message_id_no_reference_id(caller, operation) -> None:
    around, item = operation
    (result,) = caller.results(around(caller, item(caller)))
    assert result.get("ReferenceId") is None


def test_an_empty_message_id_is_echoed(caller) -> None:
    (result,) = caller.results(caller.contacts(caller.contact(MessageId="")))
    assert result.get("ReferenceId") == ""


def test_a_contacts_source_id_is_echoed_also_on_failure_and_in_schema_order(caller) -> None:
    known, unknown = caller.results(
        caller.contacts(caller.contact(SourceId="s" * 99, MessageId="1"), caller.contact(Id="", SourceId="t"))
    )
    assert [name for name, _ in known.attributes] == ["Id", "ReferenceId", "SourceId", "Success"]
    assert known.get("SourceId") == "s" * 99
    assert unknown.attributes == (("Id", ""), ("SourceId", "t"), ("Success", "false"))


def test_ids_are_compared_without_case_and_echoed_as_sent(caller, operation) -> None:
    around, item = operation
    small = item(caller).get("Id").lower()
    (result,) = caller.results(around(caller, item(caller, Id=small)))
    assert (result.get("Id"), result.get("Success")) == (small, "true")


def test_nil_items_get_no_result(caller) -> None:
    nil = Element(name=clark(SERVICE, "Contact"), attributes=((NIL, "true"),))
    results = caller.results(
        caller.contacts(nil, caller.contact(MessageId="a"), nil, caller.contact(place=1, MessageId="b"), nil)
    )
    assert [result.get("ReferenceId") for result in results] == ["a", "b"]
    assert caller.results(caller.contacts(nil)) == ()


def test_an_item_that_is_not_nil_after_all_gets_one(caller) -> None:
    item = caller.contact()
    for said in ("false", "0", " false "):
        sent = replace(item, attributes=(*item.attributes, (NIL, said)))
        assert caller.codes(caller.contacts(sent)) == [()]


def test_no_items_in_the_container_are_no_results(caller, operation) -> None:
    around, _ = operation
    payload = caller.payload(caller.post(around(caller)))
    (container,) = payload.children
    assert container.content == ()


@pytest.mark.parametrize("name", OPERATIONS)
def test_without_the_container_the_request_is_refused(caller, platform, cvent, name: str) -> None:
    answer = caller.post(Element(name=cvent.operations[name].input.payload))
    vendors = clark(DATA, "CV20018")
    assert caller.refused(answer) == (
        (400, caller.binding.tag("Sender"), vendors)
        if platform == "none" and caller.binding != SOAP11
        else (500, vendors, None)
    )


def test_a_fault_of_the_vendor_has_its_detail(caller) -> None:
    found = caller.fault(caller.post(service("UpdateContact")))
    main, secondary = found.detail
    assert (main.name, main.children[0].name) == (clark(DATA, "Main-Exception"), clark(DATA, "Exception-Detail"))
    assert secondary.name == clark(DATA, "Secondary-Exception")
    assert secondary.attributes == ((clark(DATA, "has-more"), "yes"),)
    assert found.reason == "No ID given"


def test_200_items_are_answered_and_201_refused(caller) -> None:
    def batch(size: int) -> Element:
        return caller.contacts(*(caller.contact(MessageId=str(number)) for number in range(size)))

    results = caller.results(batch(200))
    assert [result.get("ReferenceId") for result in results] == [str(number) for number in range(200)]
    answer = caller.post(batch(201))
    assert clark(DATA, "CV20021") in caller.refused(answer)
    assert caller.fault(answer).reason == "Too many IDs given"


CONTACTS = {
    "no id": (lambda caller: without(caller.contact(), "Id"), "CV40115"),
    "empty id": (lambda caller: caller.contact(Id=""), "CV40115"),
    "unknown id": (lambda caller: caller.contact(Id=NOBODY), "CV50103"),
    "malformed id": (lambda caller: caller.contact(Id="x"), "CV50103"),
    "last name emptied": (lambda caller: caller.contact(LastName=""), "CV40114"),
    "bad e-mail": (lambda caller: caller.contact(EmailAddress="ada.example.com"), "CV40102"),
    "two at signs": (lambda caller: caller.contact(EmailAddress="a@b@c"), "CV40102"),
    "blank in e-mail": (lambda caller: caller.contact(EmailAddress="a @b"), "CV40102"),
    "bad e-mail for copies": (lambda caller: caller.contact(CCEmailAddress="@"), "CV40119"),
    "same field": (
        lambda caller: caller.contact(data("CustomFieldDetail", FieldId="A"), data("CustomFieldDetail", FieldId="a")),
        "CV40116",
    ),
    "same group": (
        lambda caller: caller.contact(data("ContactGroupDetail", GroupId="g"), data("ContactGroupDetail", GroupId="g")),
        "CV40117",
    ),
}


@pytest.mark.parametrize("item, code", CONTACTS.values(), ids=CONTACTS)
def test_codes_of_contacts(caller, item, code: str) -> None:
    assert caller.codes(caller.contacts(item(caller))) == [(code,)]


FINE = {
    "empty e-mail": {"EmailAddress": "", "CCEmailAddress": ""},
    "short e-mail": {"EmailAddress": "a@b"},
    "no last name": {"FirstName": ""},
}


@pytest.mark.parametrize("attributes", FINE.values(), ids=FINE)
def test_what_contacts_may_have(caller, attributes: dict[str, str]) -> None:
    assert caller.codes(caller.contacts(caller.contact(**attributes))) == [()]


def test_details_without_ids_may_repeat(caller) -> None:
    details = (data("CustomFieldDetail"), data("CustomFieldDetail"), data("CustomFieldDetail", FieldId=""))
    assert caller.codes(caller.contacts(caller.contact(*details))) == [()]


def test_every_broken_rule_is_told(caller) -> None:
    item = caller.contact(Id=NOBODY, LastName="", EmailAddress="x", CCEmailAddress="y")
    assert caller.codes(caller.contacts(item)) == [("CV50103", "CV40114", "CV40102", "CV40119")]


AGAIN = {
    "UpdateContact": "CV40118",
    "UpdateSession": "CV50102",
    "UpdateGuestInfo": "CV50102",
    "SessionRegAction": "CV50102",
}


@pytest.mark.parametrize("name, code", AGAIN.items(), ids=AGAIN)
def test_the_second_item_for_an_object_is_refused(caller, name: str, code: str) -> None:
    around, item = OPERATIONS[name]
    small = item(caller).get("Id").lower()
    assert caller.codes(around(caller, item(caller), item(caller, place=1), item(caller, Id=small))) == [
        (),
        (),
        (code,),
    ]


@pytest.mark.parametrize("event, code", [("", "CV95104"), (NOBODY, "CV95108")])
def test_the_event_is_answered_for_with_each_item(caller, event: str, code: str) -> None:
    assert caller.codes(caller.sessions(session(caller), session(caller, 1), event=event)) == [(code,), (code,)]
    assert caller.codes(caller.guests(guest(caller), guest(caller, 1), event=event)) == [(code,), (code,)]


def test_an_absent_event_is_an_empty_one(caller) -> None:
    request = service("UpdateSession", service("sessions", session(caller)))
    assert caller.codes(request) == [("CV95104",)]


SESSIONS = {
    "no id": ({"Id": ""}, "CV20018"),
    "unknown id": ({"Id": NOBODY}, "CV97101"),
    "ends before it starts": ({"StartTime": "2026-01-02T00:00:00", "EndTime": "2026-01-01T00:00:00"}, "CV20014"),
    "ends when it starts": ({"StartTime": "2026-01-01T10:00:00Z", "EndTime": "2026-01-01T12:00:00.0+02:00"}, "CV20014"),
    "ends a little before": ({"StartTime": "2026-01-01T00:00:00.30", "EndTime": "2026-01-01T00:00:00.299"}, "CV20014"),
}


@pytest.mark.parametrize("attributes, code", SESSIONS.values(), ids=SESSIONS)
def test_codes_of_sessions(caller, attributes: dict[str, str], code: str) -> None:
    assert caller.codes(caller.sessions(session(caller, **attributes))) == [(code,)]


TIMES = {
    "in order": ("2026-01-01T00:00:00", "2026-01-01T00:00:00.001"),
    "midnight at the end of the day": ("2026-12-31T23:59:59", "2026-12-31T24:00:00"),
    "one with a zone": ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00"),
    "across zones": ("2026-01-01T00:00:00+14:00", "2026-01-01T00:00:00-14:00"),
    "far": ("-0001-01-01T00:00:00", "12026-01-01T00:00:00"),
}


@pytest.mark.parametrize("start, end", TIMES.values(), ids=TIMES)
def test_times_of_sessions_that_are_in_order_or_cannot_be_compared(caller, start: str, end: str) -> None:
    assert caller.codes(caller.sessions(session(caller, StartTime=start, EndTime=end))) == [()]


GUESTS = {
    "no id": ({"Id": ""}, "CV20018"),
    "unknown id": ({"Id": NOBODY}, "CV50103"),
    "bad e-mail": ({"Email": "x"}, "CV40102"),
    "bad e-mail for copies": ({"CCEmail": "x"}, "CV40119"),
}


@pytest.mark.parametrize("attributes, code", GUESTS.values(), ids=GUESTS)
def test_codes_of_guests(caller, attributes: dict[str, str], code: str) -> None:
    assert caller.codes(caller.guests(guest(caller, **attributes))) == [(code,)]


def confirmed(caller, place: int = 0) -> Element:
    return data(
        "CvInvitee",
        ConfirmationNumber=caller.subject("SessionRegAction/CvInvitees/CvInvitee/@ConfirmationNumber", place),
    )


def test_invitees_are_known_by_id_else_by_confirmation_number(caller) -> None:
    by_number, both = caller.results(
        caller.registrations(confirmed(caller), invitee(caller, place=1, ConfirmationNumber="no such number"))
    )
    assert (by_number.get("Success"), by_number.get("Id")) == ("true", invitee(caller).get("Id"))
    assert (both.get("Success"), both.get("Id")) == ("true", invitee(caller, place=1).get("Id"))


def test_the_same_invitee_by_id_and_by_number_is_the_same(caller) -> None:
    assert caller.codes(caller.registrations(invitee(caller), confirmed(caller))) == [(), ("CV50102",)]


INVITEES = {
    "neither": ({}, "CV20018"),
    "both empty": ({"Id": "", "ConfirmationNumber": ""}, "CV20018"),
    "unknown id": ({"Id": NOBODY}, "CV84001"),
    "unknown number": ({"ConfirmationNumber": "EXAMPLE-9999"}, "CV84001"),
}


@pytest.mark.parametrize("attributes, code", INVITEES.values(), ids=INVITEES)
def test_codes_of_invitees(caller, attributes: dict[str, str], code: str) -> None:
    assert caller.codes(caller.registrations(data("CvInvitee", **attributes))) == [(code,)]


@pytest.mark.parametrize("product", ["", NOBODY])
def test_the_product_is_answered_for_with_each_item(caller, product: str) -> None:
    request = caller.registrations(invitee(caller), invitee(caller, place=1), ProductId=product)
    assert caller.codes(request) == [("CV90103",), ("CV90103",)]


def test_unregistering_needs_a_registration(fresh) -> None:
    register = fresh.registrations(invitee(fresh))
    unregister = fresh.registrations(invitee(fresh), SessionRegActionType="Unregister")
    elsewhere = fresh.registrations(
        invitee(fresh),
        SessionRegActionType="Unregister",
        ProductId=fresh.subject("SessionRegAction/CvInvitees/@ProductId", 1).lower(),
    )
    assert fresh.codes(unregister) == [("CV90106",)]
    assert fresh.codes(register) == [()]
    assert fresh.codes(elsewhere) == [("CV90106",)]
    assert fresh.codes(unregister) == [()]
    assert fresh.codes(unregister) == [("CV90106",)]


def test_a_refused_item_has_no_effect(fresh) -> None:
    refused = fresh.registrations(invitee(fresh), ProductId=NOBODY)
    assert fresh.codes(refused) == [("CV90103",)]
    assert fresh.codes(fresh.registrations(invitee(fresh), SessionRegActionType="Unregister")) == [("CV90106",)]


def test_what_is_accepted_is_kept_cut_to_its_limits_and_merged(fresh, cvent) -> None:
    place = "UpdateContact/Contacts/Contact"
    identity = fresh.subject(f"{place}/@Id")
    record = fresh.app.endpoint.desk.store.record
    assert record(place, identity) is None
    long = "\U0001f600" * 31
    field = data("CustomFieldDetail", FieldId="f", FieldValue="v" * 301)
    first = fresh.contact(field, FirstName=long, ImageURL="i" * 999, Title="Dr", EmailAddress="")
    assert fresh.codes(fresh.contacts(first)) == [()]
    kept = record(place, identity)
    assert kept.get("FirstName") == "\U0001f600" * 30
    assert kept.get("ImageURL") == "i" * 999
    assert values(kept, "CustomFieldDetail/@FieldValue") == ("v" * 300,)
    assert all(len(kept.get(path.rpartition("@")[2]) or "") <= limit for path, limit in cvent.limits.items())

    group = data("ContactGroupDetail", GroupId="g")
    assert fresh.codes(fresh.contacts(fresh.contact(group, Title=""))) == [()]
    assert fresh.codes(fresh.contacts(fresh.contact(FirstName="lost", EmailAddress="bad"))) == [("CV40102",)]
    kept = record(place, identity)
    assert (kept.get("FirstName"), kept.get("Title"), kept.get("EmailAddress")) == ("\U0001f600" * 30, "", "")
    assert [child.local for child in kept.children] == ["CustomFieldDetail", "ContactGroupDetail"]


def test_a_state_belongs_to_its_application(calling) -> None:
    one, other = calling(), calling()
    assert one.codes(one.registrations(invitee(one))) == [()]
    assert other.codes(other.registrations(invitee(other), SessionRegActionType="Unregister")) == [("CV90106",)]
