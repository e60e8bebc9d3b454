"""How messages are refused that are no SOAP, not valid, or not understood: on ASMX and by the specifications."""

from dataclasses import replace

import pytest

from conformance.markup import xml
from conformance.markup.write import document as written
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.tree import NIL, XSI, Element, clark, select, values
from conformance.soap import envelope
from conformance.soap.envelope import Envelope

SERVICE = "http://api.cvent.com/2006-11"
DATA = "http://schemas.cvent.com/api/2006-11"
TYPE = clark(XSI, "type")


def document(caller, payload: Element | None = None, *blocks: Element) -> bytes:
    body = caller.contacts(caller.contact()) if payload is None else payload
    return envelope.encode(Envelope(binding=caller.binding, header=(*caller.header(), *blocks), body=(body,)))


def registered(caller) -> bool:
    """Tell, and undo it, whether the first invitee is registered."""
    invitee = Element(name=clark(DATA, "CvInvitee"), attributes=(("Id", person(caller)),))
    return caller.codes(caller.registrations(invitee, SessionRegActionType="Unregister")) == [()]


def person(caller) -> str:
    return caller.subject("SessionRegAction/CvInvitees/CvInvitee/@Id")


def register(caller) -> Element:
    return caller.registrations(Element(name=clark(DATA, "CvInvitee"), attributes=(("Id", person(caller)),)))


MALFORMED = {
    "nothing": lambda _sent: b"",
    "blank": lambda _sent: b" \n",
    "JSON": lambda _sent: b"{}",
    "cut": lambda sent: sent[:-20],
    "two roots": lambda sent: sent + b"<a/>",
    "no namespace": lambda sent: sent.replace(b"<UpdateContact ", b"<x:UpdateContact "),
    "NUL": lambda sent: sent.replace(b"<Contacts>", b"<Contacts>&#0;"),
    "not UTF-8": lambda sent: sent.replace(b"<Contacts>", b"<Contacts>\xff"),
    "empty DOCTYPE": lambda sent: sent.replace(b"?>\n", b"?><!DOCTYPE a>", 1),
    "external DOCTYPE": lambda sent: sent.replace(b"?>\n", b'?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', 1),
    "entity": lambda sent: sent.replace(
        b"?>\n", b'?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1
    ).replace(b"<Contacts>", b"<Contacts>&e;"),
    "deep": lambda sent: sent.replace(b"<Contacts>", b"<Contacts>" + b"<a>" * 300 + b"</a>" * 300),
}


@pytest.mark.parametrize("spoil", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_xml_for_soap(caller, platform, spoil) -> None:
    answer = caller.send(spoil(document(caller)))
    if platform == "asmx":
        assert (answer.status_code, answer.content) == (400, b"")
    else:
        status = 400 if caller.binding == SOAP12 else 500
        assert caller.refused(answer) == (status, caller.binding.tag(caller.binding.codes["client"]), None)
        assert "root:" not in answer.text


CHARSETS = {
    "UTF-16 with a mark": ("utf-16", "utf-16", "utf-16"),
    "UTF-16 without": ("utf-16-be", "utf-16be", "utf-16"),
    "Latin-1": ("latin-1", "iso-8859-1", "iso-8859-1"),
    "the parameter is right, the declaration wrong": ("utf-8", "utf-8", "iso-8859-1"),
    "a mark": ("utf-8-sig", "utf-8", "utf-8"),
    "the mark is right, the parameter wrong": ("utf-8-sig", "iso-8859-1", "utf-8"),
    "no declaration": ("utf-8", "utf-8", None),
}


@pytest.mark.parametrize("codec, charset, declared", CHARSETS.values(), ids=CHARSETS)
def test_a_mark_then_the_charset_parameter_decides_how_bytes_are_read(
    caller, codec: str, charset: str, declared
) -> None:
    text = document(caller, caller.contacts(caller.contact(MessageId="n\u00e9"))).decode()
    said = "" if declared is None else f'<?xml version="1.0" encoding="{declared}"?>'
    body = (said + text.partition("?>\n")[2]).encode(codec)
    answer = caller.send(body, {"Content-Type": f"{caller.binding.media_type}; charset={charset}"})
    assert values(caller.payload(answer), "UpdateContactResult/UpdateContactResult/@ReferenceId") == ("n\u00e9",)


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "rot13", "idna", "no-such-charset", '"', "us-ascii"])
def test_a_charset_that_is_not_that_of_the_bytes_or_not_read_at_all(caller, platform, charset: str) -> None:
    body = document(caller, caller.contacts(caller.contact(MessageId="n\u00e9")))
    answer = caller.send(body, {"Content-Type": f"{caller.binding.media_type}; charset={charset}"})
    if platform == "asmx":
        assert (answer.status_code, answer.content) == (400, b"")
    else:
        assert caller.refused(answer)[1] == caller.binding.tag(caller.binding.codes["client"])


