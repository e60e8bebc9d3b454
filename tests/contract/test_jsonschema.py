"""JSON Schemas: what is understood becomes our schema, and what is not is refused by name; so are manifests."""

import json
import shutil
from pathlib import Path

import pytest

from conformance import _schemas
from conformance.contract import manifest
from conformance.contract.jsonschema import complaints, declared, validators
from conformance.errors import ContractError
from conformance.model.schema import ComplexType, Shape, SimpleType


def written(folder: Path, said: object) -> Path:
    (folder / "Thing.schema.json").write_text(said if isinstance(said, str) else json.dumps(said))
    return folder


def test_the_shapes_are_those_of_the_values(tmp_path: Path) -> None:
    said = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "tags": {"type": ["array", "null"], "items": {"type": "string"}},
            "notes": {"type": "object", "additionalProperties": {"type": "string"}},
            "self": {"$ref": "Thing.schema.json"},
        },
    }
    schema = declared(written(tmp_path, said)).schema
    shapes = {name: held.shape for name, held in schema.types.items() if isinstance(held, ComplexType)}
    assert shapes["Thing"] is Shape.OBJECT
    assert shapes["Thing/tags"] is Shape.LIST
    assert shapes["Thing/notes"] is Shape.DICTIONARY
    uses = {use.name: use for use in schema.types["Thing"].content.particles}
    assert [use.occurs.least for use in uses.values()] == [1, 0, 0, 0]
    assert uses["tags"].nillable
    assert uses["self"].type == "Thing"
    number = schema.types["Thing/id"]
    assert isinstance(number, SimpleType)
    assert (number.builtin, number.facets.min_inclusive, number.kind) == ("integer", "1", "number")


@pytest.mark.parametrize(
    "said, words",
    [
        ("{", "not JSON"),
        ("[]", "no JSON Schema|declares no type"),
        ({"type": "objekt"}, "no JSON Schema"),
        ({"type": "object", "properties": {"a": {"type": "string", "pattern": "x"}}}, "'pattern' is not understood"),
        ({"type": "object", "properties": {"a": {"oneOf": [{"type": "string"}]}}}, '"type" has to be one type'),
        ({"type": "object", "properties": {"a": {"type": ["string", "integer"]}}}, '"type" has to be one type'),
        ({"type": "object", "properties": {"a": {"type": "string", "format": "email"}}}, "'email' is not understood"),
        ({"type": "object", "properties": {"a": {"$ref": "Other.schema.json"}}}, "leads to no file"),
        ({"type": "object", "properties": {"a": {"$ref": "#/$defs/nothing"}}}, "leads nowhere"),
        ({"type": "object", "properties": {"a": {"enum": [1, 2]}}}, "have to be texts"),
        ({"type": "object", "properties": {"a": True}}, "true and false"),
        ({"type": "object", "patternProperties": {}}, "'patternProperties' is not understood"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}, "back to itself"),
        ('{"properties":' * 20_000, "not JSON|too deep"),
        ('{"type":"object","properties":{"a":' * 300 + "{}" + "}}" * 300, "too deep|has to be one type"),
    ],
    ids=range(1, 16),
)
def test_what_is_not_understood_is_told_by_name(tmp_path: Path, said: object, words: str) -> None:
    with pytest.raises(ContractError, match=words) as told:
        declared(written(tmp_path, said))
    assert "Thing.schema.json" in str(told.value)


def test_types_may_hold_themselves(tmp_path: Path) -> None:
    said = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/Tree"}},
        "$defs": {
            "Tree": {
                "type": "object",
                "properties": {"next": {"$ref": "#/$defs/Tree"}, "all": {"$ref": "#/$defs/List"}},
            },
            "List": {"type": "array", "items": {"$ref": "#/$defs/List"}},
        },
    }
    schema = declared(written(tmp_path, said)).schema
    assert {use.name: use.type for use in schema.types["Thing/Tree"].content.particles} == {
        "next": "Thing/Tree",
        "all": "Thing/List",
    }
    assert schema.types["Thing/List"].content.particles[0].type == "Thing/List"


def test_a_value_is_refused_for_its_place() -> None:
    contract = manifest.load(_schemas.contract_folder("yourmembership"))
    found = complaints(
        validators(contract.json_schemas)["RegistrationSessionRequest"], {"EventID": "x", "Sessions": [{"a": 1}]}
    )
    assert [one.path for one in found] == ["EventID", "Sessions/0/a"]


def test_a_strict_reader_knows_no_other_members() -> None:
    contract = manifest.load(_schemas.contract_folder("yourmembership"))
    value = {"EventID": 1, "Unknown": 2}
    name = "RegistrationSessionRequest"
    assert not complaints(validators(contract.json_schemas)[name], value)
    assert complaints(validators(contract.json_schemas, closed=True)[name], value)


@pytest.mark.parametrize(
    "old, new, words",
    [
        ('formats = ["json"', 'formats = ["xml"', "no format 'xml'"),
        ('formats = ["json", "jsv", "form"]', "formats = []", "there is no format"),
        ('verb = "DELETE"', 'verb = "UNDO"', "'UNDO' is no verb"),
        ('path = "/Ams/Authenticate"', 'path = "Ams"', "does not begin with /"),
        ('path = "/Ams/Authenticate"', 'path = "/Ams/{Client-ID}"', "no name of letters, digits and _"),
        (
            '{EventID}/EventRegistrationSessions"\nrequest',
            '{Event}/EventRegistrationSessions"\nrequest',
            "{Event} in the path",
        ),
        ("{EventID}/Event", "{Sessions}/Event", "{Sessions} in the path is no single value"),
        ('request = "Authenticate"', 'request = "Nothing"', "no Nothing.schema.json"),
        ('echo = ["ClientID"]', 'echo = ["Password"]', "'Password' is no member of both"),
        ('undo = "Delete', 'undo = "Undo', "no operation 'UndoEventRegistrationSessions'"),
        ('login = "Authenticate"', 'login = "Login"', "no operation 'Login'"),
        ('"Authenticate/UserType"', '"Authenticate/Nobody"', "leads nowhere"),
        ('protocol = "servicestack"', 'protocol = "grpc"', "must be soap or servicestack"),
        ('name = "yourmembership"', 'name = "your membership"', "is no name"),
        ("[session]", "[sessions]", "sessions"),
    ],
    ids=range(1, 16),
)
def test_a_manifest_that_cannot_be_meant_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = tmp_path / "contract"
    shutil.copytree(_schemas.contract_folder("yourmembership"), folder)
    text = (folder / "contract.toml").read_text()
    assert old in text
    (folder / "contract.toml").write_text(text.replace(old, new))
    with pytest.raises(ContractError) as told:
        manifest.load(folder)
    assert words in str(told.value)
    assert "contract.toml" in str(told.value)
