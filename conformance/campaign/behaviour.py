"""Two runs beside two contracts: the only module that tells the gate whether an endpoint does other things now."""

from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.model.gate import Behaviour
from conformance.report import _compare_texts, jsonl
from conformance.report._compare import compare
from conformance.report._salvage import salvaged


def behaviour(old: Path, new: Path) -> Behaviour:
    """Return what became of the findings between two runs.

    Raises:
        UsageError: a file is no report, or the runs are of different contracts.
    """
    with TemporaryDirectory(prefix="conformance-") as folder:
        runs = [jsonl.scan(salvaged(path, Path(folder) / name)) for name, path in (("old", old), ("new", new))]
        found = compare(*runs)
        return Behaviour(
            changed=found.behaviour_changed,
            fails=found.fails,
            decided=found.decided,
            told=_compare_texts.counted(found),
            worse=tuple(_compare_texts.worse(found)),
        )
