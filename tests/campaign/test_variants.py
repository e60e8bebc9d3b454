"""Spellings against an endpoint: answered like the plain one, and written down without the session in any of them."""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from conformance.campaign.cases import cases
from conformance.campaign.examine import examine
from conformance.campaign.parts import part_of
from conformance.campaign.settings import Settings
from conformance.contract.validate import Engines
from conformance.markup import xml
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.media import charset_of
from conformance.reference.soap.wsgi import application
from conformance.relations import relations
from conformance.soap.spelling import SPELLINGS
from tests.campaign.endpoint import campaign_of, case_of, reading

OPERATION = "UpdateSession"
SECRET_PART = 6


def spellings(contract: Contract, binding: str) -> list[Case]:
    chosen = Settings(operations=(OPERATION,), bindings=(binding,))
    return [case for case in cases(contract, chosen, Kind.VARIANT) if part_of(case) in SPELLINGS]


def pieces_of(secret: str) -> set[str]:
    """Return all pieces of a secret that are long enough to tell something."""
    return {secret[start : start + SECRET_PART] for start in range(len(secret) - SECRET_PART + 1)}


def cut_at_a_comment(body: bytes, _media_type: str) -> bytes:
    """Read a text up to its first comment only."""
    return re.sub(rb"(<EventId>[^<]*)<!--[^>]*-->[^<]*", rb"\1", body)


@pytest.mark.parametrize("binding", ["soap11", "soap12"])
def test_no_spelling_changes_the_answer(cvent: Contract, engines: Engines, binding: str) -> None:
    with campaign_of(application(cvent, None), cvent, engines) as (campaign, written):
        for case in spellings(cvent, binding):
            found = examine(campaign, case)
            assert (found.evidence, found.untested, found.doubts) == ((), None, ()), case.id
            assert "parity.spelling-changes-nothing" in written.records[-1].passed, case.id
    plain = [record.case.id for record in written.records if record.case.id.endswith("/plain")]
    assert len(plain) == 1, "the plain spelling is sent once for all"
    assert len(written.records) == len(spellings(cvent, binding)) + 1 > 30


@pytest.mark.parametrize("binding", ["soap11", "soap12"])
def test_the_session_stands_in_no_record_of_any_spelling(cvent: Contract, engines: Engines, binding: str) -> None:
    bodies: dict[str, str] = {}
    with campaign_of(application(cvent, None), cvent, engines, Settings(keep_all=True)) as (campaign, written):
        for case in spellings(cvent, binding):
            examine(campaign, case)
        assert campaign.granted is not None
        secret = campaign.granted.value
    for record in written.records:
        assert record.exchange is not None
        request = record.exchange.request
        charset = charset_of(request.headers)
        document = xml.parse(request.body, charset=charset)
        assert "redacted-1" in {part.text for part in document.walk()}, record.case.id
        bodies[record.case.id.rpartition("/")[2]] = request.body.decode(charset or "utf-8")
    pieces = pieces_of(secret)
    assert len(pieces) > 10
    for name, text in bodies.items():
        assert not [piece for piece in pieces if piece in text], name
    assert {"cdata-in-two", "comments-in-text", "utf-16-le"} <= bodies.keys()
    assert "]]><![CDATA[" in bodies["cdata-in-two"]
    assert re.search("reda<?.*<!-- a comment -->", bodies["comments-in-text"])


def test_a_spelling_that_is_read_otherwise_is_a_finding_in_that_spelling(cvent: Contract, engines: Engines) -> None:
    app = reading(application(cvent, None), cut_at_a_comment)
    with campaign_of(app, cvent, engines) as (campaign, written):
        other = examine(campaign, case_of(cvent, f"{OPERATION}/soap11/variant/cdata-in-two"))
        found = examine(campaign, case_of(cvent, f"{OPERATION}/soap11/variant/comments-in-text"))
        assert campaign.granted is not None
        pieces = pieces_of(campaign.granted.value)
    assert other.evidence == ()
    (told,) = found.evidence
    assert told.check == "parity.spelling-changes-nothing"
    assert "to the message in its plain spelling" in told.message
    assert b"<!-- a comment -->" in told.request.body
    shown, _, sent = told.reproduced.partition(" of ")
    assert shown == sent
    assert not [piece for piece in pieces if piece in told.request.body.decode()]
    assert [record.case.id for record in written.records if record.verdicts] == [
        f"{OPERATION}/soap11/variant/comments-in-text"
    ]


def test_a_spelling_that_is_refused_is_a_finding(cvent: Contract, engines: Engines) -> None:
    clean = application(cvent, None)

    def utf_8_only(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "utf-16" in environ.get("CONTENT_TYPE", ""):
            start("415 Unsupported Media Type", [("Content-Length", "0")])
            return [b""]
        return clean(environ, start)

    with campaign_of(utf_8_only, cvent, engines) as (campaign, _):
        found = examine(campaign, case_of(cvent, f"{OPERATION}/soap12/variant/utf-16-be"))
    told = {held.check: held for held in found.evidence}["parity.spelling-changes-nothing"]
    assert "the answer is HTTP status 415" in told.message


def test_a_spent_budget_ends_it_early_and_says_so(cvent: Contract, engines: Engines) -> None:
    with campaign_of(application(cvent, None), cvent, engines, Settings(budget=1)) as (campaign, written):
        found = examine(campaign, case_of(cvent, f"{OPERATION}/soap11/variant/cdata"))
    assert written.records == []
    assert found.untested is not None
    assert "budget" in found.untested


def test_quick_runs_send_one_spelling_of_each_way(cvent: Contract) -> None:
    chosen = Settings(operations=(OPERATION,), bindings=("soap11",), depth="quick")
    quick = [case for case in cases(cvent, chosen, Kind.VARIANT) if part_of(case) in SPELLINGS]
    whole = spellings(cvent, "soap11")
    assert {part_of(case) for case in quick} < {part_of(case) for case in whole}
    variants = [SPELLINGS[part_of(case)].variant for case in quick]
    assert len(set(variants)) == len(variants)
    assert set(variants) == {SPELLINGS[part_of(case)].variant for case in whole}


def test_every_spelling_is_sent_with_some_operation(cvent: Contract) -> None:
    found = {part_of(case) for case in cases(cvent, Settings(), Kind.VARIANT)}
    assert found == {*SPELLINGS, *relations()}
