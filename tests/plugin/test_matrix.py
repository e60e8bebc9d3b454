"""Each defect of robustness is found by the cases that are made for it, and shown by the smallest message."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.model.binding import BINDINGS
from conformance.model.exchange import Request
from conformance.model.report import Report
from conformance.model.tree import NIL, XSI, Element, clark
from conformance.reference.defects import find, known
from conformance.soap import xml
from conformance.soap.binding import charset_of

DOORS = {"edge": "test_edges", "variant": "test_spellings", "invalid": "test_invalid"}
# What a request holds beside the value that trips: what the schema requires of it, and what names its objects.
SCHEMA = (("SessionRegActionType", "Register"),)
CONTACT = (("Id", "C9B68788-090B-44ED-A628-158456CDC909"),)
SESSION = (("Id", "3B2B55EB-92DE-4353-9010-B7AC80D553EC"),)
EVENT = "83787C5F-BB5B-4F70-A179-32764A419466"
INVITEE = (("ConfirmationNumber", "EXAMPLE-0001"), ("ProductId", "3B2B55EB-92DE-4353-9010-B7AC80D553EC"), *SCHEMA)
MESSAGE = ("MessageId", "message-1")
OLD = frozenset(
    {
        "error-beside-success",
        "fault-with-200",
        "results-in-the-other-version",
        "results-without-session",
        "stack-trace-in-faults",
        "undeclared-fault-prefix",
        "unknown-attribute-in-results",
        "utf-8-as-utf-16",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A defect, the cases that find it, and what the smallest request holds: attributes, texts, names of elements."""

    defect: str
    operation: str
    cases: str
    attributes: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    elements: tuple[str, ...] | None = None
    bindings: str = "soap12"
    platform: str = "asmx"


def shown(defect: str, operation: str, cases: str, *attributes: tuple[str, str]) -> Row:
    """Return the row of a defect that attributes alone show."""
    return Row(defect=defect, operation=operation, cases=cases, attributes=attributes)


VALUES = (
    shown("year-before-1753-overflows", "UpdateSession", "edge/Session.StartTime", ("StartTime", "0001-01-01T00:00:00")),
    shown("year-after-9999-closes-the-door", "UpdateSession", "edge/Session.EndTime", ("EndTime", "10000-01-01T00:00:00")),
    shown("leap-day-fails", "UpdateContact", "edge/Contact.JoinDate", ("JoinDate", "2000-02-29T12:00:00")),
    shown("hour-24-fails-silently", "UpdateGuestInfo", "edge/Guest.RegistrationDate", ("RegistrationDate", "2026-01-02T24:00:00")),
    shown("far-zone-loses-its-item", "UpdateSession", "edge/Session.AutoCloseDate", ("AutoCloseDate", "2026-01-02T03:04:05-14:00")),
    shown("fine-fraction-fails", "UpdateContact", "edge/Contact.LogDate", ("LogDate", "2026-01-02T03:04:05.56789012")),
    shown("digit-is-no-boolean", "UpdateSession", "edge/Session.EnableWaitlist", ("EnableWaitlist", "1")),
    shown("padding-is-not-taken-off", "UpdateContact", "edge/Contact.Active", ("Active", "1\n")),
    shown("plus-sign-loses-its-item", "UpdateSession", "edge/Session.Capacity", ("Capacity", "+5")),
    shown("bound-overflows", "UpdateSession", "edge/Session.WaitlistCapacity", ("WaitlistCapacity", "2147483647")),
    shown("apostrophe-breaks-texts", "UpdateSession", "edge/Session.ProductCode", ("ProductCode", "'")),
    shown("ampersand-is-escaped-twice", "UpdateSession", "edge/Session.MessageId", ("MessageId", "&")),
    shown("astral-character-becomes-question-marks", "UpdateGuestInfo", "edge/Guest.MessageId", ("MessageId", "\U0010ffff")),
    shown("line-break-becomes-blank", "SessionRegAction", "edge/CvInvitee.MessageId", ("MessageId", "\n"), *SCHEMA),
    shown("blanks-around-are-cut-off", "UpdateContact", "edge/Contact.MessageId", ("MessageId", " ")),
    shown("markup-is-echoed-raw", "UpdateSession", "edge/Session.MessageId", ("MessageId", "<")),
    shown("long-text-crashes", "UpdateSession", "edge/Session.ProductCode", ("ProductCode", f"{29 * 'b'}e\u0301")),
    shown("null-is-no-name", "UpdateSession", "edge/Session.ProductName", ("ProductName", "null")),
    shown("brace-breaks-the-page", "UpdateSession", "edge/Session.CustomFieldDetail.FieldValue", ("FieldValue", "{")),
    shown("empty-text-loses-its-item", "UpdateContact", "edge/Contact.CustomFieldDetail.FieldId", ("FieldId", "")),
)  # fmt: skip
BATCHES = (
    Row(
        defect="many-details-crash",
        operation="UpdateSession",
        cases="edge/Session.CustomFieldDetail-elements",
        elements=("UpdateSession", "sessions", "Session", *["CustomFieldDetail"] * 21),
    ),
    shown("nil-item-crashes", "UpdateContact", "edge/Contact-batches", (NIL, "true")),
    Row(
        defect="empty-batch-crashes",
        operation="UpdateSession",
        cases="edge/Session-batches",
        elements=("UpdateSession", "sessions"),
    ),
    shown("repeated-message-loses-its-item", "UpdateSession", "edge/Session-batches", MESSAGE, MESSAGE),
)
# Where a request without anything shows a defect, the smallest is that.
SPELLINGS = (
    shown("utf-16-is-refused", "UpdateSession", "variant/utf-16-le"),
    shown("byte-order-mark-is-refused", "Login", "variant/byte-order-mark"),
    shown("reference-is-not-resolved", "UpdateSession", "variant/hexadecimal-references", ("MessageId", "\u00df")),
    Row(defect="comment-hides-the-text", operation="UpdateSession", cases="variant/comments-in-text", texts=("6",)),
    Row(defect="cdata-is-dropped", operation="UpdateGuestInfo", cases="variant/cdata-in-two", texts=("6",)),
    shown("prefixed-payload-is-empty", "UpdateSession", "variant/payload-with-prefix"),
    shown("envelope-without-prefix-is-not-found", "UpdateContact", "variant/envelope-in-default-namespace"),
    shown("no-charset-is-latin-1", "UpdateSession", "variant/no-charset", ("MessageId", "\u00df")),
)
BROKEN = (
    shown("any-listed-value-passes", "UpdateContact", "invalid/Contact.PrimaryAddressType", ("PrimaryAddressType", ""), *CONTACT),
    shown("any-moment-passes", "UpdateContact", "invalid/Contact.JoinDate", ("JoinDate", ""), *CONTACT),
    Row(
        defect="any-integer-passes",
        operation="UpdateSession",
        cases="invalid/Session.Capacity",
        attributes=(("Capacity", ""), *SESSION),
        texts=(EVENT,),
    ),
    shown("any-boolean-passes", "UpdateContact", "invalid/Contact.Active", ("Active", ""), *CONTACT),
    shown("missing-attribute-passes", "SessionRegAction", "invalid/SessionRegActionType"),
    Row(
        defect="any-type-passes",
        operation="SessionRegAction",
        cases="invalid/CvInvitee",
        attributes=((clark(XSI, "type"), ""), *INVITEE),
    ),
    Row(
        defect="soap12-refuses-unknown-attributes",
        operation="UpdateContact",
        cases="invalid/Contact.ContactGroupDetail and not Detail.",
        attributes=(("Unknown", ""),),
        bindings="soap11,soap12",
    ),
    shown("server-blames-itself", "UpdateContact", "invalid/Contact.Active", ("Active", "")),
)  # fmt: skip
ROWS = (*VALUES, *BATCHES, *SPELLINGS, *BROKEN)


