"""Whether memory stays flat over many envelopes that are made and judged: each number in a process of its own.

Run with ``tox -e bench``. Peak resident memory of the whole process is what is told; only the ratio means anything.
"""

import resource
import subprocess
import sys

import rows

from conformance import _schemas
from conformance.campaign.depths import DEPTHS
from conformance.campaign.explore import visit
from conformance.contract import manifest, validate
from conformance.generation.draft import Draft
from conformance.generation.plan import compile_plan
from conformance.model.binding import SOAP
from conformance.soap import envelope, session
from conformance.strategies.drafts import drafts

CASE = DEPTHS["deep"].examples
FEW, MANY = CASE, 100 * CASE
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
    """Make and judge so many envelopes, by both engines as the sweep does: so many in a case, then the next."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    engines, operation = validate.engines(contract), contract.operations[OPERATION]
    before, after = envelope.halves(SOAP["soap12"], session.request_blocks(contract, operation, "value"))

    def judge(draft: Draft) -> None:
        assert engines.brief(before + draft.text().encode() + after).valid

    source = drafts(compile_plan(contract, operation))
    for start in range(number // CASE):
        visit(source, judge, examples=CASE, start=start)


if __name__ == "__main__":
    main()
