"""Spoken: what every protocol must be able to do with the witnesses of a change; each has one row of it."""

from collections.abc import Callable
from dataclasses import dataclass

from conformance.contract.comparable import Comparable
from conformance.diff.found import Root
from conformance.model.schema import Schema
from conformance.model.tree import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a witness shows: an element where its root says, and the payload that it travels with, if it is none."""

    root: Root
    element: Element
    beside: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """How one protocol writes witnesses, and has contracts judge them.

    Attributes:
        write: returns the message of what is shown, by a schema.
        accepts: tells whether a contract accepts a message whose root it calls by a name.
        refusals: returns why a contract refuses such a message, nothing where one of those that judge it does not.
    """

    write: Callable[[Shown, Schema], bytes]
    accepts: Callable[[Comparable, str, bytes], bool]
    refusals: Callable[[Comparable, str, bytes], tuple[str, ...]]
