"""Each defect of answers does what it says, and nothing to a request that lacks its trigger."""

import re

import httpx
import pytest

from conformance.checks._judge import catalogue
from conformance.errors import UsageError, WireError, WireKind
from conformance.markup import xml
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.tree import NIL, Element, clark, select, values
from conformance.reference import defects
from conformance.reference.rest import defects as rest
from conformance.reference.soap import defects as soap
from conformance.soap import envelope, fault

SERVICE = "http://api.cvent.com/2006-11"
# Whole answers that a defect spoils, whatever was asked; of the others each has an occasion.
TOPICS = {"codes", "envelopes", "faults", "http", "ids", "results", "wire"}
NAMES = tuple(defect.name for defect in soap.known() if defect.topic in TOPICS)
OF_FAULTS = {
    "error-page-for-faults",
    "fault-with-200",
    "soap11-fault-with-400",
    *(defect.name for defect in soap.known() if defect.topic == "faults"),
}
OF_SOME_RESULTS = {"error-beside-success", "utf-8-as-utf-16"}
OF_RESULTS = {*NAMES} - OF_FAULTS - OF_SOME_RESULTS


def test_the_defects_are_known_by_name_in_their_order() -> None:
    names = [defect.name for defect in soap.known()]
    assert names == sorted(set(names))
    assert set(NAMES) < set(names)
    for defect in soap.known():
        assert defects.find(defect.name) is defect


def test_an_unknown_defect_is_told_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'nonsense'") as told:
        defects.find("nonsense")
    every = (*soap.known(), *rest.known())
    assert ", ".join(sorted(defect.name for defect in every)) in str(told.value)


def harmless(caller, name: str) -> list[httpx.Response]:
    """Send what does not trigger a defect: it needs a result, a fault, or something that no message here has."""
    results = (
        caller.contacts(caller.contact(MessageId="<", FirstName="<", Title="> &lt; none")),
        caller.contacts(caller.contact(Id="")),
        caller.contacts(),
    )
    answers = [caller.login()]
    if name not in OF_RESULTS:
        answers += [caller.post(payload) for payload in results]
    if name not in OF_FAULTS:
        answers += [
            caller.post(results[0], header=()),
            caller.post(None),
            caller.post(Element(name=clark(SERVICE, "Nothing"))),
        ]
    return answers


@pytest.mark.parametrize("name", NAMES)
def test_without_its_trigger_a_defect_changes_nothing(calling, platform, binding, name: str) -> None:
    right, wrong = calling(platform, binding), calling(platform, binding, name)
    sessions = (right.session.encode(), wrong.session.encode())
    pairs = zip(harmless(right, name), harmless(wrong, name), strict=True)
    for one, other in pairs:
        granted = [re.sub(b'CventSessionHeader="[^"]*"', b"", answer.content) for answer in (one, other)]
        assert granted[0].replace(sessions[0], b"") == granted[1].replace(sessions[1], b"")
        assert (one.status_code, one.headers["Content-Type"]) == (other.status_code, other.headers["Content-Type"])
    for caller in (right, wrong):
        caller.client.get(caller.url)
    bad = [caller.send(b"<", {"Content-Type": "text/plain"}) for caller in (right, wrong)]
    assert (bad[0].status_code, bad[0].content) == (bad[1].status_code, bad[1].content) == (415, b"")


def test_error_beside_success_needs_one_attribute_with_one_character(calling, platform, binding, engines) -> None:
    caller = calling(platform, binding, "error-beside-success")
    item = Element(name=clark(SERVICE, "Contact"), attributes=(("Title", "<"),))
    answer = caller.post(caller.contacts(item))
    (result,) = select(caller.payload(answer), "UpdateContactResult/UpdateContactResult")
    assert result.get("Success") == "true"
    assert all(values(result, "Errors/Error/@Code"))
    assert engines.judge(answer.content).valid


def test_error_beside_success_hits_only_the_items_that_it_means(calling, platform, binding) -> None:
    caller = calling(platform, binding, "error-beside-success")
    nil = Element(name=clark(SERVICE, "Contact"), attributes=((NIL, "true"),))
    items = [
        caller.contact(MessageId="0"),
        nil,
        caller.contact(place=1, MessageId="1", Title="a<b"),
        caller.contact(Id="", MessageId="2"),
        caller.contact(place=2, MessageId="3", Title="&lt;"),
    ]
    results = caller.results(caller.contacts(*items))
    assert [result.get("ReferenceId") for result in results] == ["0", "1", "2", "3"]
    assert [result.get("Success") for result in results] == ["true", "true", "false", "true"]
    assert [len(select(result, "Errors/Error")) for result in results] == [0, 1, 1, 0]
    guest = Element(name=clark(SERVICE, "Guest"), attributes=(("Title", "<"),))
    (result,) = caller.results(caller.guests(guest))
    assert (result.get("Success"), len(select(result, "Errors/Error"))) == ("true", 1)


