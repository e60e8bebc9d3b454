"""How the benchmarks measure in turns, and print what they measured beside its target."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to do something: ``run`` does it so many ``times``."""

    times: int
    run: Callable[[int], object]


def measured(ways: Mapping[str, Way], *, rounds: int) -> dict[str, float]:
    """Return microseconds of processor time each way takes for one; rounds are interleaved, the first only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            started = time.process_time()
            way.run(way.times)
            spent = (time.process_time() - started) / way.times * 1e6
            if number:
                taken[name].append(spent)
    return {name: statistics.median(found) for name, found in taken.items()}


def told(what: str, figure: float, unit: str = "us", *, beside: str = "") -> None:
    """Print a figure that has no target."""
    print(f"{what:68} {figure:9.1f} {unit:3} {beside}".rstrip())


def at_most(what: str, figure: float, target: float) -> None:
    """Print a figure that should not be higher than its target."""
    _row(what, figure, f"<= {target:g}", reached=figure <= target)


def at_least(what: str, figure: float, target: float) -> None:
    """Print a figure that should not be lower than its target."""
    _row(what, figure, f">= {target:g}", reached=figure >= target)


def missing(what: str) -> None:
    """Print that a peer cannot be measured."""
    print(f"{what:68} not installed")


def _row(what: str, figure: float, target: str, *, reached: bool) -> None:
    print(f"{what:68} {figure:9.2f}     target {target:8} {'reached' if reached else 'MISSED'}")