@pytest.fixture(autouse=True)
def narrow(pytester: pytest.Pytester) -> Path:
    """Make the door of these tests; each writes it for the kind of its cases."""
    return pytester.path / "narrow.py"


def payload(request: Request) -> Element:
    """Return what stands in the Body of a request."""
    root = xml.parse(request.body, charset=charset_of(request.headers))
    binding = next(row for row in BINDINGS.values() if root.name == row.tag("Envelope"))
    (body,) = (part for part in root.children if part.name == binding.tag("Body"))
    return body.children[0]


def red(report: Report) -> set[str]:
    return {told.check for told in report.findings if told.tolerated is None}


@pytest.mark.parametrize("row", ROWS, ids=[row.defect for row in ROWS])
def test_a_few_cases_find_a_defect_and_show_the_smallest_message(suite, narrow: Path, row: Row) -> None:
    narrow.write_text(f"from conformance.suite import {DOORS[row.cases.partition('/')[0]]}\n")
    result, report = suite(
        "--conformance-target", f"reference:{row.defect}",
        "--conformance-operation", row.operation,
        "--conformance-binding", row.bindings,
        "--conformance-platform", row.platform,
        "-k", row.cases,
    )  # fmt: skip
    assert red(report) == set(find(row.defect).checks), result.stdout.str()
    for told in report.findings:
        if told.tolerated is None:
            parts = tuple(payload(told.request).walk())
            assert sorted(held for part in parts for held in part.attributes) == sorted(row.attributes)
            assert tuple(part.text for part in parts if part.text.strip()) == row.texts
            assert row.elements is None or tuple(part.local for part in parts) == row.elements
            assert told.reproduced == "2 of 2"


def test_a_message_that_is_no_xml_is_found_and_kept(suite, narrow: Path) -> None:
    narrow.write_text("from conformance.suite import test_invalid\n")
    _, report = suite(
        "--conformance-target", "reference:second-attribute-passes",
        "--conformance-operation", "UpdateContact",
        "--conformance-binding", "soap12",
        "-k", "invalid/Contact.ContactGroupDetail",
    )  # fmt: skip
    assert red(report) == set(find("second-attribute-passes").checks)
    assert all(b'Twice="" Twice=""' in told.request.body for told in report.findings if told.tolerated is None)


def test_every_defect_of_robustness_has_a_row() -> None:
    assert {row.defect for row in ROWS} | OLD | {"second-attribute-passes"} == {defect.name for defect in known()}


@pytest.mark.matrix
@pytest.mark.parametrize("platform", ["asmx", "none"])
@pytest.mark.parametrize("defect", [defect.name for defect in known()])
def test_every_case_of_an_operation_turns_exactly_its_checks_red(
    suite, narrow: Path, defect: str, platform: str
) -> None:
    narrow.write_text("from conformance.suite import *\n")
    operation = next((row.operation for row in ROWS if row.defect == defect), "UpdateContact")
    _, report = suite(
        "--conformance-target", f"reference:{defect}",
        "--conformance-operation", operation,
        "--conformance-platform", platform,
    )  # fmt: skip
    assert report.complete
    assert red(report) == set(find(defect).checks)
