"""Messages that are made without a target, one by one."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A message by its name, made when it is asked for; ``make`` raises a GenerationError where it is not right."""

    name: str
    make: Callable[[], bytes]
