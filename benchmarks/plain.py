"""Payloads without Hypothesis, tapes or shrinking: the least that any generator of the same messages can cost."""

import random
from collections.abc import Callable
from dataclasses import replace
from operator import getitem

from conformance.generation.plan import Branch, Leaf, Plan
from conformance.model.contract import Operation
from conformance.model.tree import steps_of

ONCE = (1,) * 256


def one_item(plan: Plan, operation: Operation) -> Plan:
    """Return a plan whose payloads hold exactly one item that is not nil, as those of the peers do."""
    nodes, path = dict(plan.nodes), operation.name
    for step in steps_of(operation.items or ""):
        held, path = path, f"{path}/{step}"
        parts = tuple(
            replace(part, counts=ONCE, passing=False, nil=None)
            if isinstance(part, Branch) and part.node == path
            else part
            for part in nodes[held].parts
        )
        nodes[held] = replace(nodes[held], parts=parts)
    return replace(plan, nodes=nodes)


def writer(plan: Plan, source: random.Random) -> Callable[[], str]:
    """Return a function that writes a random payload of the plan's own fragments, in its own shares."""
    root = _element(plan, plan.root, plan.start, source)
    return lambda: root(source.getrandbits(8) % 3)


def _element(plan: Plan, key: str, start: str, source: random.Random) -> Callable[[int], str]:
    node = plan.nodes[key]
    fragments, end, size, randbytes = node.fragments, node.end, len(node.slots), source.randbytes
    inner = [_part(plan, part, source) for part in node.parts]

    def flat(density: int) -> str:
        return f"{start}{''.join(map(getitem, fragments[density], randbytes(size)))}/>"

    def deep(density: int) -> str:
        content = "".join([text for part in inner for text in part(density)])
        attributes = "".join(map(getitem, fragments[density], randbytes(size)))
        return f"{start}{attributes}>{content}{end}" if content else f"{start}{attributes}/>"

    return deep if inner else flat


def _part(plan: Plan, part: object, source: random.Random) -> Callable[[int], list[str]]:
    bits = source.getrandbits
    if isinstance(part, Leaf) and part.counts is None:
        tables = part.slot.fragments
        return lambda density: [tables[density][bits(8)]]
    if isinstance(part, Branch):
        counts, child = part.counts, _element(plan, part.node, part.start, source)
        return lambda density: [child(density) for _ in range(counts[bits(8)])]
    message = f"{part} is not written here: add it"
    raise NotImplementedError(message)
