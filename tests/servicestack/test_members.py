"""Values and elements: each generated payload is the same in every format, and what does not fit stays what it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import _schemas
from conformance.contract import manifest, rest
from conformance.contract.jsonschema import complaints, validators
from conformance.generation.draft import Draft
from conformance.generation.plan import compile_plan
from conformance.model.binding import JSON, JSV
from conformance.servicestack import json, jsv
from conformance.servicestack.members import element_of, value_of

CONTRACT = manifest.load(_schemas.contract_folder("yourmembership"))
OPERATION = CONTRACT.operations["PostEventRegistrationSessions"]
PLAN = compile_plan(CONTRACT, OPERATION)
SCHEMAS = validators(CONTRACT.json_schemas)
NAME, TYPE = OPERATION.input.payload, CONTRACT.schema.elements[OPERATION.input.payload].type


@settings(max_examples=100)
@given(tape=st.binary(max_size=PLAN.size))
def test_a_payload_is_valid_and_is_read_as_it_was_written(tape: bytes) -> None:
    element = Draft(plan=PLAN, tape=tape).element()
    value = value_of(element, TYPE, CONTRACT.schema)
    assert complaints(SCHEMAS["RegistrationSessionRequest"], value) == ()
    assert element_of(json.loads(json.dumps(value)), NAME, TYPE, CONTRACT.schema) == element_of(
        value, NAME, TYPE, CONTRACT.schema
    )
    # JSV says no member that is null.
    told = {name: held for name, held in value.items() if held is not None}
    back = value_of(element_of(jsv.loads(jsv.dumps(told)), NAME, TYPE, CONTRACT.schema), TYPE, CONTRACT.schema)
    assert back.keys() == told.keys()
    assert {name: back[name] for name in ("ClientID", "EventID")} == {
        name: told[name] for name in ("ClientID", "EventID")
    }


@pytest.mark.parametrize(
    "text, path",
    [
        ("{Sessions:oops}", "Sessions/0"),
        ("{Sessions:[oops]}", "Sessions/0"),
        ("{BadgeNumber:x}", "BadgeNumber"),
        ("{BypassCache:perhaps}", "BypassCache"),
        ("{ResponseStatus:oops}", "ResponseStatus"),
        ("{Device:Phone}", "Device"),
        ("{DateCached:yesterday}", "DateCached"),
        ("{ClientID:1,Sessions:[{a:b}],BypassCache:True,DateCached:2026-05-03}", None),
    ],
)
def test_what_does_not_fit_in_jsv_is_seen(text: str, path: str | None) -> None:
    operation = CONTRACT.operations["PostEventRegistrationSessions"]
    read = rest.answered(text.encode(), (("Content-Type", JSV.media_type),), CONTRACT, operation)
    assert read is not None
    found = complaints(SCHEMAS["RegistrationSessionResponse"], rest.typed(read, CONTRACT))
    assert [one.path for one in found] == ([] if path is None else [path])


def test_names_are_read_without_regard_to_case() -> None:
    element = element_of({"clientid": 7, "EVENTID": 8}, NAME, TYPE, CONTRACT.schema)
    assert value_of(element, TYPE, CONTRACT.schema) == {"ClientID": 7, "EventID": 8}
    assert rest.written({"ClientID": 7}, JSON) == b'{"ClientID":7}'
