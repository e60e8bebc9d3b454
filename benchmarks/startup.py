"""What the plugin costs a project that merely has it installed: ``pytest`` with one empty test, with and without it.

Run with ``tox -e bench``. Runs are interleaved; medians of processor time are told, for machines are noisy.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 25
WAYS = {"without the plugin": ["-p", "no:conformance"], "with the plugin": []}


def main() -> None:
    """Print the median of each way, and what the plugin adds."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        for number in range(ROUNDS + 1):
            for way, options in WAYS.items():
                spent = run(folder, options)
                if number:  # the first round only fills caches
                    taken[way].append(spent)
    medians = {way: statistics.median(found) for way, found in taken.items()}
    for way, median in medians.items():
        print(f"{way:20} {median:6.1f} ms of processor time")
    bare, loaded = medians.values()
    print(f"{'the plugin adds':20} {loaded - bare:6.1f} ms, a ratio of {loaded / bare:.3f}")


def run(folder: str, options: list[str]) -> float:
    """Return the milliseconds of processor time that one run of pytest takes, other plugins left out."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ)  # noqa: S603 - our own pytest
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    main()
