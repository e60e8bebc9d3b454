"""Each defect of robustness has one occasion: it alone turns the named checks red, and what is next to it changes nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx
import pytest

from conformance.checks._declare import Scope, catalogue
from conformance.generation.mutations import mutators
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.case import Case, Expectation, Kind
from conformance.model.tree import NIL, XSI, Element, clark
from conformance.reference import defects
from conformance.reference.soap import defects as soap
from conformance.soap import envelope
from conformance.soap.binding import request
from conformance.soap.envelope import Envelope
from conformance.soap.spelling import SPELLINGS, spell

SERVICE = "http://api.cvent.com/2006-11"
DATA = "http://schemas.cvent.com/api/2006-11"
RULES = {mutator.rule.name: mutator.rule for mutator in mutators()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said: a payload, in a spelling; ``rule`` is what it breaks, ``raw`` what it breaks in the bytes."""

    payload: Callable[..., Element]
    spelling: str = ""
    rule: str = ""
    raw: tuple[str, str] = ("", "")

    def say(self, caller) -> httpx.Response:
        """Send it."""
        payload = self.payload(caller)
        whole = envelope.build(Envelope(binding=caller.binding, header=caller.header(), body=(payload,)))
        how = SPELLINGS.get(self.spelling, SPELLINGS["no-declaration"])
        body = spell(whole, how).replace(*(part.encode() for part in self.raw), 1 if self.raw[0] else 0)
        action = f"{SERVICE}/{payload.local}"
        sent = request(body, caller.binding, url=caller.url, action=action, charset=how.charset)
        return caller.send(sent.body, dict(sent.headers))

    def case(self, caller) -> Case:
        """Return the case that it is of."""
        return Case(
            id="robustness",
            operation=self.payload(caller).local,
            binding=caller.binding.name,
            kind=Kind.INVALID if self.rule else Kind.EDGE,
            expectation=RULES[self.rule].expectation if self.rule else Expectation.EITHER,
            breaks=self.rule or None,
            item=0 if self.rule else None,
            varies="spelling" if self.spelling else None,
        )


def one(**attributes: str) -> Message:
    """Return a message with one contact that has some attributes."""
    return Message(payload=lambda caller: caller.contacts(caller.contact(**attributes)))


def detailed(times: int = 1, **attributes: str) -> Message:
    """Return a message with one contact that has a detail, so many times."""
    detail = Element(name=clark(DATA, "CustomFieldDetail"), attributes=tuple(attributes.items()))
    return Message(payload=lambda caller: caller.contacts(caller.contact(*(detail,) * times)))


def session(caller, **attributes: str) -> Element:
    """Return the request for one session that has some attributes."""
    known = {"Id": caller.subject("UpdateSession/sessions/Session/@Id")}
    item = Element(name=clark(SERVICE, "Session"), attributes=tuple((known | attributes).items()))
    return caller.sessions(item)


def numbered(text: str) -> Message:
    """Return a message with one number."""
    return Message(payload=lambda caller: session(caller, Capacity=text))


def items(*given: dict[str, str]) -> Message:
    """Return a message with contacts, or none."""
    return Message(payload=lambda caller: caller.contacts(*(caller.contact(**held) for held in given)))


def nil(value: str) -> Message:
    """Return a message with an item that is nil, or says that it is not."""
    item = Element(name=clark(SERVICE, "Contact"), attributes=((NIL, value),))
    return Message(payload=lambda caller: caller.contacts(item))


def broken(rule: str, **attributes: str) -> Message:
    """Return a message with one contact that breaks a rule."""
    return replace(one(**attributes), rule=rule)


def registration(caller, *kept: str) -> Element:
    """Return the request to register one invitee, of which only some attributes around the invitee are kept."""
    whole = caller.registrations(
        Element(
            name=clark(DATA, "CvInvitee"),
            attributes=(("Id", caller.subject("SessionRegAction/CvInvitees/CvInvitee/@Id")),),
        )
    )
    (around,) = whole.children
    attributes = tuple(held for held in around.attributes if held[0] in kept)
    return replace(whole, content=(replace(around, attributes=attributes),))


def typed(caller) -> Element:
    """Return the request for a contact that names a type of no prefix."""
    return caller.contacts(caller.contact(**{clark(XSI, "type"): "nowhere:Contact"}))


ECHO = one(MessageId="caf\u00e9 \U0001f600 & <a>")
PLAIN = one(MessageId="coffee")


