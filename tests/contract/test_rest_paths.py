"""What the path of a REST request says of its members."""

import json
import textwrap
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from conformance.contract import manifest, rest
from conformance.contract.bench import Bench
from conformance.contract.example import smallest
from conformance.contract.protocols import speech_of
from conformance.generation.plan import compile_plan
from conformance.generation.tapes import drafts
from conformance.model.binding import JSON
from conformance.model.contract import Contract, SessionRule
from conformance.model.exchange import Request
from conformance.model.session import PLACEHOLDER

_MANIFEST = """
name = "things"
protocol = "servicestack"
address = "https://api.example.com"
formats = ["json"]

[operations.GetThing]
verb = "POST"
path = "/things/{Id}"
request = "GetThing"
response = "GetThing"
"""


@pytest.fixture
def things(tmp_path: Path) -> Contract:
    tmp_path.joinpath("contract.toml").write_text(textwrap.dedent(_MANIFEST), encoding="utf-8")
    schema = {"type": "object", "required": ["Id"], "properties": {"Id": {"type": "integer", "minimum": 1}}}
    tmp_path.joinpath("GetThing.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return manifest.load(tmp_path)


@pytest.mark.parametrize("suffix", ["", ".json", ".jsv"])
def test_a_suffix_is_no_part_of_the_member_that_ends_a_path(things: Contract, suffix: str) -> None:
    operation = things.operations["GetThing"]
    payload = smallest(things, operation.input.payload)
    sent = rest.request(payload, things, operation, JSON, base="https://api.example.com")
    sent = replace(sent, url=f"https://api.example.com/things/7{suffix}")
    assert rest.value(rest.asked(sent, things, operation).element, things) == {"Id": 7}


def test_a_text_in_a_path_is_never_empty(tmp_path: Path) -> None:
    tmp_path.joinpath("contract.toml").write_text(textwrap.dedent(_MANIFEST), encoding="utf-8")
    schema = {"type": "object", "properties": {"Id": {"type": "string"}, "Note": {"type": "string"}}}
    tmp_path.joinpath("GetThing.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    contract = manifest.load(tmp_path)
    bench = Bench.of(contract)
    operation = contract.operations["GetThing"]
    for draft in islice(drafts(compile_plan(contract, operation), 0), 300):
        assert rest.value(draft.element(), contract)["Id"]
        assert speech_of(contract).wrong(bench, operation, draft.element()) == ()
    without = replace(smallest(contract, operation.input.payload), content=())
    assert [one.path for one in speech_of(contract).wrong(bench, operation, without)] == ["Id"]


def test_a_session_is_carried_once_and_made_a_placeholder(things: Contract) -> None:
    rule = SessionRule(header="X-Token", login="GetThing", value="Token", success="Token")
    contract = replace(things, session=rule)
    sent = Request(url="https://api.example.com/things/1", headers=(("x-token", "one"), ("Accept", "*/*")), body=b"")
    assert rest.session_of(sent, contract) == "one"
    blank = speech_of(contract).blanked(sent, contract)
    assert blank.headers == (("Accept", "*/*"), ("X-Token", PLACEHOLDER))
    assert rest.without_session(blank, contract).headers == (("Accept", "*/*"),)
    assert speech_of(contract).blanked(rest.without_session(blank, contract), contract).headers == (("Accept", "*/*"),)
