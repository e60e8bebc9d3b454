"""The catalogue: ids that reports and users hold on to, and what every check must say of itself."""

import re
from dataclasses import fields

import pytest

from conformance import _members
from conformance.checks import Check, Observation, Scope, catalogue, check
from conformance.checks._specs import OURS, SPECIFICATIONS
from conformance.model.requirement import Direction, Level, Requirement, Severity

IDS = {
    "binding.answered": "HTTP-36",
    "binding.soap11-fault-has-status-500": "HTTP-13",
    "binding.soap11-media-type": "HTTP-02",
    "binding.soap12-fault-status-fits-its-code": "HTTP-14",
    "binding.soap12-media-type": "HTTP-03",
    "binding.success-is-2xx-and-2xx-no-fault": "HTTP-15",
    "body.payload-is-the-declared-element": "ENV-16",
    "envelope.header-comes-first": "ENV-03",
    "envelope.one-body-in-its-place": "ENV-04",
    "envelope.root-is-soap11-envelope": "ENV-01",
    "envelope.root-is-soap12-envelope": "ENV-02",
    "envelope.version-is-the-requests": "ENV-19",
    "fault.children-in-order": "FLT-13",
    "fault.code-is-standard": "FLT-14",
    "fault.faultcode-is-a-qname-in-scope": "FLT-03",
    "header.declared-blocks-present": "HDR-13",
    "results.example-succeeds": "OWN-02",
    "results.failure-names-a-code": "S-07",
    "results.in-the-order-of-the-items": "S-03",
    "results.one-result-or-one-fault": "S-01",
    "results.one-result-per-item": "S-02",
    "results.success-carries-no-error": "S-06",
    "results.success-is-a-boolean": "S-08",
    "schema.engines-agree": "OWN-01",
    "schema.message-is-valid": "XSD-01",
    "xml.well-formed": "XML-01",
}
WARNINGS = {"schema.engines-agree"}
BOTH = {
    "body.payload-is-the-declared-element",
    "envelope.header-comes-first",
    "envelope.one-body-in-its-place",
    "envelope.root-is-soap11-envelope",
    "envelope.root-is-soap12-envelope",
    "fault.children-in-order",
    "fault.code-is-standard",
    "fault.faultcode-is-a-qname-in-scope",
    "header.declared-blocks-present",
    "schema.engines-agree",
    "schema.message-is-valid",
    "xml.well-formed",
}
PARTS = {part.name for part in fields(Observation)}


def test_ids_and_requirements_are_those_that_are_known() -> None:
    assert {one.id: one.requirement.id for one in catalogue().values()} == IDS
    assert list(catalogue()) == sorted(IDS)


@pytest.mark.parametrize("one", catalogue().values(), ids=lambda one: one.id)
def test_a_check_says_what_it_is(one: Check) -> None:
    assert re.fullmatch(r"[a-z0-9.-]+", one.id)
    assert one.run.__doc__
    assert one.requirement.severity is (Severity.WARNING if one.id in WARNINGS else Severity.ERROR)
    assert (one.scope.directions == tuple(Direction)) is (one.id in BOTH)


@pytest.mark.parametrize("one", catalogue().values(), ids=lambda one: one.id)
def test_a_check_cites_a_sentence(one: Check) -> None:
    requirement = one.requirement
    assert SPECIFICATIONS[requirement.spec.key] is requirement.spec
    assert requirement.section
    assert re.fullmatch(r"[A-Z].*[^.]\.", requirement.sentence)
    assert "'" not in requirement.section


@pytest.mark.parametrize("one", catalogue().values(), ids=lambda one: one.id)
def test_a_scope_names_parts_of_an_observation(one: Check) -> None:
    assert set(one.scope.needs) | set(one.scope.unless) <= PARTS
    assert one.scope.needs


def test_every_topic_has_a_check() -> None:
    assert {one.partition(".")[0] for one in IDS} == set(_members.names("conformance.checks"))


def test_no_sentence_stands_twice() -> None:
    assert len({one.requirement.sentence for one in catalogue().values()}) == len(IDS)
    assert len({one.requirement.id for one in catalogue().values()}) == len(IDS)


def test_every_document_is_linked_but_our_own_words() -> None:
    for key, row in SPECIFICATIONS.items():
        assert row.key == key
        assert row.url.startswith("http") is (key not in {"contract", "conformance"})
    assert {key for key, row in SPECIFICATIONS.items() if row.profile} == {"bp11", "bp12"}


def test_a_check_of_a_users_own_gets_the_name_of_its_module() -> None:
    sentence = Requirement(id="SITE-01", spec=OURS, section="site", level=Level.MAY, sentence="Answers are friendly.")

    @check(requirement=sentence, scope=Scope(needs=("payload",)))
    def is_friendly(_: Observation) -> tuple[()]:
        return ()

    assert is_friendly.id == "test-catalogue.is-friendly"
    assert is_friendly.requirement.severity is Severity.NOTE
    assert is_friendly.id not in catalogue()