def event(spelling: str) -> Message:
    """Return a message with a text in it, in a spelling."""
    return Message(payload=session, spelling=spelling)


# The name of each defect, what trips it, and what comes near to that and does not.
ROWS: dict[str, tuple[Message, Message]] = {
    "ampersand-is-escaped-twice": (one(MessageId="&"), one(MessageId="and", Title="&")),
    "any-boolean-passes": (broken("lexical-form", Active="maybe"), broken("lexical-form", DateOfBirth="maybe")),
    "any-integer-passes": (
        replace(numbered("many"), rule="lexical-form"),
        Message(payload=lambda caller: session(caller, EnableWaitlist="many"), rule="lexical-form"),
    ),
    "any-listed-value-passes": (broken("enumeration", PrimaryAddressType="work"), broken("lexical-form", Active="No")),
    "any-moment-passes": (broken("lexical-form", DateOfBirth="2026-02-30"), broken("lexical-form", Active="")),
    "any-type-passes": (Message(payload=typed, rule="type-of-no-prefix"), broken("lexical-form", Active="t")),
    "apostrophe-breaks-texts": (one(Title="'"), one(Title="\u2019")),
    "astral-character-becomes-question-marks": (one(MessageId="\U00010000"), one(MessageId="\uffed")),
    "blanks-around-are-cut-off": (one(MessageId=" "), one(MessageId="a b\u00a0", Title=" ")),
    "bound-overflows": (numbered("2147483647"), numbered("-2147483647")),
    "brace-breaks-the-page": (detailed(FieldValue="{"), detailed(FieldValue="}")),
    "byte-order-mark-is-refused": (replace(ECHO, spelling="byte-order-mark"), replace(ECHO, spelling="utf-16-le")),
    "cdata-is-dropped": (event("cdata"), event("numbers-for-entities")),
    "comment-hides-the-text": (event("comments-in-text"), event("comments")),
    "digit-is-no-boolean": (one(Active="1"), one(Active="true", Title="1")),
    "empty-batch-crashes": (items(), Message(payload=lambda _: Element(name=clark(SERVICE, "UpdateContact")))),
    "empty-text-loses-its-item": (detailed(FieldValue=""), one(Title="")),
    "envelope-without-prefix-is-not-found": (
        replace(ECHO, spelling="envelope-in-default-namespace"),
        replace(ECHO, spelling="prefix-s"),
    ),
    "far-zone-loses-its-item": (one(DateOfBirth="2026-01-02T03:04:05+14:00"), one(DateOfBirth="2026-01-02T14:14:14Z")),
    "fine-fraction-fails": (
        one(DateOfBirth="2026-01-02T03:04:05.12345678"),
        one(DateOfBirth="2026-01-02T03:04:05.1234567"),
    ),
    "hour-24-fails-silently": (one(DateOfBirth="2026-01-02T24:00:00"), one(DateOfBirth="2026-01-24T00:24:24")),
    "leap-day-fails": (one(DateOfBirth="2024-02-29T12:00:00"), one(DateOfBirth="2024-02-28T12:00:00")),
    "line-break-becomes-blank": (one(MessageId="\n"), one(MessageId="\t", Title="\n")),
    "long-text-crashes": (one(FirstName="x" * 31), one(FirstName="x" * 30, TransactionID="x" * 300)),
    "many-details-crash": (detailed(21, FieldName="a"), detailed(20, FieldName="a")),
    "markup-is-echoed-raw": (one(MessageId="<"), one(MessageId="> &", Title="<")),
    "missing-attribute-passes": (
        Message(payload=lambda caller: registration(caller, "ProductId"), rule="missing-attribute"),
        Message(payload=lambda caller: registration(caller, "ProductId", "SessionRegActionType")),
    ),
    "nil-item-crashes": (nil("true"), nil("false")),
    "no-charset-is-latin-1": (replace(ECHO, spelling="no-charset"), replace(PLAIN, spelling="no-charset")),
    "null-is-no-name": (one(LastName="null"), one(LastName="Null", Title="null")),
    "padding-is-not-taken-off": (one(Active=" true"), one(Active="true", Title=" true")),
    "plus-sign-loses-its-item": (numbered("+5"), numbered("-5")),
    "prefixed-payload-is-empty": (
        replace(ECHO, spelling="payload-with-prefix"),
        replace(ECHO, spelling="declared-everywhere"),
    ),
    "reference-is-not-resolved": (
        replace(ECHO, spelling="hexadecimal-references"),
        replace(ECHO, spelling="decimal-references"),
    ),
    "repeated-message-loses-its-item": (
        items({"MessageId": "a", "Id": ""}, {"MessageId": "a"}),
        items({"MessageId": "a", "Id": ""}, {"MessageId": "A"}, {"MessageId": "", "Id": ""}, {"Id": ""}),
    ),
    "second-attribute-passes": (
        replace(one(Title="a"), rule="duplicate-attribute", raw=('Title="a"', 'Title="a" Title="b"')),
        replace(one(Title="a"), rule="duplicate-attribute", raw=('Title="a"', 'Title="a" & Title="b"')),
    ),
    "server-blames-itself": (broken("lexical-form", Active="maybe"), one(Active="true")),
    "soap12-refuses-unknown-attributes": (
        broken("unknown-attribute", Unknown="1"),
        replace(one(), rule="unknown-attribute", raw=("<Contact ", '<Contact xsi:schemaLocation="a b" xmlns:xsi="' + XSI + '" ')),
    ),
    "utf-16-is-refused": (replace(ECHO, spelling="utf-16-be"), replace(ECHO, spelling="byte-order-mark")),
    "year-after-9999-closes-the-door": (
        one(DateOfBirth="10000-01-01T00:00:00"),
        one(DateOfBirth="9999-12-31T23:59:59.99999"),
    ),
    "year-before-1753-overflows": (one(DateOfBirth="1752-12-31T23:59:59"), one(DateOfBirth="1753-01-01T00:00:00")),
}  # fmt: skip
every_defect = pytest.mark.parametrize("name", ROWS)


