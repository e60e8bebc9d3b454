"""The endpoint before the checks: as the platform it plays it has no finding, and each defect has exactly its own."""

from collections.abc import Callable

import pytest

from conformance.checks import _platform
from conformance.checks._declare import catalogue
from conformance.model.binding import SOAP
from conformance.model.case import Case, Expectation, Kind
from conformance.model.tree import Element, clark
from conformance.reference import defects

SERVICE = "http://api.cvent.com/2006-11"
NOBODY = "00000000-0000-0000-0000-000000000000"


def strange(caller) -> tuple[Element, ...]:
    must = ((caller.binding.tag("mustUnderstand"), "1"),)
    return (*caller.header(), Element(name="{urn:x}Strange", attributes=must))


# What is said to the endpoint, and the operation that is meant.
SAID: dict[str, tuple[str, Callable]] = {
    "login": ("Login", lambda caller: caller.login()),
    "refused login": ("Login", lambda caller: caller.login(Password="wrong")),
    "success": ("UpdateContact", lambda caller: caller.post(caller.contacts(caller.contact(MessageId="m", Title="<")))),
    "beyond ASCII": ("UpdateContact", lambda caller: caller.post(caller.contacts(caller.contact(Title="\u00e9")))),
    "failure": ("UpdateContact", lambda caller: caller.post(caller.contacts(caller.contact(Id=NOBODY, MessageId="m")))),
    "no message ids": (
        "UpdateContact",
        lambda caller: caller.post(caller.contacts(caller.contact(SourceId="crm-17"), caller.contact(Id=NOBODY))),
    ),
    "failure without message id": (
        "UpdateContact",
        lambda caller: caller.post(caller.contacts(caller.contact(Id=NOBODY, Title="<"), caller.contact(Title="<"))),
    ),
    "no items": ("UpdateGuestInfo", lambda caller: caller.post(caller.guests())),
    "no container": ("UpdateContact", lambda caller: caller.post(Element(name=clark(SERVICE, "UpdateContact")))),
    "no session": ("UpdateSession", lambda caller: caller.post(caller.sessions(), header=())),
    "bad value": ("UpdateContact", lambda caller: caller.post(caller.contacts(caller.contact(Active="maybe")))),
    "unknown block": ("UpdateContact", lambda caller: caller.post(caller.contacts(), header=strange(caller))),
}


# What goes wrong on these occasions alone; of all other defects each has an occasion of its own.
OF_ANSWERS = tuple(
    defects.find(name)
    for name in (
        "error-beside-success",
        "fault-with-200",
        "results-in-the-other-version",
        "results-without-session",
        "stack-trace-in-faults",
        "undeclared-fault-prefix",
        "unknown-attribute-in-results",
        "utf-8-as-utf-16",
    )
)


def findings(caller, platform: str, name: str) -> tuple[set[str], set[str]]:
    """Return the checks that find something in an answer: those that count, and those that the platform explains."""
    operation, said = SAID[name]
    said(caller)
    kind, expectation = Kind.INVALID, Expectation.EITHER
    case = Case(id=name, operation=operation, binding=caller.binding.name, kind=kind, expectation=expectation)
    return caller.findings(caller.seen(case), platform)


@pytest.mark.parametrize("name", SAID)
def test_the_endpoint_has_no_finding(caller, platform, name: str) -> None:
    counting, tolerated = findings(caller, platform, name)
    assert counting == set()
    if platform == "none":
        assert tolerated == set()


@pytest.mark.parametrize("binding_name", SOAP)
@pytest.mark.parametrize("defect", OF_ANSWERS, ids=lambda defect: defect.name)
def test_a_defect_turns_exactly_the_checks_red_that_it_names(calling, platform, defect, binding_name: str) -> None:
    binding = SOAP[binding_name]
    caller = calling(platform, binding, defect.name)
    red = set().union(*(findings(caller, platform, name)[0] for name in SAID))
    scopes = {check: catalogue()[check].scope for check in defect.checks}
    assert red == {check for check, one in scopes.items() if binding in one.bindings and not (one.varies or one.breaks)}


@pytest.mark.parametrize("defect", OF_ANSWERS, ids=lambda defect: defect.name)
def test_judged_strictly_a_defect_adds_nothing_else(calling, binding, defect) -> None:
    caller = calling("asmx", binding, defect.name)
    known = {name for row in _platform.load("asmx").deviations for name in row.requirements}
    for name in SAID:
        counting, tolerated = findings(caller, "asmx", name)
        strictly, _ = findings(caller, "none", name)
        assert strictly == counting | tolerated
        assert {catalogue()[check].requirement.id for check in strictly - set(defect.checks)} <= known
