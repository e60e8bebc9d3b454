"""The printed form of documentation pages: read back to what the wire has, and valid by the contract."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import _schemas
from conformance.contract import manifest
from conformance.contract.jsonschema import complaints, validators
from conformance.servicestack import jsv
from conformance.servicestack.documentation import wire
from conformance.servicestack.members import element_of, value_of

SAMPLE = """{
	EventID: 0,
	RegistrationID: String,
	BadgeNumber: 0,
	Sessions:
	[
		{
			String: String
		}
	],
	ClientID: 0,
	ResponseStatus:
	{
		ErrorCode: String,
		Errors:
		[
			{
				FieldName: String,
				Meta:
				{
					String: String
				}
			}
		]
	},
	BypassCache: False,
	DateCached: 2026-05-03T02:03:39.8946258-04:00,
	Device: Desktop
}"""


def printed(text: str) -> str:
    """Print JSV as the pages do: a line and tabs at each bracket and comma, a blank behind each colon of a member."""
    out, depth, quoted, tab = [], 0, False, "\t"
    for character in text:
        quoted ^= character == '"'
        if character in "{[" and not quoted:
            depth += 1
            out.append(f"{character}\n{tab * depth}")
        elif character in "}]" and not quoted:
            depth -= 1
            out.append(f"\n{tab * depth}{character}")
        elif character == "," and not quoted:
            out.append(f",\n{tab * depth}")
        elif character == ":" and not quoted:
            out.append(": ")
        else:
            out.append(character)
    return "".join(out)


def test_the_sample_of_the_page_is_a_request_of_the_contract() -> None:
    contract = manifest.load(_schemas.contract_folder("yourmembership"))
    said = jsv.loads(wire(SAMPLE))
    for name in ("RegistrationSessionRequest", "RegistrationSessionResponse"):
        use = contract.schema.elements[name]
        value = value_of(element_of(said, name, use.type, contract.schema), use.type, contract.schema)
        assert complaints(validators(contract.json_schemas)[name], value) == ()
    assert value["Sessions"] == [{"String": "String"}]
    assert value["DateCached"] == "2026-05-03T02:03:39.8946258-04:00"
    assert value["BypassCache"] is False


def test_on_the_wire_its_blanks_are_part_of_the_values() -> None:
    printed_so = "{\n\tEventID: 0,\n\tRegistrationID: String\n}"
    assert jsv.loads(printed_so) == {"EventID": " 0", "RegistrationID": " String\n"}
    assert jsv.loads(wire(printed_so)) == {"EventID": "0", "RegistrationID": "String"}


TEXTS = st.text(alphabet="abc 1.'").filter(lambda text: text == text.strip())


@given(
    value=st.recursive(
        TEXTS,
        lambda inner: st.lists(inner, min_size=2, max_size=3) | st.dictionaries(TEXTS, inner, min_size=1, max_size=3),
        max_leaves=8,
    )
)
def test_what_is_printed_is_read_back(value: object) -> None:
    text = jsv.dumps(value)
    assert wire(printed(text)) == text
