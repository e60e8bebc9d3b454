"""One change of one type: what it is, and how a message shows it."""

from dataclasses import dataclass

from conformance.diff.simple import Difference
from conformance.model.change import Effect, Impact

AS = "="
"""How a step begins that leads to no child, but to the same element with a type that ``xsi:type`` names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """How an element is made that shows a change; what is None stays the smallest that its type allows.

    ``attribute`` is a name with its value, None where it is to be absent; ``word`` are the names of the children;
    ``text`` is the text; ``child`` is a child with its text, nil where that is None; ``type`` is what ``xsi:type``
    says.
    """

    attribute: tuple[str, str | None] | None = None
    word: tuple[str, ...] | None = None
    text: str | None = None
    child: tuple[str, str | None] | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A change of a type; ``suffix`` leads from the element of that type to what changed."""

    rule: str
    subject: str
    effect: Effect
    message: str
    suffix: str = ""
    seeds: tuple[Seed, ...] = ()
    undecided: str = ""
    least: Impact = Impact.NONE

    def says(self, other: "Local") -> bool:
        """Tell whether another change is told in the same words: what a type inherits has changed in its base."""
        return (self.rule, self.subject, self.message) == (other.rule, other.subject, other.message)

    @classmethod
    def of_value(cls, found: Difference, *, attribute: str | None = None, suffix: str = "") -> "Local":
        """Return the change of a value: of an attribute, or else of the text of the element itself."""
        seeds = (
            Seed(text=value) if attribute is None else Seed(attribute=(attribute, value)) for value in found.values
        )
        return cls(
            rule=found.rule,
            subject=suffix,
            effect=found.effect,
            message=found.message,
            suffix=suffix,
            seeds=tuple(seeds),
            undecided=found.undecided,
        )
