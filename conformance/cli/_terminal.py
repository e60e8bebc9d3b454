"""The terminal of a command: the only module that asks how wide it is."""

import shutil

_NARROW, _WIDE = 80, 160


def width() -> int:
    """Return how many characters a line may have."""
    return min(max(shutil.get_terminal_size().columns, _NARROW), _WIDE)
