"""What the two XSD engines cost for each message, and what of it the memoised values of the second one save.

Rounds are interleaved and medians taken, for machines are noisy; only ratios mean anything.
"""

import random
import statistics
import time
from collections.abc import Callable

from lxml import etree

from conformance import _schemas
from conformance.contract import manifest, validate
from conformance.contract.memo import Memo
from conformance.contract.validate import Engines
from conformance.generation.draft import Draft
from conformance.generation.plan import compile_plan
from conformance.markup import xml
from conformance.model.binding import SOAP
from conformance.model.contract import Contract
from conformance.model.session import PLACEHOLDER
from conformance.soap import envelope, session

MESSAGES, ROUNDS = 200, 7
WHOLE, WARM = "xmlschema, whole", "xmlschema, by memoised values"


def main() -> None:
    """Print a row for each step of each operation."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    engines = validate.engines(contract)
    for name in sorted(contract.operations):
        report(name, measured(steps(engines, bodies(contract, name))))


def bodies(contract: Contract, name: str) -> list[bytes]:
    """Return random requests of one operation over SOAP 1.2."""
    operation = contract.operations[name]
    plan = compile_plan(contract, operation)
    blocks = session.request_blocks(contract, operation, PLACEHOLDER)
    before, after = envelope.halves(SOAP["soap12"], blocks)
    tapes = random.Random(0)  # noqa: S311 - tapes are no secrets
    drafts = (Draft(plan=plan, tape=tapes.randbytes(plan.size)) for _ in range(MESSAGES))
    return [before + draft.text().encode() + after for draft in drafts]


def steps(engines: Engines, messages: list[bytes]) -> dict[str, Callable[[], object]]:
    """Return the steps, each of all messages."""
    trees = [xml.parse_tree(message) for message in messages]
    if not all(engines.memo.knows(tree) for tree in trees):
        message = "xmlschema has to judge a generated message as a whole: the figures would not be those of the memo"
        raise RuntimeError(message)
    return {
        "parse": lambda: [xml.parse_tree(message) for message in messages],
        "libxml2": lambda: [engines.libxml2.validate(tree) for tree in trees],
        WHOLE: lambda: [engines.xmlschema.is_valid(tree) for tree in trees],  # type: ignore[arg-type]  # it takes lxml's
        WARM: lambda: [engines.memo.knows(tree) for tree in trees],
        "xmlschema, by memoised values, cold": lambda: cold(engines, trees),
        "judge": lambda: [engines.judge(message) for message in messages],
        "brief": lambda: [engines.brief(message) for message in messages],
    }


def cold(engines: Engines, trees: list[etree._Element]) -> list[bool]:
    """Judge all messages with a memo that knows nothing yet."""
    memo = Memo(engines.xmlschema)
    return [memo.knows(tree) for tree in trees]


def measured(timed: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return microseconds for each message, by step."""
    taken: dict[str, list[float]] = {step: [] for step in timed}
    for _ in range(ROUNDS):
        for step, run in timed.items():
            started = time.process_time()
            run()
            taken[step].append((time.process_time() - started) / MESSAGES * 1e6)
    return {step: statistics.median(rounds) for step, rounds in taken.items()}


def report(name: str, taken: dict[str, float]) -> None:
    """Print the rows of one operation, and the ratio that has a target: 0.10."""
    for step, microseconds in taken.items():
        print(f"{name:17} {step:38} {microseconds:8.1f} us {microseconds / taken['libxml2']:7.2f} x libxml2")
    print(f"{name:17} {'brief second engine / whole xmlschema':38} {taken[WARM] / taken[WHOLE]:8.3f}")


if __name__ == "__main__":
    main()
