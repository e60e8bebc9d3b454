"""Quiet libraries: the only module that keeps them from logging what is sent and received."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_CLIENTS = ("httpx", "httpcore", "vcr")
"""They log addresses and whole header fields, cookies included, below warnings."""


@contextmanager
def quiet() -> Iterator[None]:
    """Let the HTTP libraries log nothing but warnings and errors."""
    levels = {name: logging.getLogger(name).level for name in _CLIENTS}
    for name in levels:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
