"""What the path of a REST request says of its members."""

import json
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.contract import manifest, rest
from conformance.contract.example import smallest
from conformance.model.binding import JSON
from conformance.model.contract import Contract

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
