"""Drafts: the only module that reads a tape, as an Element or as text, from the same plan.

A byte is read for each choice, in the order of the payload; past the end of the tape every byte is zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from conformance.generation import spotlights
from conformance.generation.plan import HEADER, SPOTLIGHTS, Branch, Leaf, Node, Part, Plan, Several
from conformance.generation.slots import Slot, attribute
from conformance.model.tree import NIL, XML, Element, Printer, namespace_of
from conformance.soap.write import attribute_text, content_text, write

MAX_DEPTH = 100
NIL_FROM = 248  # the bytes from which a nillable element is nil
SPOTLIGHT_FROM = 0xE000  # of two bytes, which thus ask for a spotlight in one of eight messages
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
        reading = _Reading(self, {**self.spotlights(), **self.natives})
        return reading.decode(self.plan.nodes[self.plan.root])

    def text(self) -> str:
        """Return the payload as XML text; equal to writing ``element()``, and faster."""
        if not all(_plain(node) for node in self.plan.nodes.values()):
            return write(self.element())
        parts: list[str] = []
        _Reading(self, {**self.spotlights(), **self.natives}).render(self.plan.nodes[self.plan.root], "", parts)
        return "".join(parts)

    def used(self) -> tuple[Slot, ...]:
        """Return the slots that the tape uses, each once, in order."""
        reading = _Reading(self, {})
        reading.decode(self.plan.nodes[self.plan.root])
        return tuple(self.plan.slots[number] for number in sorted(reading.seen))

    def spotlights(self) -> Natives:
        """Return the values that the tape itself gives to up to two of the slots it uses; the all-zero tape to none."""
        starts = [1 + number * (2 + spotlights.SIZE) for number in range(SPOTLIGHTS)]
        marks = [(int.from_bytes(self.tape[start : start + 2]) - SPOTLIGHT_FROM, start + 2) for start in starts]
        asked = [(mark, start) for mark, start in marks if mark >= 0]
        used = self.used() if asked else ()
        shown: dict[int, tuple[str, ...]] = {}
        for mark, start in asked if used else ():
            slot = used[mark % len(used)]
            data = self.tape[start : start + spotlights.SIZE].ljust(spotlights.SIZE, b"\0")
            shown.setdefault(slot.number, (spotlights.value(slot, data),))
        return shown


def _plain(node: Node) -> bool:
    """Tell whether no attribute of a node needs a prefix to be declared."""
    return all(namespace_of(slot.name) in {"", XML} for slot in node.slots)


class _Reading:
    """One pass over a tape."""

    def __init__(self, draft: Draft, natives: Natives) -> None:
        self.plan = draft.plan
        self.natives = natives
        self.tape = draft.tape
        self.position = HEADER
        self.density = draft.tape[0] % 3 if draft.tape else 0
        self.depth = 0
        self.seen: set[int] = set()

    def byte(self) -> int:
        """Return the next byte; zero past the end of the tape and where the payload is too deep."""
        position = self.position
        self.position = position + 1
        return self.tape[position] if position < len(self.tape) and self.depth < MAX_DEPTH else 0

    def value(self, slot: Slot) -> str | None:
        """Return what a slot shows, None where it is left out."""
        byte = self.byte()
        value = slot.tables[self.density][byte]
        if value is None:
            return None
        self.seen.add(slot.number)
        natives = self.natives.get(slot.number)
        return natives[byte % len(natives)] if natives else value

    def attributes(self, slots: tuple[Slot, ...]) -> Iterator[tuple[str, str]]:
        for slot in slots:
            value = self.value(slot)
            if value is not None:
                yield slot.name, value

    def texts(self, part: Leaf) -> Iterator[str]:
        """Yield the values of a leaf element, one for each time that it stands."""
        for _ in range(1 if part.counts is None else part.counts[self.byte()]):
            value = self.value(part.slot)
            if value is not None:
                yield value

    def chosen(self, part: Several) -> Iterator[Part]:
        """Yield the parts of a group that stand, in order."""
        for _ in range(part.counts[self.byte()]):
            if part.choice:
                yield part.parts[self.byte() * len(part.parts) // 256]
            else:
                yield from part.parts

    def decode(self, node: Node) -> Element:
        """Return an element and all below it."""
        self.depth += 1
        attributes = tuple(self.attributes(node.slots))
        text = "" if node.text is None else self.value(node.text) or ""
        children = tuple(child for part in node.parts for child in self.elements(part))
        self.depth -= 1
        return Element(name=node.name, attributes=attributes, content=(text,) if text else children)

    def elements(self, part: Part) -> Iterator[Element]:
        if isinstance(part, Leaf):
            for value in self.texts(part):
                yield Element(name=part.slot.name, content=(value,) if value else ())
        elif isinstance(part, Several):
            for inner in self.chosen(part):
                yield from self.elements(inner)
        else:
            node = self.plan.nodes[part.node]
            for _ in range(part.counts[self.byte()]):
                before, stands = self.seen.copy(), self.stands(part)
                found = self.nil(node) if self.is_nil(part) else self.decode(node)
                if stands:
                    yield found
                else:
                    self.seen = before

    def stands(self, part: Branch) -> bool:
        """Tell whether one of several stands; those past the end of the tape do, as their number alone says."""
        return not part.passing or self.position >= len(self.tape) or self.byte() > 0

    def is_nil(self, part: Branch) -> bool:
        return part.nillable and self.byte() >= NIL_FROM

    def nil(self, node: Node) -> Element:
        return Element(name=node.name, attributes=((NIL, "true"), *self.attributes(node.required)))

    def render(self, node: Node, outer: str, parts: list[str]) -> None:
        """Append an element and all below it; ``outer`` is the default namespace around it."""
        self.depth += 1
        namespace, local, start = _start(node.name, outer)
        parts.append(start)
        self.render_attributes(node.slots, parts)
        text = "" if node.text is None else self.value(node.text) or ""
        parts.append(">")
        mark = len(parts)
        for part in node.parts:
            self.render_part(part, namespace, parts)
        if text:
            parts.append(content_text(text))
        if len(parts) == mark:
            parts[-1] = "/>"
        else:
            parts.append(f"</{local}>")
        self.depth -= 1

    def render_part(self, part: Part, outer: str, parts: list[str]) -> None:
        if isinstance(part, Leaf):
            _, local, start = _start(part.slot.name, outer)
            parts.extend(
                f"{start}>{content_text(value)}</{local}>" if value else f"{start}/>" for value in self.texts(part)
            )
        elif isinstance(part, Several):
            for inner in self.chosen(part):
                self.render_part(inner, outer, parts)
        else:
            node = self.plan.nodes[part.node]
            for _ in range(part.counts[self.byte()]):
                mark, stands = len(parts), self.stands(part)
                if self.is_nil(part):
                    parts.append(write(self.nil(node), {"": outer}))
                else:
                    self.render(node, outer, parts)
                if not stands:
                    del parts[mark:]

    def render_attributes(self, slots: tuple[Slot, ...], parts: list[str]) -> None:
        if self.natives:
            parts.extend(attribute(name, value) for name, value in self.attributes(slots))
            return
        for slot in slots:
            fragment = slot.fragments[self.density][self.byte()]
            if fragment is not None:
                parts.append(fragment)


def _start(name: str, outer: str) -> tuple[str, str, str]:
    """Return the namespace, the local name, and the start tag as far as its declaration."""
    namespace, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return namespace, local, f"<{local}" if namespace == outer else f'<{local} xmlns="{attribute_text(namespace)}"'
