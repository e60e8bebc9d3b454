"""The suite: the tests that every contract gets; ``from conformance.suite import *`` puts them into one's own file."""

import pytest

from conformance._fixture import Conformance
from conformance.model.case import Case

__all__ = ["test_examples", "test_valid"]


@pytest.mark.conformance("example")
def test_examples(conformance: Conformance, conformance_case: Case) -> None:
    """The smallest documented call is answered, and accepted where its subjects are known."""
    conformance.examine(conformance_case)


@pytest.mark.conformance("generated")
def test_valid(conformance: Conformance, conformance_case: Case) -> None:
    """Whatever the contract allows is answered as the specifications and the contract say."""
    conformance.examine(conformance_case)
