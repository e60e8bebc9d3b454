"""What a WSDL says compared: the only module that walks its operations, messages, header blocks and faults."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from conformance.contract.comparable import Comparable
from conformance.diff.documented import otherwise
from conformance.diff.found import Found, Part, Root, Route, asked, plain
from conformance.diff.local import Seed
from conformance.diff.operations import bound, renamed
from conformance.diff.ports import of_ports
from conformance.model.binding import BINDINGS
from conformance.model.change import Effect, Impact, Place
from conformance.model.description import BoundMessage, BoundOperation, Encoding, HeaderPart
from conformance.model.requirement import Direction
from conformance.model.tree import local_of, namespace_of


def of_messages(old: Comparable, new: Comparable) -> Iterator[Found | Root]:
    """Yield what changed of operations and what holds them, and each element whose types are still to be compared."""
    was, now = bound(old), bound(new)
    shared = old.ports.keys() & new.ports.keys()
    names = {name: name for name in was if name in now}
    left = ({n: was[n] for n in was if n not in names}, {n: now[n] for n in now if n not in names})
    names |= renamed(*left, (old.schema, new.schema))
    for name in sorted(was.keys() - names.keys()):
        yield _whole("operation.removed", Effect.NARROWS, f"the operation {name} is gone", was[name])
    for name in sorted(now.keys() - set(names.values())):
        yield _whole("operation.added", Effect.WIDENS, f"the operation {name} is new", now[name])
    for name, other in names.items():
        yield from _operation(was[name], now[other], shared)
        yield from _documented(_said(old, name), _said(new, other), name)
    yield from of_ports(old, new, asked(sorted(names)))


def _whole(rule: str, effect: Effect, message: str, held: Mapping[str, BoundOperation]) -> Found:
    """Return an operation that is in one contract only; the smallest request is its witness."""
    binding, operation = next(iter(held.items()))
    payload = None if operation.input is None else operation.input.payload
    path = "" if payload is None else local_of(payload)
    place = Place(operation=operation.name, direction=Direction.REQUEST, path=path)
    found = plain(rule, effect, message, [place])
    if payload is None:
        return found
    root = Root(place=place, part=Part.BODY, names=(payload, payload), binding=binding, payloads=(payload, payload))
    return _shown(found, root)


def _shown(found: Found, root: Root) -> Found:
    """Return a change that an element shows by being there."""
    change = replace(found.change, unwitnessed="")
    return Found(change=change, routes={root.place: Route(root=root)}, seeds=(Seed(),))


def _operation(
    was: Mapping[str, BoundOperation], now: Mapping[str, BoundOperation], shared: AbstractSet[str]
) -> Iterator[Found | Root]:
    """Yield what changed of an operation; what its bindings say alike is told once.

    ``shared`` are the bindings that both contracts have: what is gone with the whole binding is told of that.
    """
    one, other = next(iter(was.values())), next(iter(now.values()))
    places = asked([one.name])
    if one.name != other.name:
        yield plain("operation.renamed", Effect.NONE, f"{one.name} is now called {other.name}", places, Impact.RISKY)
    for binding in (name for name in was if name not in now and name in shared):
        message = f"the operation {one.name} is gone from {BINDINGS[binding].title}"
        yield plain("operation.removed", Effect.NARROWS, message, places)
    for binding in (name for name in now if name not in was and name in shared):
        message = f"the operation {one.name} is new in {BINDINGS[binding].title}"
        yield plain("operation.added", Effect.WIDENS, message, places)
    pairs: dict[tuple[BoundOperation, BoundOperation], str] = {}
    for binding in (name for name in was if name in now):
        pairs.setdefault((was[binding], now[binding]), binding)
    told = set()
    for (before, after), binding in pairs.items():
        for found in _Pair(was=before, now=after, binding=binding).found():
            if isinstance(found, Root) or found.change not in told:
                yield found
            if isinstance(found, Found):
                told.add(found.change)


def _said(contract: Comparable, name: str) -> str:
    """Return what is written about an operation."""
    keys = [f"operation {port.binding}/{name}" for port in contract.ports.values() if name in port.operations]
    return next(filter(None, (contract.documentation.get(key) for key in keys)), "")


def _documented(was: str, now: str, name: str) -> Iterator[Found]:
    if was != now:
        yield plain("documentation.changed", Effect.NONE, otherwise(was, now), asked([name]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """One operation as one binding has it, in both contracts."""

    was: BoundOperation
    now: BoundOperation
    binding: str

    @property
    def request(self) -> Place:
        """Return where the changes of the operation itself show."""
        return self.place(Direction.REQUEST)

    def found(self) -> Iterator[Found | Root]:
        """Yield what changed."""
        if self.was.action != self.now.action:
            message = f'the action is "{self.now.action}", and was "{self.was.action}"'
            yield plain("action.changed", Effect.DIFFERS, message, [self.request])
        if self.was.action_required != self.now.action_required:
            words = "must be sent" if self.now.action_required else "need not be sent"
            effect = Effect.NARROWS if self.now.action_required else Effect.WIDENS
            yield plain("action.required-changed", effect, f"the action {words}", [self.request])
        if self.was.style is not self.now.style:
            message = f"the style is {self.now.style}, and was {self.was.style}"
            yield plain("style.changed", Effect.NONE, message, [self.request], Impact.RISKY)
        for direction, one, other in (
            (Direction.REQUEST, self.was.input, self.now.input),
            (Direction.RESPONSE, self.was.output, self.now.output),
        ):
            yield from self.message(one, other, direction)
        yield from self.faults()

    def place(self, direction: Direction, path: str = "") -> Place:
        """Return where something stands in a message."""
        return Place(operation=self.was.name, direction=direction, path=path)

    def message(self, was: BoundMessage | None, now: BoundMessage | None, way: Direction) -> Iterator[Found | Root]:
        """Yield what changed of what is sent one way."""
        place = self.place(way)
        if was is None or now is None:
            if was is not now:
                gone = now is None
                rule, words = ("message.removed", "no longer") if gone else ("message.added", "now")
                yield plain(rule, Effect.DIFFERS, f"a {way} is {words} sent", [place])
            return
        if was.use is not now.use or (was.use is Encoding.ENCODED and was.encoding_style != now.encoding_style):
            message = f"the message is {_used(now)}, and was {_used(was)}"
            yield plain("use.changed", Effect.DIFFERS, message, [place])
        elif was.uncompared and now.uncompared:
            yield from self.parts(was, now, way)
        else:
            yield from self.payload(was, now, way)
        yield from self.headers(was, now, way)

    def payload(self, was: BoundMessage, now: BoundMessage, way: Direction) -> Iterator[Found | Root]:
        """Yield what stands in the Body, or that something else stands there now."""
        old, new = was.payload, now.payload
        place = self.place(way, local_of(old or new or ""))
        if old is None or new is None:
            if old is not new:
                message = f"the Body holds {_called(now)}, and held {_called(was)}"
                yield plain("message.changed", Effect.DIFFERS, message, [place])
            return
        root = Root(place=place, part=Part.BODY, names=(old, new), binding=self.binding, payloads=(old, new))
        if old == new:
            yield root
        elif local_of(old) == local_of(new):
            one, other = (namespace_of(name) or "no namespace" for name in (old, new))
            message = f"{local_of(old)} is in {other}, and was in {one}"
            yield _shown(plain("namespace.changed", Effect.DIFFERS, message, [place]), root)
        else:
            message = f"the Body holds {_called(now)}, and held {_called(was)}"
            yield _shown(plain("message.changed", Effect.DIFFERS, message, [place]), root)

    def parts(self, was: BoundMessage, now: BoundMessage, way: Direction) -> Iterator[Found | Root]:
        """Yield the parts that no element of the schema tells of: what they are of is compared, and no message made."""
        before, after = ({part.name: part.element or part.type or "" for part in held.parts} for held in (was, now))
        gone, came = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
        for rule, names, words in (("part.removed", gone, "is gone"), ("part.added", came, "is new")):
            for name in names:
                yield plain(rule, Effect.DIFFERS, f"the part {name} {words}", [self.place(way, name)])
        if was.namespace != now.namespace:
            message = f"the parts are in {now.namespace or 'no namespace'}, and were in {was.namespace or 'none'}"
            yield plain("namespace.changed", Effect.DIFFERS, message, [self.place(way)])
        elements = {part.name for part in (*was.parts, *now.parts) if part.element}
        for name in (name for name in before if name in after):
            place, pair = self.place(way, name), (before[name], after[name])
            if name in elements and pair[0] != pair[1]:
                message = f"the part {name} holds {pair[1]}, and held {pair[0]}"
                yield plain("message.changed", Effect.DIFFERS, message, [place])
            elif name in elements:
                yield Root(place=place, part=Part.BODY, names=pair, binding=self.binding)
            else:
                yield Root(place=place, part=Part.ENCODED, names=pair, binding=self.binding)

    def headers(self, was: BoundMessage, now: BoundMessage, way: Direction) -> Iterator[Found | Root]:
        """Yield what changed of header blocks, and those that are in both."""
        before, after = ({_block(header): header for header in held.headers} for held in (was, now))
        for rule, names, words in (
            ("header-part.removed", before.keys() - after.keys(), "is no longer declared"),
            ("header-part.added", after.keys() - before.keys(), "is declared"),
        ):
            for name in sorted(names):
                yield plain(rule, Effect.DIFFERS, f"the header block {name} {words}", [self.place(way)])
        for name in sorted(before.keys() & after.keys()):
            old, new = before[name], after[name]
            if old.required != new.required:
                words = "must be understood by clients" if new.required else "need not be understood by clients"
                effect = Effect.NARROWS if new.required else Effect.WIDENS
                message = f"what the WSDL says of the header block {name} {words}"
                yield plain("header-part.required-changed", effect, message, [self.place(way)])
            if old.part.element:
                yield self.block(name, way, (was.payload, now.payload))
            yield from self.header_faults(old, new)

    def block(self, name: str, way: Direction, payloads: tuple[str | None, str | None]) -> Root:
        """Return a header block whose types are still to be compared."""
        place = self.place(way, f"{Part.HEADER}/{local_of(name)}")
        return Root(place=place, part=Part.HEADER, names=(name, name), binding=self.binding, payloads=payloads)

    def header_faults(self, was: HeaderPart, now: HeaderPart) -> Iterator[Found | Root]:
        """Yield what changed of the header blocks that tell of a fault with another one."""
        before, after = ({_block(fault): fault for fault in held.faults} for held in (was, now))
        for rule, names, words, least in (
            ("header-fault.removed", before.keys() - after.keys(), "is no longer declared", Impact.COMPATIBLE),
            ("header-fault.added", after.keys() - before.keys(), "is declared", Impact.RISKY),
        ):
            for name in sorted(names):
                message = f"the header block {name}, which tells of a fault with {_block(now)}, {words}"
                yield plain(rule, Effect.NONE, message, [self.place(Direction.RESPONSE)], least)
        for name in sorted(before.keys() & after.keys()):
            if before[name].part.element:
                yield self.block(name, Direction.RESPONSE, (None, None))

    def faults(self) -> Iterator[Found | Root]:
        """Yield what changed of the faults that are declared; whatever a detail holds, every message may have it."""
        before, after = (
            {(one.part.element or f"of type {one.part.type}") if one.part else "no detail" for one in held.faults}
            for held in (self.was, self.now)
        )
        for rule, names, words, least in (
            ("fault.removed", before - after, "is no longer declared", Impact.COMPATIBLE),
            ("fault.added", after - before, "is declared", Impact.RISKY),
        ):
            for name in sorted(names):
                message = f"a fault with {name} {words}"
                yield plain(rule, Effect.NONE, message, [self.place(Direction.RESPONSE)], least)
        elements = {one.part.element for one in self.was.faults if one.part and one.part.element}
        for name in sorted(elements & after):
            place = self.place(Direction.RESPONSE, f"{Part.DETAIL}/{local_of(name)}")
            yield Root(place=place, part=Part.DETAIL, names=(name, name), binding=self.binding)


def _block(header: HeaderPart) -> str:
    """Return what tells header blocks from each other."""
    return header.part.element or f"of type {header.part.type}"


def _used(message: BoundMessage) -> str:
    return f"{message.use} ({message.encoding_style})" if message.encoding_style else message.use


def _called(message: BoundMessage) -> str:
    return message.payload or (f"what no schema tells: {message.uncompared}" if message.uncompared else "nothing")