def red(caller, platform: str, message: Message) -> set[str]:
    """Return the checks that find something that counts in the answer to a message, beside those it is compared with."""
    base = twin = None
    if message.spelling:
        replace(message, spelling="").say(caller)
        base = caller.seen(message.case(caller))
    if message.rule and caller.binding == SOAP12:
        other = replace(caller, binding=SOAP11, judged=False)
        message.say(other)
        twin = other.seen(message.case(other))
    message.say(caller)
    counting, _ = caller.findings(replace(caller.seen(message.case(caller)), base=base, twin=twin), platform)
    return counting


def _is_of_payloads(scope: Scope) -> bool:
    """Tell whether a check looks at answers to payloads, and to their spellings, and not at what is around them."""
    return scope.varies in {(), ("spelling",)} and not any("/" in rule for rule in scope.breaks)


def amiss(caller, name: str):
    """Return a caller of the same endpoint, which has a defect now."""
    return replace(caller, app=replace(caller.app, defect=defects.find(name)), judged=False)


@every_defect
def test_its_occasion_turns_exactly_its_checks_red(caller, platform, binding, name: str) -> None:
    occasion, _ = ROWS[name]
    named = {check for check in defects.find(name).checks if _is_of_payloads(catalogue()[check].scope)}
    if binding == SOAP11:  # the first binding is the one that the other is compared with
        named -= {"parity.bindings-treat-it-alike"}
    assert red(caller, platform, occasion) == set()
    assert red(amiss(caller, name), platform, occasion) == {
        check for check in named if binding in catalogue()[check].scope.bindings
    }


@every_defect
def test_what_is_next_to_its_occasion_changes_nothing(caller, name: str) -> None:
    _, near = ROWS[name]
    answers = [(speaker.session, near.say(speaker)) for speaker in (caller, amiss(caller, name))]
    (right, wrong) = [
        (answer.status_code, answer.headers.get("Content-Type"), answer.text.replace(session, ""))
        for session, answer in answers
    ]
    assert wrong == right


def test_every_defect_of_robustness_has_its_occasion_here() -> None:
    of_answers = {"codes", "envelopes", "faults", "http", "ids", "results", "wire"}
    of_answers |= {"versions", "headers", "actions", "sessions", "items", "moods", "effects"}
    assert set(ROWS) == {defect.name for defect in soap.known() if defect.topic not in of_answers}


@pytest.mark.parametrize("defect", soap.known(), ids=lambda defect: defect.name)
def test_a_defect_is_named_by_words_and_summed_up_by_a_sentence(defect) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", defect.name)
    assert re.fullmatch(r"[A-Z].*\w\.", defect.summary)
    assert defect.checks