@pytest.mark.parametrize("namespace", ["", "urn:soap", SOAP12.namespace.upper()])
def test_an_unknown_version_is_told_the_known_ones(caller, platform, namespace: str) -> None:
    sent = document(caller).replace(caller.binding.namespace.encode(), namespace.encode() or b"x")
    sent = sent if namespace else sent.replace(b"soap:", b"").replace(b' xmlns:soap="x"', b"")
    answer = caller.send(sent)
    found = caller.fault(answer, SOAP11)
    assert (answer.status_code, found.code) == (500, SOAP11.tag("VersionMismatch"))
    (upgrade,) = envelope.read(xml.parse(answer.content)).header
    assert upgrade.name == SOAP12.tag("Upgrade")
    resolved = [supported.resolve(supported.get("qname")) for supported in upgrade.children]
    assert resolved == [SOAP12.tag("Envelope"), SOAP11.tag("Envelope")]
    if platform == "asmx":
        assert f"Envelope namespace {namespace} was unexpected. Expecting {SOAP11.namespace}." in found.reason
        assert found.detail == ()
    else:
        assert found.detail is None


def rebuilt(caller, *content: Element | str, name: str = "Envelope") -> bytes:
    return written(Element(name=caller.binding.tag(name), content=content))


FRAMES = {
    "another root": (lambda caller, _h, _b: rebuilt(caller, name="Envelop"), "Envelope", False),
    "no Body": (lambda caller, h, _b: rebuilt(caller, h), "Body", False),
    "empty": (lambda caller, _h, _b: rebuilt(caller), "Body", False),
    "another between": (lambda caller, h, b: rebuilt(caller, h, Element(name="x"), b), "Body", False),
    "two Headers": (lambda caller, h, b: rebuilt(caller, h, h, b), "Body", False),
    "Body of the other version": (
        lambda caller, h, b: rebuilt(
            caller, h, replace(b, name=(SOAP11 if caller.binding == SOAP12 else SOAP12).tag("Body"))
        ),
        "Body",
        False,
    ),
    "Body twice": (lambda caller, h, b: rebuilt(caller, h, b, b), None, True),
    "text between": (lambda caller, h, b: rebuilt(caller, h, "text", b), None, True),
}


@pytest.mark.parametrize("build, missing, accepted", FRAMES.values(), ids=FRAMES)
def test_frames(caller, platform, build, missing, accepted: bool) -> None:
    root = xml.parse(document(caller))
    header, body = root.children
    answer = caller.send(build(caller, header, body))
    client = caller.binding.tag(caller.binding.codes["client"])
    if platform == "asmx" and accepted:
        caller.payload(answer)
    elif platform == "asmx":
        wanted = f"Request format is invalid: Missing required soap:{missing} element."
        assert caller.refused(answer) == (500, client, None)
        assert caller.fault(answer).reason == f"Server was unable to read request. ---> {wanted}"
    else:
        assert caller.refused(answer) == (400 if caller.binding == SOAP12 else 500, client, None)


def test_a_header_after_the_body_is_none_on_asmx(calling, binding) -> None:
    caller = calling("asmx", binding)
    header, body = xml.parse(document(caller)).children
    assert "CV10104" in caller.send(rebuilt(caller, body, header)).text


