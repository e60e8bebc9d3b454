"""Both engines judge a message, and say where and why they refuse it."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conformance.contract import validate
from conformance.contract.example import example
from conformance.contract.validate import Engines
from conformance.errors import WireError
from conformance.model.binding import SOAP11
from conformance.model.contract import Contract
from conformance.soap import envelope


def message(contract: Contract) -> bytes:
    payload = example(contract, contract.operations["SessionRegAction"])
    return envelope.encode(envelope.Envelope(binding=SOAP11, body=(payload,)))


@pytest.mark.parametrize(
    "right, wrong, word",
    [
        (b"Register", b"register", "register"),
        (b"ProductId=", b"productId=", "productId"),
        (b' SessionRegActionType="Register"', b"", "SessionRegActionType"),
        (b"<CvInvitee ", b"<CvInvite ", "CvInvite"),
        (b'<CvInvitee xmlns="http://schemas.cvent.com/api/2006-11"', b"<CvInvitee", "CvInvitee"),
    ],
)
def test_both_refuse_what_is_broken(cvent: Contract, engines: Engines, right: bytes, wrong: bytes, word: str) -> None:
    good = message(cvent)
    assert engines.judge(good).valid
    bad = good.replace(right, wrong)
    assert bad != good
    found = engines.judge(bad)
    assert found.agreed
    assert not found.valid
    for complaints in (found.libxml2, found.xmlschema):
        assert any(word in complaint.message for complaint in complaints)
        assert all(complaint.line for complaint in complaints)


def test_what_is_not_xml_is_no_judgement(engines: Engines) -> None:
    with pytest.raises(WireError):
        engines.judge(b"<a")


def test_an_engine_that_gives_up_refuses(engines: Engines) -> None:
    body = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><UpdateContact xmlns="http://api.cvent.com/2006-11"><Contacts><Contact xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="none:such"/></Contacts></UpdateContact></s:Body></s:Envelope>'
    found = engines.judge(body)
    assert found.libxml2
    assert found.xmlschema


def test_threads_do_not_read_each_others_complaints(cvent: Contract, engines: Engines) -> None:
    good = message(cvent)
    bad = [good.replace(b"Register", f"Value{number}".encode()) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        for number, found in enumerate(pool.map(engines.judge, bad)):
            assert f"'Value{number}'" in found.libxml2[0].message


def test_threads_share_what_is_remembered(cvent: Contract) -> None:
    both = validate.engines(cvent)
    good = message(cvent)
    sent = [good.replace(b"Register", word) for number in range(40) for word in (b"Register", f"Bad{number}".encode())]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(both.brief, sent))
    assert [judgement.valid for judgement in found] == [True, False] * 40
    assert found == [both.judge(data) for data in sent]


def test_one_message_in_twenty_is_judged_as_a_whole(cvent: Contract) -> None:
    both = validate.engines(cvent)
    good = message(cvent)
    sent = [good.replace(b'ProductId="', f'ProductId="new {number} '.encode()) for number in range(400)]
    before = both.brief(good), len(both.memo)
    assert [both.sampled(data) for data in sent] == [before[0]] * 400
    briefly = len(both.memo) - before[1]  # a whole pass leaves nothing in the memo
    assert 400 * 0.9 < briefly < 400
    assert [both.sampled(data) for data in sent] == [both.judge(data) for data in sent]
    assert len(both.memo) - before[1] == briefly, "the same messages are chosen each time"


def test_neither_engine_follows_what_a_message_points_at(engines: Engines, tmp_path: Path) -> None:
    hint = tmp_path / "hint.xsd"
    hint.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:hint"><xs:element name="a"/></xs:schema>'
    )
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        for place in (hint.as_uri(), str(hint), f"http://127.0.0.1:{canary.getsockname()[1]}/hint.xsd"):
            data = (
                f'<s:Envelope xmlns:s="{SOAP11.namespace}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
                f'i:schemaLocation="urn:hint {place}" i:noNamespaceSchemaLocation="{place}">'
                '<s:Body><a xmlns="urn:hint"/></s:Body></s:Envelope>'
            )
            judgement = engines.judge(data.encode())
            assert judgement.libxml2, place
            assert judgement.xmlschema, place
            assert engines.brief(data.encode()) == judgement, place
            assert not engines.quick(data.encode()), place
        with pytest.raises(BlockingIOError):
            canary.accept()
