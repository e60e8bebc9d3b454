"""The mutation matrix: where a defect shows, it turns exactly its checks red, and no check is without a defect.

``tox -e mutants`` runs every case of the operation against each, in test_matrix.py.
"""

import pytest

from conformance.checks import catalogue
from conformance.model.requirement import Direction
from conformance.reference.rest import defects as rest
from conformance.reference.soap.defects import known

DEFECTS = known()
REST_DEFECTS = rest.known()


@pytest.mark.parametrize("platform", ["asmx", pytest.param("none", marks=pytest.mark.proof)])
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_where_a_defect_shows_it_turns_exactly_its_checks_red(stage, defect, platform: str) -> None:
    chosen = stage.cases(*defect.shown)
    found = tuple(stage.play(defect.name, chosen, platform=platform, requests_to_shrink=0))
    assert {told.check for told in found} == set(defect.checks)
    assert {one.split("/")[1] for one in defect.shown} <= {told.binding for told in found}


@pytest.mark.parametrize("platform", ["servicestack", pytest.param("none", marks=pytest.mark.proof)])
@pytest.mark.parametrize("defect", REST_DEFECTS, ids=lambda defect: defect.name)
def test_where_a_rest_defect_shows_it_turns_exactly_its_checks_red(rest_stage, defect, platform: str) -> None:
    found = tuple(
        rest_stage.play(defect.name, rest_stage.cases(*defect.shown), platform=platform, requests_to_shrink=0)
    )
    assert {told.check for told in found} == set(defect.checks)


def test_no_two_defects_have_one_name() -> None:
    names = [defect.name for defect in (*DEFECTS, *REST_DEFECTS)]
    assert len(set(names)) == len(names)


def test_every_check_of_answers_has_a_defect_that_trips_it() -> None:
    named = {check for defect in (*DEFECTS, *REST_DEFECTS) for check in defect.checks}
    of_answers = {one.id for one in catalogue().values() if Direction.RESPONSE in one.scope.directions}
    assert named == of_answers
