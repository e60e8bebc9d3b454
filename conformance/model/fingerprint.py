"""Fingerprints: the only module that gives a problem the name by which it is known in every run."""

import hashlib
import re

SIZE = 16  # hexadecimal digits

_NUMBERED = re.compile(r"\[[0-9]+\]")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[0-9]+|\bnone\b)"""
_VALUES = re.compile(f"{_VALUE}(?:, {_VALUE})*")


def fingerprint(check: str, message: str, *, operation: str, binding: str, path: str | None = None) -> str:
    """Return 16 hexadecimal digits: the same for the same problem in another run, whatever host, values and order.

    Args:
        check: the id of the check that found it.
        message: what is wrong; values in quotes, that there is none, numbers, addresses and places among siblings
            do not count.
        operation: the operation that was called.
        binding: the name of the binding that it was called in.
        path: where it is wrong; which of several siblings it is does not count.
    """
    place = _NUMBERED.sub("", path or "")
    said = _VALUES.sub("", _ADDRESS.sub("", _NUMBERED.sub("", message)))
    same = f"{check}\0{operation}\0{binding}\0{place}\0{said}"
    return hashlib.sha256(same.encode("utf-8", "replace")).hexdigest()[:SIZE]
