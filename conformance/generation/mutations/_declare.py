"""How a mutation is declared: a function that breaks one rule at a place, with what the engines call that rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from conformance.generation.places import Place
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.tree import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is broken, and what may come of it.

    ``libxml2`` and ``xmlschema`` are the engines' own names of it, one of which their first complaint has
    (``Complaint.rule``); both are empty where the message is not well-formed, ``libxml2`` alone where no schema forbids
    it.
    """

    name: str
    summary: str
    expectation: Expectation
    libxml2: frozenset[str] = frozenset()
    xmlschema: frozenset[str] = frozenset()
    well_formed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place, broken in one way.

    ``element`` stands in its stead; ``attribute`` is the one that it is about, None where it is about the element.
    Where ``text`` is not None it is written in the place of the element's attribute ``MARK``: what no element can hold.
    ``after`` is written after the payload.
    """

    name: str
    element: Element
    attribute: str | None = None
    text: str | None = None
    after: str = ""


Run: TypeAlias = Callable[[Place, Contract], Iterable[Broken]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutator:
    """The code that breaks one rule; it yields nothing where a place does not have that rule."""

    rule: Rule
    run: Run


MARK = "to-be-written-otherwise"
"""The attribute that stands for what no element can hold."""


def mutation(rule: Rule) -> Callable[[Run], Mutator]:
    """Make a function a mutator."""

    def declared(run: Run) -> Mutator:
        return Mutator(rule=rule, run=run)

    return declared


def changed(element: Element, name: str, value: str | None) -> tuple[tuple[str, str], ...]:
    """Return the attributes of an element with another value of one, without it where the value is None."""
    if value is None:
        return tuple(held for held in element.attributes if held[0] != name)
    return tuple((key, value if key == name else old) for key, old in element.attributes)


def namespaces(contract: Contract) -> tuple[str, ...]:
    """Return the namespaces of a contract, in the order of its documents, and last the empty one: none."""
    return (*dict.fromkeys(document.namespace for document in contract.documents if document.namespace), "")
