"""How a defect is declared: a function that spoils a right answer, with the checks that have to notice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request and the right answer to it, before it is sent."""

    contract: Contract
    request: Request
    response: Response


class Spoil(Protocol):
    """Turns a right answer into a wrong one; where its trigger is missing, it returns the answer as it is."""

    __name__: str

    def __call__(self, answered: Answered, /) -> Response:
        """Return what is sent in place of ``answered.response``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing done wrong: ``checks`` are the ids of all checks that it turns red, ``summary`` is one line."""

    name: str
    checks: tuple[str, ...]
    summary: str
    spoil: Spoil


def defect(*checks: str) -> Callable[[Spoil], Defect]:
    """Declare a function to be a defect; it is named after the function and summed up by its docstring's first line."""

    def declare(spoil: Spoil) -> Defect:
        summary = (spoil.__doc__ or "").partition("\n")[0]
        return Defect(name=spoil.__name__.replace("_", "-"), checks=checks, summary=summary, spoil=spoil)

    return declare
