"""REST's row: witnesses are members in JSON, judged by the JSON Schema of a contract, of which there is one engine."""

from conformance.contract.comparable import Comparable
from conformance.contract.jsonschema import complaints
from conformance.contract.validate import Complaint
from conformance.diff.spoken import Shown, Spoken
from conformance.model.schema import Schema
from conformance.servicestack import json
from conformance.servicestack.members import value_of
from conformance.servicestack.text import decode


def _write(shown: Shown, schema: Schema) -> bytes:
    return json.dumps(value_of(shown.element, schema.elements[shown.element.name].type, schema)).encode()


def _accepts(contract: Comparable, name: str, body: bytes) -> bool:
    return not _complaints(contract, name, body)


def _refusals(contract: Comparable, name: str, body: bytes) -> tuple[str, ...]:
    found = _complaints(contract, name, body)
    return tuple(f"{one.path}: {one.message}" if one.path else one.message for one in found)


def _complaints(contract: Comparable, name: str, body: bytes) -> tuple[Complaint, ...]:
    return complaints(contract.validators[name], json.loads(decode(body)))


SPOKEN = Spoken(write=_write, accepts=_accepts, refusals=_refusals)