def attribute(operation: str, name: str, value: str):
    def built(caller) -> Element:
        around = {"Session": caller.sessions, "Contact": caller.contacts, "Guest": caller.guests}[operation]
        return around(Element(name=clark(SERVICE, operation), attributes=((name, value),)))

    return built


VALUES = {
    **{
        f"int {value!r}": attribute("Session", "Capacity", value)
        for value in ("", "x", "1.0", "1e3", "2147483648", "\u0661")
    },
    **{f"boolean {value!r}": attribute("Contact", "Active", value) for value in ("", "True", "yes", "2")},
    **{
        f"dateTime {value!r}": attribute("Guest", "DateOfBirth", value)
        for value in (
            "",
            "2026-01-01",
            "2026-01-01T00:00",
            "2026-01-01 00:00:00",
            "2026-13-01T00:00:00",
            "2026-02-30T00:00:00",
            "2026-01-01T25:00:00",
            "2026-01-01T00:00:60",
            "2026-01-01T00:00:00+15:00",
            "0000-01-01T00:00:00",
        )
    },
    **{
        f"enumeration {value!r}": attribute("Contact", "PrimaryAddressType", value)
        for value in ("", "work", " Work", "Work or Home")
    },
}


@pytest.mark.parametrize("payload", VALUES.values(), ids=VALUES)
def test_a_value_that_is_none_of_its_type_refuses_the_whole_message(caller, platform, payload) -> None:
    answer = caller.post(payload(caller))
    status = 400 if platform == "none" and caller.binding == SOAP12 else 500
    assert caller.refused(answer) == (status, caller.binding.tag(caller.binding.codes["client"]), None)
    found = caller.fault(answer)
    assert found.detail == ()
    if platform == "asmx":
        assert found.reason.startswith("Server was unable to read request. ---> There is an error in XML document (")
        assert found.reason.endswith("). ---> Input string was not in a correct format.")


GOOD = {
    "int": attribute("Session", "Capacity", " +0007 "),
    "boolean": attribute("Contact", "Active", "\t1\n"),
    "dateTime": attribute("Guest", "DateOfBirth", " 2024-02-29T24:00:00.000-14:00 "),
}


@pytest.mark.parametrize("payload", GOOD.values(), ids=GOOD)
def test_other_spellings_of_a_value_are_read(caller, payload) -> None:
    caller.payload(caller.post(payload(caller)))


def test_parts_that_are_wrong_in_another_way_refuse_the_message_too(caller) -> None:
    contact = caller.contact()
    typed = replace(contact, attributes=(*contact.attributes, (TYPE, "q:Guest")), scope={"q": DATA})
    unbound = replace(contact, attributes=(*contact.attributes, (TYPE, "Contact")))
    nil = replace(contact, attributes=(*contact.attributes, (NIL, "yes")))
    text = replace(caller.sessions(), content=(Element(name=clark(SERVICE, "EventId"), content=(Element(name="a"),)),))
    for payload in (caller.contacts(typed), caller.contacts(unbound), caller.contacts(nil), text):
        status, code, _ = caller.refused(caller.post(payload))
        assert (status >= 400, code) == (True, caller.binding.tag(caller.binding.codes["client"]))


def test_the_declared_type_may_be_named(caller) -> None:
    contact = caller.contact()
    typed = replace(contact, attributes=(*contact.attributes, (TYPE, "q:Contact")), scope={"q": DATA})
    assert caller.codes(caller.contacts(typed)) == [()]


UNKNOWN = {
    "attribute": lambda caller: caller.contacts(caller.contact(Id2="x", **{clark(DATA, "LastName"): ""})),
    "attribute in other case": lambda caller: caller.contacts(caller.contact(lastname="")),
    "element": lambda caller: caller.contacts(caller.contact(Element(name=clark(DATA, "Strange")))),
    "detail in the wrong namespace": lambda caller: caller.contacts(
        caller.contact(*(Element(name=clark(SERVICE, "CustomFieldDetail"), attributes=(("FieldId", "f"),)),) * 2)
    ),
    "text": lambda caller: caller.contacts(replace(caller.contact(), content=("text",))),
    "nil on what cannot be": lambda caller: replace(caller.contacts(caller.contact()), attributes=((NIL, "true"),)),
    "late detail": lambda caller: caller.contacts(
        caller.contact(Element(name=clark(DATA, "ContactGroupDetail")), Element(name=clark(DATA, "CustomFieldDetail")))
    ),
}


