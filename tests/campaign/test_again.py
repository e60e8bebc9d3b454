"""A finding, sent once more: it shows as long as the endpoint is as it was, and no longer once that is mended."""

import re
from dataclasses import replace

import pytest

from conformance.campaign.again import again
from conformance.campaign.soap import writing
from conformance.errors import UsageError
from conformance.model.exchange import Request
from conformance.model.report import Trace
from conformance.reference.soap.defects import known

# One of each kind: what was sent, and what its answer has to be judged beside; the others run with the proofs.
KINDS = {
    "results-without-session": "an example",
    "error-beside-success": "an edge",
    "any-boolean-passes": "a broken payload",
    "soap12-refuses-unknown-attributes": "a broken payload that both bindings must treat alike",
    "mismatch-without-upgrade": "a broken envelope",
    "items-beyond-the-most-are-dropped": "a broken envelope that is seen beside another message",
    "fault-spoils-the-next-answer": "the plain message behind a broken one",
    "any-session-is-open": "a session",
    "failed-login-is-a-fault": "a login",
    "utf-16-is-refused": "a spelling",
    "soap12-writes-small-ids": "a relation to the other binding",
    "second-time-writes-small-ids": "a relation whose messages come one after another",
    "one-failure-fails-all": "a relation between items",
    "two-at-once-are-swapped": "messages that are sent together",
}


@pytest.mark.parametrize(
    "defect",
    [pytest.param(one, marks=() if one.name in KINDS else pytest.mark.proof) for one in known()],
    ids=lambda defect: defect.name,
)
def test_every_finding_can_be_met_again_until_it_is_mended(stage, defect) -> None:
    stage.require_met_again(defect.name, stage.findings(defect.name, *defect.shown))


def test_every_kind_is_one_of_a_defect_that_there_is() -> None:
    assert KINDS.keys() <= {defect.name for defect in known()}


@pytest.mark.parametrize(
    "defect, shown",
    [
        ("error-beside-success", "UpdateContact/soap12/generated"),
        ("fault-with-200", "UpdateContact/soap12/invalid/generated"),
    ],
)
def test_a_random_message_needs_no_seed_to_be_sent_again(stage, defect: str, shown: str) -> None:
    stage.require_met_again(defect, stage.findings(defect, shown))


def trace(**fields) -> Trace:
    found = Trace(check="binding.answered", case="UpdateContact/soap11/example")
    return replace(found, **fields)


@pytest.mark.parametrize(
    "asked, said",
    [
        (trace(check="no.such-check"), "there is no check no.such-check here; conformance checks lists those"),
        (trace(case="Update/soap11/example"), "contract cvent has no operation 'Update'; it has "),
        (trace(case="UpdateContact/soap13/example"), "contract cvent has no binding 'soap13'; it has "),
        (
            trace(case="test_x/1", request=Request(url="http://127.0.0.1/", headers=(), body=b"<a/>")),
            "neither the Body nor the action (none) of this request names an operation",
        ),
    ],
)
def test_what_is_not_there_is_told(stage, asked: Trace, said: str) -> None:
    with stage.opened(None, platform="none") as campaign, pytest.raises(UsageError, match=re.escape(said)):
        again(campaign, asked)


PLAIN = '<UpdateContact xmlns="http://api.cvent.com/2006-11"><Contacts><Contact {}/></Contacts></UpdateContact>'


@pytest.mark.parametrize(
    "asked, doubt",
    [
        (trace(case="UpdateContact/soap11/edge/Contact.Id"), "the report does not hold its payload"),
        (trace(case="UpdateContact/soap11/invalid/Contact.Id/length"), "the report does not hold its payload"),
        (trace(case="UpdateContact/soap11/variant/no-such-part"), "the report does not hold its payload"),
        (trace(payload="<UpdateContact/>"), "a generated message is not valid"),
        (trace(case="UpdateContact/soap11/invalid/a/b", breaks="c", payload="<a/>"), "there is no rule 'c'"),
        (
            trace(case="UpdateContact/soap11/invalid/a/b", breaks="unknown-attribute", payload=PLAIN.format("")),
            "it no longer breaks the rule unknown-attribute",
        ),
        (
            trace(case="UpdateContact/soap11/variant/batch/one-by-one/no-such-place"),
            "there is nothing left to vary",
        ),
        (
            trace(payload=PLAIN.format('PassportNumber="redacted-7"')),
            "UpdateContact/Contacts/Contact/@PassportNumber holds redacted-7 in the place of a value that was redacted",
        ),
    ],
)
def test_what_cannot_be_made_any_more_is_no_pass(stage, asked: Trace, doubt: str) -> None:
    with stage.opened(None, platform="none") as campaign:
        became = again(campaign, asked)
    assert became.shown is None
    assert doubt in (became.doubt or "")


def test_an_answer_that_is_no_message_is_no_pass_either(cvent, stage) -> None:
    """Of a gateway's page nothing can be learned about results."""
    with stage.opened("sign-in-page-for-results", platform="none") as campaign:
        became = again(campaign, trace(check="fault.comes-once", payload=PLAIN.format('Id="a"')))
    assert became.shown is None


def test_a_broken_message_whose_valid_one_is_refused_tells_nothing(stage) -> None:
    """An endpoint that refuses everything has mended nothing."""
    found = trace(
        check="negative.is-not-accepted",
        case="UpdateContact/soap11/invalid/a/b",
        breaks="unknown-attribute",
        payload=PLAIN.format('Unknown="a"'),
    )
    with stage.opened(None, platform="none") as campaign:
        assert again(campaign, found).doubt is None
        known = dict.fromkeys(campaign.contract.subjects, ("00000000-0000-8000-8000-00000000ABCD",))
        campaign.contract = replace(campaign.contract, subjects=known)
        became = again(campaign, found)
    assert became.shown is None
    assert became.doubt == "UpdateContact/soap11/invalid/a/b: the valid message that was broken is refused"


def test_what_was_redacted_is_filled_in_from_the_subjects(stage) -> None:
    ids = ("19000000-0000-4000-8000-000000000007", "19000000-0000-4000-8000-000000000003")
    two = PLAIN.format(f'Id="{ids[0]}"/><Contact Id="{ids[1]}"/><Contact Id="{ids[0]}"')
    with stage.opened(None, platform="none") as campaign:
        known = campaign.contract.subjects["UpdateContact/Contacts/Contact/@Id"]
        became = again(campaign, trace(payload=two))
    (answered,) = became.answers
    assert answered.seen.items is not None
    assert [item.get("Id") for item in answered.seen.items] == [known[0], known[1], known[0]]
    assert (became.shown, became.doubt) == (None, None)


def test_a_request_of_ones_own_is_sent_with_the_open_session(stage) -> None:
    with stage.opened(None, platform="none") as campaign:
        body = writing.message(
            campaign, stage.cases("UpdateContact/soap11/example")[0], PLAIN.format('FirstName="a"').encode()
        ).replace(campaign.granted.value.encode(), b"redacted-1")
        headers = (("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", "7"), ("Host", "example.com"))
        request = Request(url="https://example.com/", headers=headers, body=body)
        became = again(campaign, trace(check="header.session-is-the-requests", case="test_x/1", request=request))
        (answered,) = became.answers
        assert campaign.granted.value.encode() in answered.exchange.request.body
    assert answered.failing == frozenset()
    assert (became.shown, became.doubt) == (None, None)
