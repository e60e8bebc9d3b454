"""One change of one type: what it is, and how a message shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from conformance.diff.simple import Difference
from conformance.model.change import Effect, Impact
from conformance.model.tree import local_of

AS = "="
"""How a step begins that leads to no child, but to the same element with a type that ``xsi:type`` names."""
AT = "@"
"""How a step begins that leads to an attribute."""
OF_TYPE = " of type "
"""What stands in a path before a type that only ``xsi:type`` names."""


def told_step(step: str) -> str:
    """Return what a step adds to a path that people read."""
    if step.startswith(AS):
        return f"{OF_TYPE}{local_of(step)}"
    at = AT if step.startswith(AT) else ""
    return f"/{at}{local_of(step.removeprefix(at))}" if step else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """How an element is made that shows a change; what is None stays the smallest that its type allows.

    ``attributes`` are names with values, None where one is to be absent; ``word`` are the names of the children;
    ``each`` is a name with the seed of all children of it; ``text`` is the text; ``type`` is what ``xsi:type`` says;
    ``nil`` makes it nil; ``below`` are the steps to the descendant that is made so, where it is not the element itself.
    """

    attributes: tuple[tuple[str, str | None], ...] = ()
    word: tuple[str, ...] | None = None
    each: "tuple[str, Seed] | None" = None
    text: str | None = None
    type: str | None = None
    nil: bool = False
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A change of a type; ``step`` leads from the element of that type to what changed.

    ``subject`` tells it from others of its rule in the type. ``owner`` is the simple type that says it, of the old and
    the new contract, where that is not the type itself; ``children`` are the elements in it that say it, if one does.
    """

    rule: str
    subject: str
    effect: Effect
    message: str
    step: str = ""
    seeds: tuple[Seed, ...] = ()
    undecided: str = ""
    least: Impact = Impact.NONE
    owner: tuple[str, str] | None = None
    children: tuple[str, str] = ("", "")

    def says(self, other: "Local") -> bool:
        """Tell whether another change is told in the same words: what a type inherits has changed in its base."""
        return (self.rule, self.subject, self.message) == (other.rule, other.subject, other.message)

    @classmethod
    def of_value(cls, found: Difference, *, step: str = "", owner: tuple[str, str] | None = None) -> "Local":
        """Return the change of a value: of an attribute or a child, or else of the text of the element itself."""
        return cls(
            rule=found.rule,
            subject=step,
            effect=found.effect,
            message=found.message,
            step=step,
            seeds=valued(step, found.values),
            undecided=found.undecided,
            owner=owner,
        )


def valued(step: str, values: Iterable[str]) -> tuple[Seed, ...]:
    """Return seeds of the values of what a step leads to."""
    if step.startswith(AT):
        return tuple(Seed(attributes=((step.removeprefix(AT), value),)) for value in values)
    return tuple(Seed(text=value, below=(step,) if step else ()) for value in values)


def below(local: Local, step: str) -> Local:
    """Return a change of an element as one of what it stands in, from where a step leads to it."""
    return replace(local, step=step, seeds=tuple(replace(seed, below=(step, *seed.below)) for seed in local.seeds))
