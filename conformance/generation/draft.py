"""Drafts: the only module that reads a tape, as an Element or as text, from the same plan.

A byte is read for each choice, in the order of the payload; past the end of the tape every byte is zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from operator import getitem, length_hint

from conformance.generation import spotlights
from conformance.generation.plan import HEADER, SPOTLIGHTS, Branch, Leaf, Node, Part, Plan, Several
from conformance.generation.slots import Slot
from conformance.markup.write import write
from conformance.model.tree import NIL, Element, Printer

MAX_DEPTH = 100
NIL_FROM = 248  # the bytes from which a nillable element is nil
MARKS = 1 + 2 * SPOTLIGHTS  # the bytes before those that spotlights show: the density, and two for each of them
SPOTLIGHT_FROM = 224  # of the first of the two, which thus ask for a spotlight in one of eight messages
ZEROS: Iterator[int] = repeat(0)
Natives = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """A payload that is not written yet: a plan, a tape, and the user's own values for some slots, by slot number.

    Where a slot has natives, every place that the tape uses shows one of them and never a value of the pool.
    """

    plan: Plan
    tape: bytes
    natives: Natives = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return the payload: what a person wants to see of a failing example."""
        return f"Draft({self.text()})"

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:
        """Print the same; IPython and Hypothesis would print every field of a dataclass."""
        printer.text(repr(self))

    def element(self) -> Element:
        """Return the payload as a tree."""
        return _Tree(self, self.shown()).element(self.plan.nodes[self.plan.root], 0)

    def text(self) -> str:
        """Return the payload as XML text; equal to writing ``element()``, and faster."""
        if not self.plan.plain:
            return write(self.element())
        text = _Text(self, self.shown())
        text.element(self.plan.nodes[self.plan.root], self.plan.start, 0)
        return "".join(text.parts)

    def used(self) -> tuple[Slot, ...]:
        """Return the slots that the tape uses, each once, in order."""
        tree = _Tree(self, {})
        tree.element(self.plan.nodes[self.plan.root], 0)
        return tuple(self.plan.slots[number] for number in sorted(tree.seen))

    def shown(self) -> Natives:
        """Return the values that do not come from a pool, by the number of their slot."""
        spotlit = self.spotlights()
        return {**spotlit, **self.natives} if spotlit else self.natives

    def spotlights(self) -> Natives:
        """Return the values that the tape itself gives to up to two slots; the all-zero tape to none.

        Where the tape does not use such a slot, its value is not shown.
        """
        slots, shown = self.plan.slots, {}
        for high, low in zip(self.tape[1:MARKS:2], self.tape[2:MARKS:2], strict=False):
            if high >= SPOTLIGHT_FROM and slots:
                slot = slots[(256 * high + low) % len(slots)]
                shown[slot.number] = (spotlights.value(slot, self.tape[MARKS:HEADER].ljust(spotlights.SIZE, b"\0")),)
        return shown


