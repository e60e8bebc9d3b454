"""Whatever is sent, the endpoint answers with an envelope or with one of the statuses that have none, and never breaks."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.markup import xml
from conformance.soap import envelope, fault
from conformance.soap.envelope import Envelope

EMPTY = {400, 415}
CALM = settings(deadline=None)
CONTENT_TYPES = st.one_of(
    st.sampled_from(
        ["text/xml", "application/soap+xml", "text/xml; charset=utf-16", 'application/soap+xml; action="urn:x"']
    ),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30).map("text/xml; charset={}".format),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30).map("text/xml; {}".format),
)
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *(" ", "\n", "\ufeff", "\u2028", "<?x y?>", "<!DOCTYPE a>"),
            *[
                "<",
                ">",
                "/",
                '"',
                "'",
                "=",
                "&",
                ";",
                "<a>",
                "</a>",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "&#0;",
                "&#x1F600;",
                "{0}",
            ],
            *['xmlns=""', 'xsi:nil="true"', 'Id="1"', "soap:Header", "soap:Body", "Contact"],
        ]
    ),
    max_size=4,
).map("".join)


def check(answer) -> None:
    """Make sure that an answer is one."""
    if not answer.content:
        assert answer.status_code in EMPTY
        return
    opened = envelope.read(xml.parse(answer.content))
    found = fault.find(opened.body, opened.binding)
    assert (found is None) == (answer.status_code == 200)
    assert "Traceback" not in answer.text
    assert "CV10000" not in answer.text


@pytest.fixture(scope="session")
def sent(caller) -> bytes:
    body = (caller.contacts(caller.contact(MessageId="m", Title="t")),)
    return envelope.encode(Envelope(binding=caller.binding, header=caller.header(), body=body))


@CALM
@given(body=st.binary(max_size=400))
def test_any_bytes(caller, body: bytes) -> None:
    check(caller.send(body))


@CALM
@given(data=st.data())
def test_a_message_with_some_of_it_changed(caller, sent: bytes, data) -> None:
    text = sent.decode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    check(caller.send((text[:start] + data.draw(FRAGMENTS) + text[end:]).encode()))


@CALM
@given(
    media=CONTENT_TYPES, action=st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20) | st.none()
)
def test_any_media_type_and_any_action(caller, sent: bytes, media: str, action: str | None) -> None:
    named = {} if action is None else {"SOAPAction": action.encode("latin-1")}
    check(caller.send(sent, {"Content-Type": media, **named}))


@CALM
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_text_comes_back_as_the_reference(caller, text: str) -> None:
    if all(character not in text for character in "\ufffe\uffff"):
        (result,) = caller.results(caller.contacts(caller.contact(MessageId=text, SourceId=text, FirstName=text)))
        assert (result.get("ReferenceId"), result.get("SourceId"), result.get("Success")) == (text, text, "true")


@pytest.mark.parametrize("size", [1_000, pytest.param(100_000, marks=pytest.mark.proof)])
def test_many_items_attributes_and_namespaces_are_answered(caller, sent: bytes, size: int) -> None:
    many = {
        "items": sent.replace(b"</Contacts>", b"<Contact/>" * size + b"</Contacts>"),
        "attributes": sent.replace(b"<Contacts>", b"<Contacts " + b" ".join(b'a%d=""' % n for n in range(size)) + b">"),
        "blocks": sent.replace(b"</soap:Header>", b"<a/>" * size + b"</soap:Header>"),
        "comments": sent.replace(b"<Contacts>", b"<Contacts>" + b"<!---->" * size),
        "text": sent.replace(b'MessageId="m"', b'MessageId="%s"' % (b"m" * size * 10)),
    }
    for body in many.values():
        check(caller.send(body))


def test_nothing_of_this_was_logged(caller, sent: bytes, caplog) -> None:
    with caplog.at_level(logging.DEBUG, logger="conformance"):
        for body in (b"", b"<", sent, sent[:-1]):
            check(caller.send(body))
    assert not [record for record in caplog.records if record.name.startswith("conformance")]
