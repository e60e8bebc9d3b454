"""How a defect is declared: a function that spoils a right answer, or misreads a request, with the checks it trips."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response
from conformance.reference.payload import Shapes
from conformance.reference.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request before it is answered; ``shapes`` are those of the contract's schema, ``store`` is the endpoint's."""

    contract: Contract
    shapes: Shapes
    store: Store
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request and the right answer to it, before it is sent.

    ``shapes`` are those of the contract's schema, ``store`` is the endpoint's.
    """

    contract: Contract
    shapes: Shapes
    store: Store
    request: Request
    response: Response


class Spoil(Protocol):
    """Turns a right answer into a wrong one; where its trigger is missing, it returns the answer as it is."""

    __name__: str

    def __call__(self, answered: Answered, /) -> Response:
        """Return what is sent in place of ``answered.response``.

        Raises:
            RefusalError: the whole request is refused instead.
        """
        ...


class Misread(Protocol):
    """Takes a request for another one; where its trigger is missing, it returns the request as it came."""

    __name__: str

    def __call__(self, asked: Asked, /) -> Request:
        """Return what is answered in place of ``asked.request``.

        Raises:
            RefusalError: the whole request is refused instead.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing done wrong: ``checks`` are the ids of all checks that it turns red, ``summary`` is one line.

    ``topic`` is the name of its module. ``shown`` is where it turns them red: ids of cases of the suite and the shipped
    contract, all of one operation; in the other binding it shows there too, unless it is of one. It misreads what is
    asked, or spoils what is answered; the other of the two does nothing.
    """

    name: str
    topic: str
    checks: tuple[str, ...]
    shown: tuple[str, ...]
    summary: str
    misread: Misread
    spoil: Spoil


def defect(*checks: str, shown: str | tuple[str, ...]) -> Callable[[Spoil], Defect]:
    """Declare a function to be a defect; it is named after the function and summed up by its docstring's first line."""
    return lambda spoil: _declared(spoil, checks, shown=shown, misread=_as_it_came, spoil=spoil)


def misreading(*checks: str, shown: str | tuple[str, ...]) -> Callable[[Misread], Defect]:
    """Declare a function to be a defect of reading, in the same way."""
    return lambda misread: _declared(misread, checks, shown=shown, misread=misread, spoil=_as_it_is)


def together(*defects: Defect) -> Defect:
    """Return a defect that does all of several, one after the other."""

    def misread(asked: Asked, /) -> Request:
        for one in defects:
            asked = replace(asked, request=one.misread(asked))
        return asked.request

    def spoil(answered: Answered, /) -> Response:
        for one in defects:
            answered = replace(answered, response=one.spoil(answered))
        return answered.response

    return Defect(
        name=",".join(one.name for one in defects),
        topic="together",
        checks=tuple(dict.fromkeys(check for one in defects for check in one.checks)),
        shown=tuple(dict.fromkeys(shown for one in defects for shown in one.shown)),
        summary=" ".join(one.summary for one in defects),
        misread=misread,
        spoil=spoil,
    )


def _declared(
    function: Spoil | Misread, checks: tuple[str, ...], *, shown: str | tuple[str, ...], misread: Misread, spoil: Spoil
) -> Defect:
    return Defect(
        name=function.__name__.replace("_", "-"),
        topic=function.__module__.rpartition(".")[2],
        checks=checks,
        shown=(shown,) if isinstance(shown, str) else shown,
        summary=(function.__doc__ or "").partition("\n")[0],
        misread=misread,
        spoil=spoil,
    )


def _as_it_came(asked: Asked) -> Request:
    return asked.request


def _as_it_is(answered: Answered) -> Response:
    return answered.response
