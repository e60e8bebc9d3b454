"""Depths: the only table that says how far a run goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How far a run goes, for each operation and binding.

    ``examples`` are random messages, ``broken`` random ones that are then broken; ``requests_to_shrink`` is what may be
    spent on making one finding small. Where ``few``, edges are sent together only, and each rule is broken once.
    """

    examples: int
    broken: int
    requests_to_shrink: int
    few: bool = False


# Quick does not shrink: the polite depth for a system that others use.
DEPTHS: Mapping[str, Depth] = MappingProxyType(
    {
        "quick": Depth(examples=20, broken=5, requests_to_shrink=0, few=True),
        "default": Depth(examples=100, broken=25, requests_to_shrink=200),
        "deep": Depth(examples=1000, broken=250, requests_to_shrink=200),
    }
)
