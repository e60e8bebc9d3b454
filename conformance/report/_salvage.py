"""Salvage: the only module that reads what a run wrote that was killed before it could join its parts."""

import shutil
from pathlib import Path

from conformance.model.report import Untested
from conformance.report import jsonl
from conformance.report._files import usable

_WHY = "the run was killed, or is not over yet; what it wrote until then is here"


def salvaged(report: Path, copy: Path) -> Path:
    """Return a report or, where its run left it in parts, a copy that holds them all and reads as incomplete.

    The run's own files stay as they are.

    Raises:
        UsageError: a file cannot be used, or a part is damaged.
    """
    parts = jsonl.parts_of(report)
    if not parts.is_dir():
        return report
    with usable(parts):
        shutil.copytree(parts, jsonl.parts_of(copy))
    ending = jsonl.Ending(untested=(Untested(what="what is missing here", why=_WHY),), finished="", complete=False)
    jsonl.join(copy, jsonl.header_of(report), order=(), ending=ending)
    return copy