def test_error_beside_success_does_not_count_items_that_asmx_drops(calling, binding) -> None:
    caller = calling("asmx", binding, "error-beside-success")
    dropped = Element(name=clark("urn:x", "Contact"), attributes=(("Title", "<"),))
    results = caller.results(caller.contacts(dropped, caller.contact(MessageId="m")))
    assert [(result.get("Success"), result.children) for result in results] == [("true", ())]


@pytest.mark.parametrize("header", [(), None], ids=["vendor's code", "standard code"])
def test_undeclared_fault_prefix(calling, platform, binding, engines, header) -> None:
    caller = calling(platform, binding, "undeclared-fault-prefix")
    payload = caller.contacts(caller.contact(**({"Active": "maybe"} if header is None else {})))
    answer = caller.post(payload, header=header)
    opened = envelope.read(xml.parse(answer.content))
    element = fault.find(opened.body, binding)
    code = select(element, "faultcode" if binding == SOAP11 else "Code/Value")[0]
    assert code.text.startswith("undeclared:")
    assert code.resolve(code.text) is None
    judgement = engines.judge(answer.content)
    assert judgement.agreed
    assert not judgement.valid


def test_fault_with_200(calling, platform, binding) -> None:
    caller = calling(platform, binding, "fault-with-200")
    answer = caller.post(caller.contacts(), header=())
    assert answer.status_code == 200
    assert caller.fault(answer).reason is not None
    malformed = caller.send(b"<")
    assert malformed.status_code == (400 if platform == "asmx" else 200)


def test_results_in_the_other_version(calling, platform, binding, engines) -> None:
    caller = calling(platform, binding, "results-in-the-other-version")
    answer = caller.post(caller.contacts(caller.contact(MessageId="m")))
    opened = envelope.read(xml.parse(answer.content))
    assert opened.binding != binding
    assert answer.headers["Content-Type"].startswith(opened.binding.media_type)
    assert (opened.header, opened.payload.local) == (caller.header(), "UpdateContactResponse")
    assert engines.judge(answer.content).valid


def test_results_without_session(calling, platform, binding, engines) -> None:
    caller = calling(platform, binding, "results-without-session")
    answer = caller.post(caller.contacts(caller.contact()))
    opened = envelope.read(xml.parse(answer.content))
    assert (opened.binding, opened.header, opened.payload.local) == (binding, (), "UpdateContactResponse")
    assert engines.judge(answer.content).valid


def test_unknown_attribute_in_results(calling, platform, binding, engines) -> None:
    caller = calling(platform, binding, "unknown-attribute-in-results")
    answer = caller.post(caller.contacts(caller.contact(), caller.contact(Id="")))
    assert values(caller.payload(answer), "UpdateContactResult/UpdateContactResult/@Success") == ("true", "false")
    judgement = engines.judge(answer.content)
    assert judgement.agreed
    assert len(judgement.libxml2) == 2
    assert all("Revision" in complaint.message for complaint in judgement.libxml2)


def test_stack_trace_in_faults(calling, platform, binding, engines) -> None:
    right, wrong = calling(platform, binding), calling(platform, binding, "stack-trace-in-faults")
    payload = right.contacts(right.contact(Active="maybe"))
    texts = [caller.fault(caller.post(payload)).reason for caller in (right, wrong)]
    assert texts[0] in texts[1]
    assert texts[1].count("\n   at ") == 2
    assert engines.judge(wrong.post(payload).content).valid


def test_utf_8_as_utf_16_lies_where_the_request_is_beyond_ascii(calling, platform, binding) -> None:
    caller = calling(platform, binding, "utf-8-as-utf-16")
    answer = caller.post(caller.contacts(caller.contact(Title="\u00e9", MessageId="m")))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"{binding.media_type}; charset=utf-16"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-16"?>')
    with pytest.raises(WireError) as told:
        xml.parse(answer.content, charset="utf-16")
    assert told.value.kind is WireKind.ENCODING
    told_truly = xml.parse(answer.content, charset="utf-8")
    (result,) = select(told_truly, "Body/UpdateContactResponse/UpdateContactResult/UpdateContactResult")
    assert result.get("ReferenceId") == "m"
    assert caller.fault(caller.post(caller.contacts(caller.contact(Title="\u00e9")), header=())).reason is not None


def test_the_checks_that_defects_name_exist() -> None:
    assert {check for defect in soap.known() for check in defect.checks} <= set(catalogue())


def test_defects_name_both_versions() -> None:
    by_name = {defect.name: defect.checks for defect in soap.known()}
    for version in (SOAP11, SOAP12):
        assert any(version.name in check for check in by_name["fault-with-200"])
