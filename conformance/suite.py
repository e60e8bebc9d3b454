"""The suite: the tests that every contract gets; ``from conformance.suite import *`` puts them into one's own file."""

import pytest

from conformance._fixture import Conformance
from conformance.model.case import Case

__all__ = ["test_examples", "test_spellings", "test_edges", "test_valid", "test_invalid", "test_recorded"]


@pytest.mark.conformance("example")
def test_examples(conformance: Conformance, conformance_case: Case) -> None:
    """The smallest documented call is answered, and accepted where its subjects are known."""
    conformance.examine(conformance_case)


@pytest.mark.conformance("variant")
def test_spellings(conformance: Conformance, conformance_case: Case) -> None:
    """The example is answered alike, in whatever of XML's ways it is written."""
    conformance.examine(conformance_case)


@pytest.mark.conformance("edge")
def test_edges(conformance: Conformance, conformance_case: Case) -> None:
    """Every value, number and length that the contract allows is answered, those at its bounds first of all."""
    conformance.examine(conformance_case)


@pytest.mark.conformance("generated")
def test_valid(conformance: Conformance, conformance_case: Case) -> None:
    """Whatever the contract allows is answered as the specifications and the contract say."""
    conformance.examine(conformance_case)


@pytest.mark.conformance("invalid")
def test_invalid(conformance: Conformance, conformance_case: Case) -> None:
    """What breaks one rule of the contract is refused, or treated alike in every binding where it may be accepted."""
    conformance.examine(conformance_case)


@pytest.mark.conformance("recorded")
def test_recorded(conformance: Conformance, conformance_case: Case) -> None:
    """What was recorded elsewhere was answered as the specifications and the contract say."""
    conformance.examine(conformance_case)