def turns(plan: Plan, ring: bytes, count: int) -> tuple[Draft, ...]:
    """Return so many drafts of the same bytes, which are a ring: each draft begins elsewhere and goes around it.

    Each is as random as if it were the only one, while far fewer bytes have to be drawn for all of them.
    """
    size, step = len(ring), max(1, len(ring) // count)
    around = ring * (2 + plan.size // max(1, size))
    starts = (number * step % max(1, size) for number in range(count))
    return tuple(Draft(plan=plan, tape=around[start : start + plan.size]) for start in starts)


def _density(draft: Draft) -> int:
    return draft.tape[0] % 3 if draft.tape else 0


def _stands(part: Branch, left: Iterator[int], stream: Iterator[int]) -> bool:
    """Tell whether one of several stands; those past the end of the tape do, as their number alone says."""
    return not part.passing or not length_hint(left) or next(stream) > 0


def _chosen(part: Several, stream: Iterator[int]) -> Iterator[Part]:
    """Yield the parts of a group that stand, in order."""
    for _ in range(part.counts[next(stream)]):
        if part.choice:
            yield part.parts[next(stream) * len(part.parts) // 256]
        else:
            yield from part.parts


class _Tree:
    """A draft that is read as a tree; ``seen`` are the numbers of the slots that it uses."""

    def __init__(self, draft: Draft, natives: Natives) -> None:
        self.nodes = draft.plan.nodes
        self.natives = natives
        self.left, self.density = iter(draft.tape[HEADER:]), _density(draft)
        self.bytes = chain(self.left, ZEROS)
        self.seen: set[int] = set()

    def element(self, node: Node, depth: int) -> Element:
        """Return an element and all below it; one that is too deep is read from zeros."""
        stream = self.bytes if depth < MAX_DEPTH else ZEROS
        attributes = tuple(self.attributes(node.slots, stream))
        text = "" if node.text is None else self.value(node.text, stream) or ""
        children = tuple(child for part in node.parts for child in self.children(part, stream, depth))
        return Element(name=node.name, attributes=attributes, content=(text,) if text else children)

    def children(self, part: Part, stream: Iterator[int], depth: int) -> Iterator[Element]:
        if isinstance(part, Leaf):
            for _ in range(1 if part.counts is None else part.counts[next(stream)]):
                value = self.value(part.slot, stream)
                if value is not None:
                    yield Element(name=part.slot.name, content=(value,) if value else ())
        elif isinstance(part, Several):
            for inner in _chosen(part, stream):
                yield from self.children(inner, stream, depth)
        else:
            node = self.nodes[part.node]
            for _ in range(part.counts[next(stream)]):
                before, stands = self.seen.copy(), _stands(part, self.left, stream)
                nil = part.nil is not None and next(stream) >= NIL_FROM
                found = self.nil(node, stream) if nil else self.element(node, depth + 1)
                if stands:
                    yield found
                else:
                    self.seen = before

    def nil(self, node: Node, stream: Iterator[int]) -> Element:
        return Element(name=node.name, attributes=((NIL, "true"), *self.attributes(node.required, stream)))

    def attributes(self, slots: tuple[Slot, ...], stream: Iterator[int]) -> Iterator[tuple[str, str]]:
        for slot in slots:
            value = self.value(slot, stream)
            if value is not None:
                yield slot.name, value

    def value(self, slot: Slot, stream: Iterator[int]) -> str | None:
        """Return what a slot shows, None where it is left out."""
        byte = next(stream)
        value = slot.tables[self.density][byte]
        if value is None:
            return None
        self.seen.add(slot.number)
        natives = self.natives.get(slot.number)
        return natives[byte % len(natives)] if natives else value


class _Text:
    """A draft that is read as text, in ``parts``: whatever can be written beforehand was, when its plan was made."""

    def __init__(self, draft: Draft, natives: Natives) -> None:
        self.nodes = draft.plan.nodes
        self.natives = natives
        self.left, self.density = iter(draft.tape[HEADER:]), _density(draft)
        self.bytes = chain(self.left, ZEROS)
        self.parts: list[str] = []

    def element(self, node: Node, start: str, depth: int) -> None:
        """Append an element and all below it; ``start`` is how its tag begins."""
        stream, parts = self.bytes if depth < MAX_DEPTH else ZEROS, self.parts
        parts.append(start)
        if self.natives and node.slots:
            self.attributes(node, stream)
        else:
            parts.extend(map(getitem, node.fragments[self.density], stream))
        if not node.parts:
            text = "" if node.text is None else self.fragment(node.text, stream)
            parts.append(f">{text}{node.end}" if text else "/>")
            return
        parts.append(">")
        mark = len(parts)
        for part in node.parts:
            self.children(part, stream, depth)
        if len(parts) == mark:
            parts[-1] = "/>"
        else:
            parts.append(node.end)

    def children(self, part: Part, stream: Iterator[int], depth: int) -> None:
        if isinstance(part, Branch):
            for _ in range(part.counts[next(stream)]):
                self.child(part, stream, depth)
        elif isinstance(part, Leaf):
            for _ in range(1 if part.counts is None else part.counts[next(stream)]):
                fragment = self.fragment(part.slot, stream)
                if fragment:
                    self.parts.append(fragment)
        else:
            for inner in _chosen(part, stream):
                self.children(inner, stream, depth)

    def child(self, part: Branch, stream: Iterator[int], depth: int) -> None:
        node, mark, stands = self.nodes[part.node], len(self.parts), _stands(part, self.left, stream)
        if part.nil is not None and next(stream) >= NIL_FROM:
            self.parts.append(part.nil)
            self.parts.extend([self.fragment(slot, stream) for slot in node.required])
            self.parts.append("/>")
        else:
            self.element(node, part.start, depth + 1)
        if not stands:
            del self.parts[mark:]

    def attributes(self, node: Node, stream: Iterator[int]) -> None:
        """Append attributes of which some may have natives; the slots of an element are numbered one after another."""
        read, mark, first = bytes(islice(stream, len(node.slots))), len(self.parts), node.slots[0].number
        self.parts.extend(map(getitem, node.fragments[self.density], read))
        for number in self.natives:
            place = number - first
            if 0 <= place < len(read):
                self.parts[mark + place] = self.written(node.slots[place], read[place])

    def fragment(self, slot: Slot, stream: Iterator[int]) -> str:
        return self.written(slot, next(stream))

    def written(self, slot: Slot, byte: int) -> str:
        """Return what a slot shows as it is written, nothing where it is left out."""
        natives = self.natives.get(slot.number) if self.natives else None
        if natives and slot.tables[self.density][byte] is not None:
            return slot.frame.written(natives[byte % len(natives)])
        return slot.fragments[self.density][byte]
