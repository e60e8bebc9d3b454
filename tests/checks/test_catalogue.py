"""The catalogue: what a check may ask of an observation, and checks of a user's own; the rest is of the house."""

import pytest

from conformance.checks import Check, Observation, Scope, catalogue, check
from conformance.checks._specs import OURS
from conformance.model.requirement import Level, Requirement, Severity

PARTS = {name for name in dir(Observation) if not name.startswith("_")}


@pytest.mark.parametrize("one", catalogue().values(), ids=lambda one: one.id)
def test_a_scope_names_parts_of_an_observation(one: Check) -> None:
    assert set(one.scope.needs) | set(one.scope.unless) <= PARTS
    assert one.scope.needs


def test_a_check_of_a_users_own_gets_the_name_of_its_module() -> None:
    sentence = Requirement(id="SITE-01", spec=OURS, section="site", level=Level.MAY, sentence="Answers are friendly.")

    @check(requirement=sentence, scope=Scope(needs=("payload",)))
    def is_friendly(_: Observation) -> tuple[()]:
        return ()

    assert is_friendly.id == "test-catalogue.is-friendly"
    assert is_friendly.requirement.severity is Severity.NOTE
    assert is_friendly.id not in catalogue()
