"""How a defect is declared: a function that spoils a right answer, or misreads a request, with the checks it trips."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response
from conformance.reference.payload import Shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request before it is answered; ``shapes`` are those of the contract's schema."""

    contract: Contract
    shapes: Shapes
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request and the right answer to it, before it is sent; ``shapes`` are those of the contract's schema."""

    contract: Contract
    shapes: Shapes
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

    It misreads what is asked, or spoils what is answered; the other of the two does nothing.
    """

    name: str
    checks: tuple[str, ...]
    summary: str
    misread: Misread
    spoil: Spoil


def defect(*checks: str) -> Callable[[Spoil], Defect]:
    """Declare a function to be a defect; it is named after the function and summed up by its docstring's first line."""

    def declare(spoil: Spoil) -> Defect:
        name, summary = _told(spoil)
        return Defect(name=name, checks=checks, summary=summary, misread=_as_it_came, spoil=spoil)

    return declare


def misreading(*checks: str) -> Callable[[Misread], Defect]:
    """Declare a function to be a defect of reading, in the same way."""

    def declare(misread: Misread) -> Defect:
        name, summary = _told(misread)
        return Defect(name=name, checks=checks, summary=summary, misread=misread, spoil=_as_it_is)

    return declare


def _told(function: Spoil | Misread) -> tuple[str, str]:
    return function.__name__.replace("_", "-"), (function.__doc__ or "").partition("\n")[0]


def _as_it_came(asked: Asked) -> Request:
    return asked.request


def _as_it_is(answered: Answered) -> Response:
    return answered.response
