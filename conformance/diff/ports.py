"""What a WSDL says beside its messages compared: its bindings, where it is served, and words that are not WSDL's."""

from collections import Counter
from collections.abc import Iterator

from conformance.contract.comparable import Comparable
from conformance.diff.found import Found, plain
from conformance.model.binding import BINDINGS
from conformance.model.change import Effect, Impact, Place
from conformance.model.description import Extension, Port


def of_ports(old: Comparable, new: Comparable, places: tuple[Place, ...]) -> Iterator[Found]:
    """Yield what changed of all that holds operations; ``places`` are those of the operations."""
    for name in sorted(old.ports.keys() | new.ports.keys()):
        was, now = old.ports.get(name), new.ports.get(name)
        told = BINDINGS[name].title if name in BINDINGS else name
        if now is None:
            yield plain("binding.removed", Effect.NARROWS, f"the binding {told} is gone", places)
        elif was is None:
            yield plain("binding.added", Effect.WIDENS, f"the binding {told} is new", places)
        elif was.transport != now.transport:
            message = f"{told} goes over {now.transport or 'nothing said'}, and went over {was.transport or 'none'}"
            yield plain("transport.changed", Effect.DIFFERS, message, places)
        if was is not None and now is not None:
            yield from _addresses(told, _served(old, name), _served(new, name), places)
    yield from _extensions(old, new, places)


def _served(contract: Comparable, protocol: str) -> dict[str, Port]:
    """Return the ports of a protocol by their names."""
    return {f"{port.service}/{port.name}": port for port in contract.served if port.protocol == protocol}


def _addresses(told: str, was: dict[str, Port], now: dict[str, Port], places: tuple[Place, ...]) -> Iterator[Found]:
    """Yield where it is served otherwise: ports are those of one name, and the names themselves say nothing."""
    both = [name for name in was if name in now]
    gone, came = (Counter(port.address for name, port in held.items() if name not in both) for held in (was, now))
    moved = [(was[name].address, now[name].address) for name in both]
    lost, found = sorted((gone - came).elements()), sorted((came - gone).elements())
    if len(lost) == len(found) == 1:
        moved.append((lost.pop(), found.pop()))
    for before, after in sorted({pair for pair in moved if pair[0] != pair[1]}):
        message = f"{told} is at {after or 'no address'}, and was at {before or 'none'}"
        yield plain("address.changed", Effect.NONE, message, places, Impact.RISKY)
    for address in lost:
        yield plain(
            "port.removed", Effect.NONE, f"{told} is no longer at {address or 'no address'}", places, Impact.RISKY
        )
    for address in found:
        message = f"{told} is also at {address or 'no address'}"
        yield plain("port.added", Effect.NONE, message, places, Impact.COMPATIBLE)


def _extensions(old: Comparable, new: Comparable, places: tuple[Place, ...]) -> Iterator[Found]:
    before, after = (Counter(one.element.name for one in held.extensions) for held in (old, new))
    said = sorted({one.element.name for one in _only(old, new)} | {one.element.name for one in _only(new, old)})
    for name in said:
        words = "is new" if not before[name] else "is gone" if not after[name] else "is another one"
        message = f"what the WSDL says by {name} {words}, and is not judged"
        yield plain("extension.changed", Effect.NONE, message, places, Impact.RISKY)


def _only(one: Comparable, other: Comparable) -> list[Extension]:
    return [held for held in one.extensions if held not in other.extensions]