@pytest.mark.parametrize("payload", UNKNOWN.values(), ids=UNKNOWN)
def test_asmx_drops_what_it_does_not_know(caller, platform, payload) -> None:
    answer = caller.post(payload(caller))
    if platform == "asmx":
        assert values(caller.payload(answer), "UpdateContactResult/UpdateContactResult/@Success") == ("true",)
    else:
        assert caller.refused(answer)[1] == caller.binding.tag(caller.binding.codes["client"])


def test_asmx_drops_items_in_the_wrong_namespace(calling, binding) -> None:
    caller = calling("asmx", binding)
    lost = replace(caller.contact(MessageId="lost"), name=clark(DATA, "Contact"))
    assert [
        found.get("ReferenceId") for found in caller.results(caller.contacts(lost, caller.contact(MessageId="m")))
    ] == ["m"]
    container = replace(caller.contacts(caller.contact()).children[0], name=clark(DATA, "Contacts"))
    assert "CV20018" in caller.post(replace(caller.contacts(), content=(container,))).text


def test_asmx_takes_the_first_of_repeated_scalars(calling, binding) -> None:
    caller = calling("asmx", binding)
    event = Element(name=clark(SERVICE, "EventId"), content=("unknown",))
    item = Element(
        name=clark(SERVICE, "Session"), attributes=(("Id", caller.subject("UpdateSession/sessions/Session/@Id")),)
    )
    twice = caller.sessions(item)
    assert caller.codes(replace(twice, content=(*twice.content, event))) == [()]
    assert caller.codes(replace(twice, content=(event, *twice.content))) == [("CV95108",)]


def test_asmx_refuses_a_request_without_its_required_attribute(calling, binding) -> None:
    caller = calling("asmx", binding)
    sent = register(caller)
    (container,) = sent.children
    kept = tuple(held for held in container.attributes if held[0] != "SessionRegActionType")
    answer = caller.post(replace(sent, content=(replace(container, attributes=kept),)))
    assert answer.status_code == 500
    assert caller.fault(answer).code == clark("http://schemas.cvent.com/api/2006-11", "CV10001")
    assert not registered(caller)


def block(caller, *attributes: tuple[str, str], name: str = "{urn:x}Strange") -> Element:
    return Element(name=name, attributes=tuple((caller.binding.tag(key), value) for key, value in attributes))


def test_an_unknown_block_that_must_be_understood(fresh, platform) -> None:
    answer = fresh.send(document(fresh, register(fresh), block(fresh, ("mustUnderstand", "1"))))
    assert fresh.refused(answer) == (500, fresh.binding.tag("MustUnderstand"), None)
    assert fresh.fault(answer).detail is None
    header = envelope.read(xml.parse(answer.content)).header
    if fresh.binding == SOAP12:
        (named,) = header
        assert named.name == SOAP12.tag("NotUnderstood")
        assert named.resolve(named.get("qname")) == "{urn:x}Strange"
    else:
        assert header == ()
    if platform == "asmx":
        assert fresh.fault(answer).reason == "SOAP header Strange was not understood."
    # That the operation has run is a hazard of ASMX which is not played.
    assert not registered(fresh)


def test_blocks_that_change_nothing(caller) -> None:
    role = caller.binding.role
    others = [(), (("mustUnderstand", "0"),), (("mustUnderstand", "1"), (role, "urn:somebody-else"))]
    if caller.binding == SOAP12:
        others += [
            (("mustUnderstand", "true"), (role, f"{SOAP12.namespace}/role/none")),
            (("mustUnderstand", "false"),),
        ]
    for attributes in others:
        caller.payload(caller.send(document(caller, None, block(caller, *attributes))))
    old = Element(
        name="{urn:x}Old", attributes=(((SOAP11 if caller.binding == SOAP12 else SOAP12).tag("mustUnderstand"), "1"),)
    )
    caller.payload(caller.send(document(caller, None, old)))


