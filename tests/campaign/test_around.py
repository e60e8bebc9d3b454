"""Broken envelopes and relations against an endpoint: what is sent around them, and what is not concluded."""

from collections import Counter
from dataclasses import replace

import httpx
import pytest

from conformance.campaign.budget import Budget
from conformance.campaign.campaign import Campaign, Way
from conformance.campaign.examine import examine
from conformance.checks import load_platform
from conformance.model.report import Evidence, Record
from conformance.reference.defects import find
from conformance.transport._target import Connection, Permissions

TEN = (
    "action-is-demanded",
    "bad-session-has-any-code",
    "declared-type-is-unknown",
    "error-beside-success",
    "falling-messages-fail",
    "mismatch-without-upgrade",
    "nil-item-crashes",
    "soap12-writes-small-ids",
    "two-at-once-are-swapped",
    "unknown-encoding-is-the-senders-fault",
)
BASE = "http://127.0.0.1:8080"
ENVIRONMENT = {
    "CONFORMANCE_ACCOUNT_NUMBER": "EXAMPLE001",
    "CONFORMANCE_USER_NAME": "EXAMPLE001Api",
    "CONFORMANCE_PASSWORD": "not-a-real-password",
}


@pytest.fixture
def run(stage):
    """Return a function that runs a case against an endpoint, with what it writes down."""
    app = stage.apps["asmx"]

    def ran(case_id: str, *, defect: str | None = None, subjects: bool = True, workers: int = 1):
        written: list[Record | Evidence] = []
        played = app if defect is None else replace(app, defect=find(defect))
        (case,) = (one for one in stage.cases(case_id) if one.id == case_id)
        with httpx.Client(transport=httpx.WSGITransport(app=played)) as client:
            connection = Connection(
                client=client, address=app.address(BASE), own=workers == 1, permissions=Permissions()
            )
            way = Way(connection=connection, budget=Budget(None, None), platform=load_platform("asmx"))
            settings = replace(stage.settings, bindings=(case.binding,), workers=workers)
            bench = stage.bench
            campaign = Campaign(settings, bench, way=way, write=written.append)
            campaign.open_session(ENVIRONMENT)
            if not subjects:
                login = {path: held for path, held in campaign.contract.subjects.items() if path.startswith("Login")}
                campaign.contract = replace(campaign.contract, subjects=login)
            return examine(campaign, case), [one for one in written if isinstance(one, Record)], campaign

    return ran


def test_a_broken_envelope_is_sent_between_two_plain_messages(run) -> None:
    found, records, _ = run("UpdateContact/soap11/invalid/envelope/no-body")
    assert found.exchanges == 3
    assert [one.case.id.rpartition("/")[2] for one in records] == ["plain", "no-body", "next"]
    assert [one.accepted for one in records] == [1, 0, 1]
    assert "negative.next-request-is-answered" in records[2].passed
    assert "negative.next-request-is-answered" in records[0].inapplicable


def test_what_can_be_taken_back_is_taken_back_behind_a_refusal(run) -> None:
    found, records, _ = run("SessionRegAction/soap11/invalid/session/unknown-session")
    assert found.exchanges == 4
    assert [one.case.id.rpartition("/")[2] for one in records] == ["plain", "unknown-session", "effect", "next"]
    assert records[2].passed.count("effect.refused-message-has-none") == 1
    assert [one.accepted for one in records] == [1, 0, 0, 1]


def test_what_must_be_understood_is_told_apart_behind_a_refusal(run) -> None:
    _, records, _ = run("SessionRegAction/soap12/invalid/header/mandatory-block")
    assert "effect.mandatory-blocks-come-first" in records[2].passed
    assert "effect.refused-message-has-none" in records[2].inapplicable


def test_nothing_is_taken_back_while_others_may_do_it(run) -> None:
    _, records, _ = run("SessionRegAction/soap11/invalid/session/unknown-session", workers=2)
    assert [one.case.id.rpartition("/")[2] for one in records] == ["plain", "unknown-session", "next"]


