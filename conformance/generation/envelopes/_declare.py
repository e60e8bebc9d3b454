"""How a mutation of a whole envelope is declared: a function that breaks a scene in one named way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from conformance.generation.scene import Outgoing, Scene
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.case import Expectation
from conformance.model.tree import Element

Break: TypeAlias = Callable[[Scene], Outgoing | None]
Beside: TypeAlias = Callable[[Scene], Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeMutation:
    """A request, broken in one way.

    ``name`` is the topic and the function's own name, ``id`` that of the negative case, ``expectations`` are by
    binding: where one has none, the mutation is not made. ``run`` gives None where a scene does not have what it
    breaks; ``around`` tells that it leaves the scene's payload as it is. ``beside`` makes the valid payload whose
    answer is seen beside that to the broken one, ``everywhere`` tells that every operation has to refuse it alike.
    """

    name: str
    id: str
    summary: str
    expectations: Mapping[str, Expectation]
    run: Break
    around: bool = True
    beside: Beside | None = None
    everywhere: bool = False


def expected(soap11: Expectation | None, soap12: Expectation | None) -> Mapping[str, Expectation]:
    """Return what may come of a mutation in each version, leaving out those in which it is not made."""
    both = {SOAP11.name: soap11, SOAP12.name: soap12}
    return MappingProxyType({name: held for name, held in both.items() if held is not None})


REFUSED = expected(Expectation.REFUSED, Expectation.REFUSED)
ANY = expected(Expectation.ANY, Expectation.ANY)
ALIKE = expected(Expectation.ALIKE, Expectation.ALIKE)
ITEM_ERRORS = expected(Expectation.ITEM_ERRORS, Expectation.ITEM_ERRORS)


def envelope_mutation(
    id: str,  # noqa: A002 - the word of the catalogue
    expectations: Mapping[str, Expectation],
    *,
    around: bool = True,
    beside: Beside | None = None,
    everywhere: bool = False,
) -> Callable[[Break], EnvelopeMutation]:
    """Make a function a mutation, named as its module and itself."""

    def declared(run: Break) -> EnvelopeMutation:
        topic = run.__module__.rpartition(".")[2]
        return EnvelopeMutation(
            name=f"{topic}/{run.__name__}".replace("_", "-"),
            id=id,
            summary=(run.__doc__ or "").partition("\n")[0],
            expectations=expectations,
            run=run,
            around=around,
            beside=beside,
            everywhere=everywhere,
        )

    return declared
