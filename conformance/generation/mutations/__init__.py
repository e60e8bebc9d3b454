"""Mutations: valid payloads, each broken in one named way; a module without a leading underscore is a topic."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from conformance import _members
from conformance.contract.example import example, plain
from conformance.generation.mutations._declare import MARK, Broken, Mutator, Rule
from conformance.generation.places import Place, places, put
from conformance.generation.pools import bounds, is_integer, pool
from conformance.markup.write import write
from conformance.model.contract import Contract, Operation
from conformance.model.schema import ComplexType, SimpleType, elements
from conformance.model.tree import Element, local_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A payload that breaks one rule.

    ``payload`` is None where no element can hold it; ``text`` is what stands in Body. ``path`` begins with the
    operation's name, ``steps`` lead to the broken element from the payload, ``item`` is the index of the item that it
    is in, None outside of all items.
    """

    rule: Rule
    name: str
    path: str
    steps: tuple[int, ...]
    item: int | None
    payload: Element | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is broken at one place of a request: a valid ``base``, and that in each way; names are unique in it."""

    name: str
    base: Element
    mutations: tuple[Mutation, ...]


@cache
def mutators() -> tuple[Mutator, ...]:
    """Return the code for all rules, sorted by the name of the rule."""
    return tuple(sorted(_members.declared(__name__, Mutator), key=lambda one: one.rule.name))


def groups(contract: Contract, operation: Operation) -> tuple[Group, ...]:
    """Return what is broken on purpose in an operation's request: at each element, attribute by attribute.

    Each base is the example with the place in it, so that it succeeds where the example does. A contract without XSDs
    has none: what is broken here is certified by engines of those.
    """
    return tuple(_groups(contract, operation)) if contract.documents else ()


def first_of_each_rule(found: Iterable[Group]) -> tuple[Group, ...]:
    """Return groups that break each rule once."""
    met: set[str] = set()
    kept: list[Group] = []
    for group in found:
        chosen: list[Mutation] = []
        for one in group.mutations:
            if one.rule.name not in met:
                met.add(one.rule.name)
                chosen.append(one)
        if chosen:
            kept.append(replace(group, mutations=tuple(chosen)))
    return tuple(kept)


def one_of(contract: Contract, operation: Operation, payload: Element, *, kind: int, place: int) -> Mutation | None:
    """Return a valid payload, broken once; any two numbers choose a rule and a place of those that it has.

    Where no rule can be broken in it, which is where it is empty, None is returned.
    """
    found = tuple(places(contract, operation, payload))
    order = mutators()
    for number in range(len(order)):
        mutator = order[(kind + number) % len(order)]
        ways = [(where, broken) for where in found for broken in mutator.run(where, contract)]
        if ways:
            where, broken = ways[place % len(ways)]
            return _mutation(mutator.rule, payload, where, broken)
    return None


def plain_values(contract: Contract, operation: Operation) -> dict[str, str]:
    """Return a plain value for each attribute and element of an operation's request, by its path."""
    return {path: value for _, told in _paths(contract, operation) for path, value in told.items()}


def _groups(contract: Contract, operation: Operation) -> Iterator[Group]:
    met: Counter[str] = Counter()
    for path, also in dict(_paths(contract, operation)).items():
        base = example(contract, operation, also=also)
        owner, sign, attribute = path.partition("/@")
        where = next((one for one in places(contract, operation, base) if one.path == owner), None)
        if where is None:
            continue
        found = tuple(_at(contract, base, where, attribute if sign else None))
        if found:
            name = _name(path, operation)
            met[name] += 1
            # An element and an attribute of one place may have one name.
            yield Group(name=name if met[name] == 1 else f"{name}-{met[name]}", base=base, mutations=found)


def _at(contract: Contract, base: Element, where: Place, attribute: str | None) -> Iterator[Mutation]:
    """Yield what breaks a place; of its attributes the one that is named, or none."""
    for mutator in mutators():
        for broken in mutator.run(where, contract):
            about = None if broken.attribute is None else local_of(broken.attribute)
            if about == attribute:
                yield _mutation(mutator.rule, base, where, broken)


def _mutation(rule: Rule, payload: Element, where: Place, broken: Broken) -> Mutation:
    whole = put(payload, where.steps, broken.element)
    text = write(whole)
    if broken.text is not None:
        text = text.replace(f'{MARK}=""', broken.text)
    whole_again = broken.text is None and not broken.after
    return Mutation(
        rule=rule,
        name=broken.name,
        path=where.path if broken.attribute is None else f"{where.path}/@{local_of(broken.attribute)}",
        steps=where.steps,
        item=where.item,
        payload=whole if whole_again else None,
        text=text + broken.after,
    )


def _paths(contract: Contract, operation: Operation) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the path of each element and attribute of a request, with the values of what has to be there for it."""
    payload = contract.schema.elements[operation.input.payload]
    yield operation.name, {}
    yield from _below(contract, payload.type, operation.name, (payload.type,))


def _below(contract: Contract, name: str, path: str, above: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    found = contract.schema.types[name]
    if not isinstance(found, ComplexType):
        return
    for use in found.attributes:
        simple = contract.schema.types[use.type]
        own = f"{path}/@{local_of(use.name)}"
        if isinstance(simple, SimpleType):
            yield own, {own: _known(contract, own, _plain(simple))}
    for child in elements(found.content):
        own = f"{path}/{local_of(child.name)}"
        inner = contract.schema.types[child.type]
        value = _known(contract, own, _text(contract, child.type))
        yield own, {own: value, **_first(contract, inner, own)}
        if child.type not in above:
            yield from _below(contract, child.type, own, (*above, child.type))


def _first(contract: Contract, found: ComplexType | SimpleType, path: str) -> dict[str, str]:
    """Return what shows the children of an element, each once."""
    uses = elements(found.content) if isinstance(found, ComplexType) else ()
    return _known_all(contract, {f"{path}/{local_of(use.name)}": _text(contract, use.type) for use in uses})


def _text(contract: Contract, name: str) -> str:
    found = contract.schema.types[name]
    held = contract.schema.types[found.text] if isinstance(found, ComplexType) and found.text else found
    return _plain(held) if isinstance(held, SimpleType) else ""


def _plain(simple: SimpleType) -> str:
    """Return a plain value of a type: of numbers one that is small, as far as the type has it."""
    if is_integer(simple) and not simple.facets.enumeration:
        low, high = bounds(simple)
        return str(min(max(1, 1 if low is None else low), 1 if high is None else high))
    return pool(simple)[0] if simple.builtin == "decimal" else plain(simple)


def _known_all(contract: Contract, values: dict[str, str]) -> dict[str, str]:
    return {path: _known(contract, path, value) for path, value in values.items()}


def _known(contract: Contract, path: str, value: str) -> str:
    """Return a value that the account knows at a path, else the one that is given."""
    return (contract.subjects.get(path) or (value,))[0]


def _name(path: str, operation: Operation) -> str:
    """Return the name of a group: the path from its item on, where it is in one."""
    around = f"{operation.name}/{operation.items}".rpartition("/")[0] if operation.items else ""
    inner = path.removeprefix(f"{around}/") if around and path.startswith(f"{around}/") else path
    return inner.replace("@", "").replace("/", ".")
