"""Each defect of robustness is shown by the smallest message, in the cases that are made for it."""

from dataclasses import dataclass

import pytest

from conformance.markup import xml
from conformance.model.binding import SOAP
from conformance.model.exchange import Request
from conformance.model.media import charset_of
from conformance.model.tree import NIL, XSI, Element, clark
from conformance.reference.defects import find
from conformance.reference.soap.defects import known

# What a request holds beside the value that trips: what the schema requires of it, and what names its objects.
SCHEMA = (("SessionRegActionType", "Register"),)
CONTACT = (("Id", "C9B68788-090B-44ED-A628-158456CDC909"),)
SESSION = (("Id", "3B2B55EB-92DE-4353-9010-B7AC80D553EC"),)
EVENT = "83787C5F-BB5B-4F70-A179-32764A419466"
INVITEE = (("ConfirmationNumber", "EXAMPLE-0001"), ("ProductId", "3B2B55EB-92DE-4353-9010-B7AC80D553EC"), *SCHEMA)
MESSAGE = ("MessageId", "message-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A defect, and what the smallest request that shows it holds: attributes, texts, names of elements."""

    defect: str
    attributes: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    elements: tuple[str, ...] | None = None


def shown(defect: str, *attributes: tuple[str, str]) -> Row:
    """Return the row of a defect that attributes alone show."""
    return Row(defect=defect, attributes=attributes)


VALUES = (
    shown("year-before-1753-overflows", ("StartTime", "0001-01-01T00:00:00")),
    shown("year-after-9999-closes-the-door", ("EndTime", "10000-01-01T00:00:00")),
    shown("leap-day-fails", ("JoinDate", "2000-02-29T12:00:00")),
    shown("hour-24-fails-silently", ("RegistrationDate", "2026-01-02T24:00:00")),
    shown("far-zone-loses-its-item", ("AutoCloseDate", "2026-01-02T03:04:05-14:00")),
    shown("fine-fraction-fails", ("LogDate", "2026-01-02T03:04:05.56789012")),
    shown("digit-is-no-boolean", ("EnableWaitlist", "1")),
    shown("padding-is-not-taken-off", ("Active", "1\n")),
    shown("plus-sign-loses-its-item", ("Capacity", "+5")),
    shown("bound-overflows", ("WaitlistCapacity", "2147483647")),
    shown("apostrophe-breaks-texts", ("ProductCode", "'")),
    shown("ampersand-is-escaped-twice", ("MessageId", "&")),
    shown("astral-character-becomes-question-marks", ("MessageId", "\U0010ffff")),
    shown("line-break-becomes-blank", ("MessageId", "\n"), *SCHEMA),
    shown("blanks-around-are-cut-off", ("MessageId", " ")),
    shown("markup-is-echoed-raw", ("MessageId", "<")),
    shown("long-text-crashes", ("ProductCode", f"{29 * 'b'}e\u0301")),
    shown("null-is-no-name", ("ProductName", "null")),
    shown("brace-breaks-the-page", ("FieldValue", "{")),
    shown("empty-text-loses-its-item", ("FieldId", "")),
)  # fmt: skip
BATCHES = (
    Row(
        defect="many-details-crash",
        elements=("UpdateSession", "sessions", "Session", *["CustomFieldDetail"] * 21),
    ),
    shown("nil-item-crashes", (NIL, "true")),
    Row(
        defect="empty-batch-crashes",
        elements=("UpdateSession", "sessions"),
    ),
    shown("repeated-message-loses-its-item", MESSAGE, MESSAGE),
)
# Where a request without anything shows a defect, the smallest is that.
SPELLINGS = (
    shown("utf-16-is-refused"),
    shown("byte-order-mark-is-refused"),
    shown("reference-is-not-resolved", ("MessageId", "\u00df")),
    Row(defect="comment-hides-the-text", texts=("6",)),
    Row(defect="cdata-is-dropped", texts=("6",)),
    shown("prefixed-payload-is-empty"),
    shown("envelope-without-prefix-is-not-found"),
    shown("no-charset-is-latin-1", ("MessageId", "\u00df")),
)
BROKEN = (
    shown("any-listed-value-passes", ("PrimaryAddressType", ""), *CONTACT),
    shown("any-moment-passes", ("JoinDate", ""), *CONTACT),
    Row(
        defect="any-integer-passes",
        attributes=(("Capacity", ""), *SESSION),
        texts=(EVENT,),
    ),
    shown("any-boolean-passes", ("Active", ""), *CONTACT),
    shown("missing-attribute-passes"),
    Row(
        defect="any-type-passes",
        attributes=((clark(XSI, "type"), ""), *INVITEE),
    ),
    Row(
        defect="soap12-refuses-unknown-attributes",
        attributes=(("Unknown", ""),),
    ),
    shown("server-blames-itself", ("Active", "")),
)  # fmt: skip
ROWS = (*VALUES, *BATCHES, *SPELLINGS, *BROKEN)


def payload(request: Request) -> Element:
    """Return what stands in the Body of a request."""
    root = xml.parse(request.body, charset=charset_of(request.headers))
    binding = next(row for row in SOAP.values() if root.name == row.tag("Envelope"))
    (body,) = (part for part in root.children if part.name == binding.tag("Body"))
    return body.children[0]


@pytest.mark.parametrize("row", ROWS, ids=[row.defect for row in ROWS])
def test_the_smallest_message_shows_a_defect(stage, row: Row) -> None:
    checks, both = find(row.defect).checks, stage.cases(find(row.defect).shown[0])
    chosen = both if "parity.bindings-treat-it-alike" in checks else both[1:]
    found = tuple(stage.play(row.defect, chosen, platform="asmx", requests_to_shrink=200))
    assert checks[0] in {evidence.check for evidence in found} <= set(checks)
    for evidence in found:
        parts = tuple(payload(evidence.request).walk())
        assert sorted(held for part in parts for held in part.attributes) == sorted(row.attributes)
        assert tuple(part.text for part in parts if part.text.strip()) == row.texts
        assert row.elements is None or tuple(part.local for part in parts) == row.elements
        assert evidence.reproduced == "2 of 2"


def test_a_message_that_is_no_xml_is_found_and_kept(stage) -> None:
    chosen = stage.cases("UpdateContact/soap12/invalid/Contact.ContactGroupDetail")
    found = tuple(stage.play("second-attribute-passes", chosen, platform="asmx", requests_to_shrink=200))
    assert {evidence.check for evidence in found} == set(find("second-attribute-passes").checks)
    assert all(b'Twice="" Twice=""' in evidence.request.body for evidence in found)


@pytest.mark.parametrize("defect", ["session-in-faults", "subcodes-side-by-side"])
def test_what_another_broken_rule_showed_is_not_taken_for_this_one(stage, defect: str) -> None:
    chosen = stage.cases("SessionRegAction/soap12/invalid/SessionRegActionType")
    found = tuple(stage.play(defect, chosen, platform="asmx", requests_to_shrink=200))
    assert {evidence.check for evidence in found} <= set(find(defect).checks)
    assert {evidence.reproduced for evidence in found} == {"2 of 2"}


def test_every_defect_of_robustness_has_a_row() -> None:
    named = {row.defect for row in ROWS} | {"second-attribute-passes"}
    of_answers = {"codes", "envelopes", "faults", "http", "ids", "results", "wire"}
    of_answers |= {"versions", "headers", "actions", "sessions", "items", "moods", "effects"}
    assert named == {defect.name for defect in known() if defect.topic not in of_answers}