def test_a_finding_on_an_effect_is_shown_by_one_item_and_again(run) -> None:
    found, _, _ = run("SessionRegAction/soap11/invalid/session/unknown-session", defect="work-comes-before-the-session")
    (told,) = (one for one in found.evidence if one.tolerated is None)
    assert told.check == "effect.refused-message-has-none"
    assert told.reproduced == "2 of 2"
    assert told.message == (
        "a message was refused, and what it asks for was done: taking that back gives a result with 1 of 1 successes, "
        "before it a result with 0 of 1 successes"
    )


def test_where_the_valid_message_is_refused_nothing_is_broken(run) -> None:
    found, records, _ = run("UpdateContact/soap11/invalid/envelope/two-bodies", subjects=False)
    assert found.untested == "the valid message that would be broken is refused"
    assert [one.case.id.rpartition("/")[2] for one in records] == ["plain"]
    assert found.evidence == ()


def test_where_the_plain_message_is_refused_nothing_is_varied(run) -> None:
    found, records, _ = run("UpdateContact/soap11/variant/batch/reversed-items", subjects=False)
    assert found.untested == "the message that would be varied is refused"
    assert len(records) == 1


@pytest.mark.parametrize("name", ["expired-session", "foreign-session"])
def test_a_session_that_nobody_knows_is_not_sent(run, name: str) -> None:
    found, records, _ = run(f"UpdateContact/soap11/invalid/session/{name}")
    assert found.untested == (
        "no such session is known: CONFORMANCE_EXPIRED_SESSION_VALUE names one that is over, "
        "CONFORMANCE_FOREIGN_SESSION_VALUE another's"
    )
    assert records == []


def test_a_cut_session_is_as_secret_as_the_whole(run) -> None:
    _, records, campaign = run("UpdateContact/soap11/invalid/session/cut-session")
    value = campaign.granted.value
    bodies = [one.exchange.request.body for one in records if one.exchange is not None]
    assert bodies
    assert all(value[:-1].encode() not in body for body in bodies)


def test_the_session_that_is_refused_on_purpose_does_not_end_the_run(run) -> None:
    found, records, _ = run("UpdateContact/soap12/invalid/session/unknown-session")
    assert {told.tolerated for told in found.evidence} <= {"ASMX-14"}
    assert "session.bad-session-has-a-code-for-that" in records[-2].passed


def test_variations_are_sent_at_the_same_time_and_each_is_written_down(run) -> None:
    found, records, _ = run("UpdateContact/soap11/variant/connection/at-once-with-others")
    assert found.exchanges == len(records) == 16
    assert all("parity.answers-are-not-swapped" in one.passed for one in records[8:])


@pytest.mark.parametrize("defect", ["fault-spoils-the-next-answer"])
def test_the_message_behind_a_broken_one_is_shown_with_it(run, defect: str) -> None:
    found, _, _ = run("UpdateContact/soap12/invalid/envelope/no-body", defect=defect)
    (told,) = (one for one in found.evidence if one.tolerated is None)
    assert told.check == "negative.next-request-is-answered"
    assert told.case == "UpdateContact/soap12/invalid/envelope/no-body/next"
    assert told.reproduced == "2 of 2"


@pytest.mark.proof
def test_ten_defects_at_once_are_all_told_each_once_and_by_a_small_request(stage) -> None:
    defects = [find(name) for name in TEN]
    chosen = [
        one for one in stage.cases(*(shown for defect in defects for shown in defect.shown)) if one.binding == "soap12"
    ]
    found = tuple(stage.play(",".join(TEN), chosen, platform="asmx", requests_to_shrink=200))
    assert {told.check for told in found} == {check for defect in defects for check in defect.checks}
    causes = {(told.check, told.fingerprint) for told in found}
    assert set(Counter(check for check, _ in causes).values()) == {1}
    assert all(len(told.request.body) < 1300 for told in found)
