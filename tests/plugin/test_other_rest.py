"""Another vendor's REST contract, with names of its own, is judged and served from its manifest and schemas alone."""

import json
from pathlib import Path

import pytest

MANIFEST = """
name = "things"
protocol = "servicestack"
address = "https://api.example.com"
formats = ["json", "jsv", "form"]

[session]
field = "X-Token"
login = "SignIn"
value = "Token"

[operations.SignIn]
verb = "POST"
path = "/sign-in"
request = "SignIn"
response = "SignedIn"
anonymous = true
writes = false

[operations.KeepThing]
verb = "PUT"
path = "/things/{Number}"
request = "Thing"
response = "Kept"
echo = ["Number", "Name"]

[operations.FindThing]
verb = "GET"
path = "/things/called/{Name}"
request = "Find"
response = "Kept"
anonymous = true
writes = false

[operations.PriceThing]
verb = "POST"
path = "/things/{Name}/price"
request = "Price"
response = "Kept"

[subjects]
"SignIn/User" = ["someone@example.com"]
"SignIn/Secret" = ["not-a-secret"]
"""
TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 9}
SCHEMAS = {
    "SignIn": {"required": ["User", "Secret"], "properties": {"User": TEXT, "Secret": TEXT}},
    "SignedIn": {"required": ["Token", "Greeting"], "properties": {"Token": TEXT, "Greeting": TEXT}},
    "Thing": {
        "required": ["Number"],
        "properties": {"Number": NUMBER, "Name": TEXT, "Tags": {"type": "array", "items": TEXT}},
    },
    "Find": {
        "required": ["Name"],
        "properties": {"Name": TEXT, "Below": {"type": "number"}, "Few": {"type": "boolean"}},
    },
    "Price": {
        "required": ["Name", "Price", "Note"],
        "properties": {"Name": TEXT, "Price": {"type": "number"}, "Note": {"type": ["string", "null"]}, "Size": NUMBER},
    },
    "Kept": {"required": ["Number", "Kind"], "properties": {"Number": NUMBER, "Name": TEXT, "Kind": TEXT}},
}


@pytest.fixture
def things(tmp_path: Path) -> Path:
    folder = tmp_path / "things"
    folder.mkdir()
    folder.joinpath("contract.toml").write_text(MANIFEST, encoding="utf-8")
    for name, said in SCHEMAS.items():
        schema = json.dumps({"type": "object", **said})
        folder.joinpath(f"{name}.schema.json").write_text(schema, encoding="utf-8")
    return folder


@pytest.mark.parametrize("platform", ["servicestack", "none"])
def test_its_reference_breaks_nothing(pytester: pytest.Pytester, suite, things: Path, platform: str) -> None:
    (pytester.path / "narrow.py").write_text("from conformance.suite import *\n")
    options = (
        "--conformance-contract",
        str(things),
        "--conformance-depth",
        "quick",
        "--conformance-platform",
        platform,
    )
    result, report = suite(*options)
    assert result.ret == 0
    assert {record.case.operation for record in report.records} == {"SignIn", "KeepThing", "FindThing", "PriceThing"}
    assert {record.case.binding for record in report.records} == {"json", "jsv", "form"}
    verdicts = [told for record in report.records for told in record.verdicts]
    assert {told.tolerated is not None for told in verdicts} == ({True} if platform == "servicestack" else set())
