"""Whether memory stays flat over many envelopes that are made and judged: each number in a process of its own.

Run with ``tox -e bench``. Peak resident memory of the whole process is what is told; only the ratio means anything.
"""

import resource
import subprocess
import sys
from math import ceil

import peers
import rows

from conformance import _schemas
from conformance.campaign.explore import TURNS
from conformance.contract import manifest, validate
from conformance.generation.draft import Draft
from conformance.generation.plan import compile_plan
from conformance.model.binding import BINDINGS
from conformance.soap import envelope, session
from conformance.strategies.drafts import drafts

FEW, MANY = 1_000, 100_000
OPERATION = "UpdateContact"


def main() -> None:
    """Print the ratio, or, with a number, make and judge so many and print the peak in KiB."""
    if len(sys.argv) > 1:
        make(int(sys.argv[1]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    few, many = (
        int(subprocess.run([sys.executable, __file__, str(number)], check=True, capture_output=True).stdout)  # noqa: S603
        for number in (FEW, MANY)
    )
    rows.at_most(f"peak memory of {MANY:,} envelopes / of {FEW:,}", many / few, 1.1)


def make(number: int) -> None:
    """Make and judge so many envelopes, by both engines as the sweep does."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    engines, operation = validate.engines(contract), contract.operations[OPERATION]
    before, after = envelope.halves(BINDINGS["soap12"], session.request_blocks(contract, operation, "value"))

    def judge(found: tuple[Draft, ...]) -> None:
        for draft in found:
            assert engines.brief(before + draft.text().encode() + after).valid

    peers.drawn(drafts(compile_plan(contract, operation)).several(TURNS), judge, examples=ceil(number / TURNS))


if __name__ == "__main__":
    main()
