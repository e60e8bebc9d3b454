"""What a dry run counts and keeps, and in which order a budget is worth most."""

import json
from pathlib import Path

import pytest

from conformance.campaign.begin import allowance
from conformance.campaign.cases import cases
from conformance.campaign.parts import rank
from conformance.campaign.rehearsal import MESSAGES, Rehearsal, environment, lines, messages, write
from conformance.campaign.settings import Settings
from conformance.errors import UsageError
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Request

LIVE = "https://api.example.com/"


def request(body: bytes = b"<a/>") -> Request:
    return Request(url=LIVE, headers=(("Content-Type", "text/xml"),), body=body)


def every(contract: Contract) -> list[Case]:
    settings = Settings(operations=("UpdateSession",), depth="quick")
    return [case for kind in Kind for case in cases(contract, settings, kind)]


def test_what_finds_most_is_sent_first(cvent) -> None:
    ordered = sorted(every(cvent), key=rank)
    kinds = list(dict.fromkeys(case.kind for case in ordered))
    assert kinds == [Kind.EXAMPLE, Kind.EDGE, Kind.INVALID, Kind.VARIANT, Kind.GENERATED]
    last = [case.id for case in ordered if rank(case) == rank(ordered[-1])]
    assert last == [
        f"UpdateSession/{binding}/{name}"
        for name in ("generated", "invalid/generated")
        for binding in ("soap11", "soap12")
    ]


def test_the_numbers_of_several_processes_add_up(cvent, tmp_path: Path) -> None:
    example, edge = (next(case for case in every(cvent) if case.kind is kind) for kind in (Kind.EXAMPLE, Kind.EDGE))
    found, other = (Rehearsal(out=tmp_path / f"{name}.{MESSAGES}") for name in ("gw0", "gw1"))
    found.note(example, request())
    for body in (b"<b/>", b"\xff\xfe<\0"):
        other.note(edge, request(body))
    other.note(example, request())
    other.early = 1
    found.add(json.loads(json.dumps(other.plain())))
    assert (found.total, found.early) == (4, 1)
    told = list(lines(found, LIVE, 3))
    assert told[0] == f"Dry run: nothing was sent to {LIVE}, and nothing was tested."
    assert [line.split() for line in told[2:5]] == [
        ["example", "edge", "all"],
        ["UpdateSession", "soap11", "2", "2", "4"],
        ["all", "2", "2", "4"],
    ]
    assert told[-1] == "Its budget of 3 requests would end among those of kind edge; the order is: example, edge."
    assert not any(line.startswith("Its budget") for line in lines(found, LIVE, 5))
    write(tmp_path, tmp_path / "all.jsonl")
    kept = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert [message.get("body") for message in kept] == ["<a/>", "<b/>", None, "<a/>"]
    assert kept[2]["body_base64"] == "//48AA=="
    assert [line for line in messages(tmp_path) if line.startswith("UpdateSession")] == [
        f"{message['case']}: POST {LIVE}" for message in kept
    ]
    with pytest.raises(UsageError, match="cannot be used for the messages"):
        write(tmp_path, tmp_path)


def test_nobodys_credentials_are_needed_and_none_of_the_users_are_taken(cvent) -> None:
    given = {"CONFORMANCE_PASSWORD": "secret", "CONFORMANCE_EXPIRED_SESSION_VALUE": "secret"}
    found = environment(cvent, given)
    assert found.keys() == {
        "CONFORMANCE_ACCOUNT_NUMBER",
        "CONFORMANCE_USER_NAME",
        "CONFORMANCE_PASSWORD",
        "CONFORMANCE_EXPIRED_SESSION_VALUE",
    }
    assert "secret" not in found.values()


@pytest.mark.parametrize(
    "settings, told",
    [
        (Settings(target=LIVE), "this run: at most 500 of 10,000 calls a day"),
        (Settings(target=LIVE, budget=1480), "this run: at most 1,480 of 10,000 calls a day"),
        (Settings(target=LIVE, daily_limit=2000), "this run: at most 500 of 2,000 calls a day"),
        (Settings(budget=20), "this run: at most 20 requests"),
        (Settings(target="http://127.0.0.1:1/"), None),
        (Settings(), None),
    ],
)
def test_a_run_tells_how_much_of_a_day_it_takes(cvent, settings: Settings, told: str | None) -> None:
    assert allowance(settings, cvent) == told