def test_roles_that_are_ours(caller) -> None:
    ours = ["", "http://schemas.xmlsoap.org/soap/actor/next"]
    if caller.binding == SOAP12:
        ours = ["", f"{SOAP12.namespace}/role/next", f"{SOAP12.namespace}/role/ultimateReceiver"]
    for role in ours:
        answer = caller.send(
            document(caller, None, block(caller, ("mustUnderstand", "1"), (caller.binding.role, role)))
        )
        assert caller.refused(answer)[1] == caller.binding.tag("MustUnderstand")


def test_the_session_block_is_understood_and_must_be_for_us(caller) -> None:
    (mine,) = caller.header()
    must = replace(mine, attributes=((caller.binding.tag("mustUnderstand"), "1"),))
    caller.payload(caller.post(caller.contacts(caller.contact()), header=(must,)))
    elsewhere = replace(mine, attributes=((caller.binding.tag(caller.binding.role), "urn:x"),))
    assert "CV10104" in caller.post(caller.contacts(caller.contact()), header=(elsewhere,)).text
    nameless = replace(mine, content=(Element(name="CventSessionValue", content=(caller.session,)),))
    answer = caller.post(caller.contacts(caller.contact()), header=(nameless,))
    assert answer.status_code in (400, 500)
    moved = replace(mine, name=clark(DATA, mine.local))
    assert "CV10104" in caller.post(caller.contacts(caller.contact()), header=(moved,)).text


@pytest.mark.parametrize("flag", ["2", "yes", "", "TRUE"])
def test_a_flag_that_is_no_boolean_comes_before_a_block_that_is_not_understood(caller, platform, flag: str) -> None:
    strange = block(caller, ("mustUnderstand", "1"))
    answer = caller.send(document(caller, None, strange, block(caller, ("mustUnderstand", flag), name="{urn:x}Bad")))
    status = 400 if platform == "none" and caller.binding == SOAP12 else 500
    assert caller.refused(answer) == (status, caller.binding.tag(caller.binding.codes["client"]), None)


def test_soap_11_has_no_true(calling) -> None:
    strict, lenient = calling("none", SOAP11), calling("asmx", SOAP11)
    answers = [
        caller.send(document(caller, None, block(caller, ("mustUnderstand", "true")))) for caller in (strict, lenient)
    ]
    assert strict.refused(answers[0])[1] == SOAP11.tag("Client")
    assert lenient.refused(answers[1])[1] == SOAP11.tag("MustUnderstand")


def test_a_block_that_is_not_understood_comes_before_what_is_wrong_in_body_by_the_specifications(
    calling, binding
) -> None:
    caller = calling("none", binding)
    wrong = caller.contacts(caller.contact(Active="maybe"))
    answer = caller.send(document(caller, wrong, block(caller, ("mustUnderstand", "1"))))
    assert caller.refused(answer)[1] == binding.tag("MustUnderstand")


def test_the_specifications_say_what_is_not_valid_and_not_more(calling, binding) -> None:
    caller = calling("none", binding)
    found = caller.fault(caller.post(caller.contacts(caller.contact(Active="maybe"))))
    assert "Active" in found.reason
    assert caller.session not in found.reason


def test_a_bug_of_ours_is_answered_as_the_vendor_answers_one(calling, binding, platform, caplog) -> None:
    caller = calling(platform, binding)
    broken = replace(caller.app, endpoint=replace(caller.app.endpoint, judge=lambda _data: 1 / 0))
    caller.turn_to(broken)
    answer = caller.post(caller.contacts())
    vendors = clark(DATA, "CV10000")
    subcoded = platform == "none" and binding == SOAP12
    assert caller.refused(answer) == (
        500,
        binding.tag("Receiver") if subcoded else vendors,
        vendors if subcoded else None,
    )
    assert caller.fault(answer).reason == "UNKNOWN_EXCEPTION"
    assert "ZeroDivisionError" in caplog.text
    assert "division" not in answer.text


def test_selecting_nothing_is_no_fault(caller) -> None:
    assert select(caller.payload(caller.post(caller.contacts())), "UpdateContactResult") != ()
