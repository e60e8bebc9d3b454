"""Batches: the only module that goes from the items of a request to their results."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.model.contract import Contract, Operation
from conformance.model.tree import Element, is_nil, select, steps_of, values
from conformance.reference.payload import Part, Shapes
from conformance.reference.refusal import RefusalError, Why
from conformance.reference.soap.rulebook import Batch, Entry, Rulebook, codes, key_of, meaning
from conformance.reference.store import Store, Subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that a batch is worked off with; it is made once for an application."""

    contract: Contract
    shapes: Shapes
    rulebook: Rulebook
    subjects: Subjects
    store: Store


def items_of(operation: Operation, request: Element) -> tuple[Element, ...]:
    """Return the items of a request that has been read by its schema, without those that are nil."""
    return tuple(item for item in select(request, operation.items or "") if not is_nil(item))


def answer(desk: Desk, operation: Operation, request: Element) -> Element:
    """Return the answer to a request with items.

    Raises:
        RefusalError: there is nothing around the items, or there are too many of them.
    """
    contract, book = desk.contract, desk.rulebook
    path = operation.items or ""
    around = "/".join(steps_of(path)[:-1])
    if not select(request, around):
        raise RefusalError(book.refusal(Why.REQUEST, book.no_items, contract))
    if operation.batch is not None and len(select(request, path)) > operation.batch:
        raise RefusalError(book.refusal(Why.REQUEST, book.too_many, contract))
    results = tuple(_results(desk, operation, request))
    return desk.shapes.plant(operation.output.payload, [(operation.results or "", results)])


def _results(desk: Desk, operation: Operation, request: Element) -> Iterator[Element]:
    """Yield a result for each item, in order; what an item did is seen by those after it."""
    batch = desk.rulebook.batches.get(operation.name, Batch(rules=(), effect=lambda _entry: None))
    place = f"{operation.name}/{operation.items}"
    earlier: set[str] = set()
    for item in items_of(operation, request):
        path, key = key_of(item, batch.keys)
        entry = Entry(
            item=item,
            request=request,
            operation=operation.name,
            place=place,
            key=key,
            identity=desk.subjects.identity(f"{place}/{batch.keys[0]}", f"{place}/{path}", key) if key else None,
            earlier=earlier,
            subjects=desk.subjects,
            store=desk.store,
        )
        broken = codes(entry, batch)
        if entry.identity is not None:
            earlier.add(entry.identity)
        yield _result(desk, operation, entry, broken)


def _result(desk: Desk, operation: Operation, entry: Entry, broken: tuple[str, ...]) -> Element:
    """Return the result of one item, with the codes of the rules that it breaks."""
    rule, book = desk.contract.results, desk.rulebook
    use = desk.shapes.at(operation.output.payload, operation.results or "")
    parts: list[Part] = []
    if book.identity is not None:
        own = next(iter(values(entry.item, book.identity)), "") or entry.identity or ""
        parts.append((book.identity, "" if broken else own))
    for path in book.repeats:
        parts.extend((path, value) for value in values(entry.item, path)[:1])
    if rule is not None:
        parts.append((rule.success, "false" if broken else "true"))
        for target, source in rule.echo.items():
            parts.extend((target, value) for value in values(entry.item, source)[:1])
        if broken:
            where = f"{operation.results}/{rule.errors}"
            held = tuple(_error(desk, operation, where, code) for code in broken)
            parts.append((rule.errors, held))
    return desk.shapes.grow(use, parts)


def _error(desk: Desk, operation: Operation, where: str, code: str) -> Element:
    """Return one error of a result, where the contract says that its code is."""
    rule, book = desk.contract.results, desk.rulebook
    parts: list[Part] = [] if rule is None else [(rule.code[0], code)]
    if book.description is not None:
        parts.append((book.description, meaning(code, desk.contract)))
    return desk.shapes.grow(desk.shapes.at(operation.output.payload, where), parts)
