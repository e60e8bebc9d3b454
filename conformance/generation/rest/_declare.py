"""How a craft is declared: a function that yields requests which are broken or varied in one named way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

from conformance.contract import rest
from conformance.model.binding import Binding
from conformance.model.case import Expectation, Kind
from conformance.model.contract import Contract, Operation, Route
from conformance.model.exchange import Request
from conformance.model.session import NONE_BARRED, Barred
from conformance.model.tree import Element

MEMBERS = "members"
"""The topic of what breaks one member, and nothing else."""


class Carried(StrEnum):
    """Which session a request carries."""

    OPEN = "open"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestScene:
    """What a request is made of: a valid payload of an operation, in a format, and sessions that open nothing."""

    contract: Contract
    operation: Operation
    binding: Binding
    payload: Element
    base: str = "http://localhost"
    barred: Barred = field(default=NONE_BARRED, repr=False)

    @property
    def request(self) -> Request:
        """Return the plain request."""
        return self.in_format(self.binding)

    def in_format(self, binding: Binding) -> Request:
        """Return the plain request in a format."""
        return rest.request(self.payload, self.contract, self.operation, binding, base=self.base)

    @property
    def route(self) -> Route:
        """Return where the operation is called."""
        return rest.route_of(self.operation)

    @property
    def members(self) -> dict[str, Any]:
        """Return the members of the payload."""
        return rest.value(self.payload, self.contract)

    @property
    def is_login(self) -> bool:
        """Tell whether the operation opens sessions."""
        return self.contract.session is not None and self.operation.name == self.contract.session.login

    def saying(self, members: dict[str, Any]) -> Request:
        """Return the plain request with other members in its body, or in its query where it has no body."""
        sent = self.request
        told = rest.written(members, rest.format_of(sent.headers) or self.binding)
        if sent.body:
            return replace(sent, body=told)
        return replace(sent, url=f"{sent.url.partition('?')[0]}?{told.decode()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crafted:
    """A request as it is sent; ``about`` is the member that it is about, ``first`` are sent before it, one by one.

    ``session`` is the value of the session that it carries, where that is not the open one.
    """

    request: Request
    about: str = ""
    session: Carried | str = field(default=Carried.OPEN, repr=False)
    first: tuple[Request, ...] = ()


Run: TypeAlias = Callable[[RestScene], Iterator[Crafted]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Craft:
    """A way to break or vary a request; ``name`` is the topic and the function's own name, ``id`` that of its kind."""

    name: str
    id: str
    summary: str
    kind: Kind
    expectation: Expectation
    run: Run

    @property
    def topic(self) -> str:
        """Return the name of its module."""
        return self.name.partition("/")[0]


def broken(named: str, expectation: Expectation = Expectation.REFUSED) -> Callable[[Run], Craft]:
    """Make a function a way to break a request, of a kind of negative cases."""
    return lambda run: _declared(run, named, Kind.INVALID, expectation)


def varied(named: str) -> Callable[[Run], Craft]:
    """Make a function a way to say the same otherwise, which has to be answered as the plain request is."""
    return lambda run: _declared(run, named, Kind.VARIANT, Expectation.ACCEPTED)


def _declared(run: Run, name: str, kind: Kind, expectation: Expectation) -> Craft:
    topic = run.__module__.rpartition(".")[2]
    return Craft(
        name=f"{topic}/{run.__name__}".replace("_", "-"),
        id=name,
        summary=(run.__doc__ or "").partition("\n")[0],
        kind=kind,
        expectation=expectation,
        run=run,
    )
