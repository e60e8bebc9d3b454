"""Every check says what it tests, why, and how much that weighs; its id is there to stay."""

import re
from pathlib import Path

import pytest
from golden import agrees

from conformance import _members
from conformance.checks import Check, catalogue
from conformance.checks._specs import SPECIFICATIONS
from conformance.model.requirement import Direction, Level, Severity

SPECIMENS = Path(__file__).parents[1] / "specimens"
# What requirements are about: XML, envelope, header, versions, fault, HTTP, schema, the vendor's semantics, relations, our own, REST.
AREAS = ("XML", "ENV", "HDR", "VER", "FLT", "HTTP", "XSD", "S", "M", "OWN", "REST")
WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
every_check = pytest.mark.parametrize("one", catalogue().values(), ids=lambda one: one.id)


def test_no_id_is_lost_and_no_check_changes_its_weight() -> None:
    rows = []
    for one in catalogue().values():
        held = one.requirement
        sides = "+".join(side.value for side in Direction if side in one.scope.directions)
        bindings = "+".join(binding.name for binding in one.scope.bindings)
        rows.append(f"{one.id}  {held.id} {held.severity} {bindings} {sides}  {held.spec.key}, {held.section}\n")
    lost = "Reports, platforms and projects hold on to the ids of checks: a lost or renamed one breaks them."
    agrees("catalogue.txt", "".join(rows), lost=lost)


def test_the_catalogue_is_in_order_and_every_topic_is_in_it() -> None:
    assert list(catalogue()) == sorted(catalogue())
    assert {name.partition(".")[0] for name in catalogue()} == set(_members.names("conformance.checks"))


@every_check
def test_the_id_is_the_topic_and_the_name_of_the_function(one: Check) -> None:
    topic = one.run.__module__.removeprefix("conformance.checks.")
    assert one.id == f"{topic}.{one.run.__name__.strip('_').replace('_', '-')}"
    assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", one.id)
    assert one.run.__doc__


@every_check
def test_the_requirement_has_an_id_of_a_known_area(one: Check) -> None:
    assert re.fullmatch(rf"({'|'.join(AREAS)})-[0-9]{{2}}", one.requirement.id)


@every_check
def test_the_citation_names_a_document_that_is_linked_and_a_section(one: Check) -> None:
    assert SPECIFICATIONS[one.requirement.spec.key] is one.requirement.spec
    section = one.requirement.section
    assert section == section.strip() != ""
    assert "'" not in section


@every_check
def test_the_sentence_is_one_and_says_what_holds(one: Check) -> None:
    sentence = one.requirement.sentence
    assert re.fullmatch(r"[A-Z].*[^.]\.", sentence), "a capital, one full stop at the end, one line"
    assert not re.search(r"[.!?] +[A-Z]", sentence), "more than one sentence"
    assert not re.match(r"(Test|Check|Verif|Assert|Ensure)", sentence), "not what we do: what holds"


@every_check
def test_the_severity_follows_from_the_sentence(one: Check) -> None:
    held = one.requirement
    step = (Level.MUST, Level.SHOULD, Level.MAY).index(held.level) + (1 if held.spec.profile else 0)
    assert held.severity is WEIGHTS[min(step, 2)]


@every_check
def test_both_kinds_of_specimens_are_there(one: Check) -> None:
    for kind in ("passed", "failed"):
        assert list((SPECIMENS / one.id).glob(f"{kind}-*.http")), f"tests/specimens/{one.id}/{kind}-*.http"


def test_no_specimen_is_of_a_check_that_is_gone() -> None:
    assert {path.name for path in SPECIMENS.iterdir()} == set(catalogue())


def test_no_sentence_and_no_requirement_stands_twice() -> None:
    for said in ("sentence", "id"):
        held = [getattr(one.requirement, said) for one in catalogue().values()]
        assert len(set(held)) == len(held), said


@pytest.mark.parametrize("row", SPECIFICATIONS.values(), ids=lambda row: row.key)
def test_a_document_is_linked_if_it_is_not_our_own_words(row) -> None:
    assert SPECIFICATIONS[row.key] is row
    assert row.title
    assert row.url.startswith("http") is (row.key not in {"contract", "conformance"})
    assert row.profile is ("Profile" in row.title)
    assert any(one.requirement.spec is row for one in catalogue().values()), "nothing cites it: delete the row"
