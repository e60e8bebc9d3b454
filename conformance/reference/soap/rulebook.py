"""Rulebooks: the shape in which a vendor's application rules are written down, and how a batch is held against them."""

from collections.abc import Callable, Mapping, Set  # noqa: PYI025 - only read here
from dataclasses import dataclass, field

from conformance.model.contract import Contract
from conformance.model.tree import Element, clark, values
from conformance.reference.refusal import Refusal, Why
from conformance.reference.store import Standing, Store, Subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a batch, with all that a rule may look at.

    ``place`` is the path of the items, from the operation's name on; ``key`` the value that names the item's object,
    empty where there is none; ``identity`` that object, None where it does not exist; ``earlier`` the identities before
    this item in the batch.
    """

    item: Element
    request: Element
    operation: str
    place: str
    key: str
    identity: str | None
    earlier: Set[str]
    subjects: Subjects
    store: Store


Rule = Callable[[Entry], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The rules for the items of one operation: each returns the code of an error, or None.

    ``keys`` are the paths in an item that name its object, the first one that is filled decides; ``effect`` is what
    happens to an item that no rule refuses, and may still refuse it.
    """

    rules: tuple[Rule, ...]
    effect: Rule
    keys: tuple[str, ...] = ("@Id",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """A vendor's rules. The default is that of a vendor of whom nothing is known: everything is accepted.

    ``namespace`` is that of the fault codes; ``identity``, ``description`` and ``repeats`` are paths in a result: the
    object's id, an error's text (below the error), and what an item and its result have in common.
    """

    namespace: str = ""
    standings: Mapping[Standing, str] = field(default_factory=dict)
    no_items: str | None = None
    too_many: str | None = None
    incomplete: str | None = None
    crash: str | None = None
    denied: str = "the credentials are not known"
    constants: Mapping[str, str] = field(default_factory=dict)
    receivers: frozenset[str] = frozenset()
    detail: tuple[Element, ...] = ()
    identity: str | None = None
    description: str | None = None
    repeats: tuple[str, ...] = ()
    batches: Mapping[str, Batch] = field(default_factory=dict)

    def reason(self, code: str, contract: Contract) -> str:
        """Return the text of a fault: the vendor's constant where one is known, else the meaning of its code."""
        return self.constants.get(code) or meaning(code, contract)

    def refusal(self, why: Why, code: str | None, contract: Contract) -> Refusal:
        """Return the refusal of a whole request with a code of the vendor, with a standard one where it has none."""
        if code is None:
            return Refusal(why=why, about=f"the request is refused: {why}")
        return Refusal(
            why=why,
            about=self.reason(code, contract),
            code=clark(self.namespace, code),
            word="server" if code in self.receivers else None,
            # SOAP 1.1 section 4.4: detail is about the Body, never about a header block.
            detail=None if why is Why.SESSION else self.detail,
        )


def meaning(code: str, contract: Contract) -> str:
    """Return what the contract's catalogue says that a code means, the code itself where it says nothing."""
    return code if contract.results is None else contract.results.catalogue.get(code, code)


def key_of(item: Element, keys: tuple[str, ...]) -> tuple[str, str]:
    """Return the path and the value that name an item's object; the value is empty where none does."""
    filled = ((path, value) for path in keys for value in values(item, path)[:1] if value)
    return next(filled, (keys[0], ""))


def codes(entry: Entry, batch: Batch) -> tuple[str, ...]:
    """Return the codes of all rules that an item breaks; where it breaks none, let the effect happen."""
    broken = tuple(code for code in (rule(entry) for rule in batch.rules) if code is not None)
    if broken:
        return broken
    refused = batch.effect(entry)
    return () if refused is None else (refused,)
