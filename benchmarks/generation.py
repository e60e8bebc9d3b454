"""What it costs to make a valid envelope and have libxml2 judge it: ours, the least possible, and what others take.

Run with ``tox -e bench``. All ways of one table run in turns, in one process; processor time, medians of rounds.
Where peers make one item, so do we; the last rows of each operation are with our usual batches.
"""

import importlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

import peers
import plain
import rows
from lxml import etree
from rows import Way

from conformance import _schemas
from conformance.campaign.explore import TURNS
from conformance.contract import manifest, validate
from conformance.contract.validate import Engines
from conformance.generation.draft import Draft
from conformance.generation.plan import Plan, compile_plan
from conformance.model.binding import SOAP
from conformance.model.contract import Contract
from conformance.model.session import PLACEHOLDER
from conformance.soap import envelope, session
from conformance.strategies.drafts import drafts

ROUNDS = 5
MANY, FEW = 2000, 100  # envelopes in a round: of ours, and of those that take milliseconds
FLOOR, USUAL_FLOOR = "plain random", "plain random, usual batches"
WIDE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What the envelopes of one operation are made and judged with."""

    contract: Contract
    engines: Engines
    name: str
    before: bytes
    after: bytes

    def judge(self, payload: str) -> None:
        """Have libxml2 judge an envelope."""
        root = etree.fromstring(self.before + payload.encode() + self.after)
        assert self.engines.libxml2.validate(root), payload

    def plain(self, plan: Plan) -> Callable[[int], None]:
        """Return what judges so many payloads of plain random."""
        write = plain.writer(plan, random.Random(0))  # noqa: S311 - messages are no secrets

        def run(times: int) -> None:
            for _ in range(times):
                self.judge(write())

        return run

    def ours(self, plan: Plan, turns: int) -> Callable[[int], None]:
        """Return what judges so many payloads of ours, several for each example of Hypothesis."""
        strategy = drafts(plan).several(turns)

        def judge(found: tuple[Draft, ...]) -> None:
            for draft in found:
                self.judge(draft.text())

        return lambda times: peers.drawn(strategy, judge, examples=ceil(times / turns))

    def theirs(self, strategy: Any) -> Callable[[int], None]:  # noqa: ANN401 - of any peer
        """Return what judges so many payloads of a strategy that gives one for each example."""
        return lambda times: peers.drawn(strategy, self.judge, examples=times)


def main() -> None:
    """Print the rows of each operation, and those with a target."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    engines = validate.engines(contract)
    for name in sorted(contract.operations):
        blocks = session.request_blocks(contract, contract.operations[name], PLACEHOLDER)
        before, after = envelope.halves(SOAP["soap12"], blocks)
        bench = Bench(contract=contract, engines=engines, name=name, before=before, after=after)
        taken = rows.measured(ways(bench), rounds=ROUNDS)
        for way, microseconds in taken.items():
            floor = taken[USUAL_FLOOR if way.endswith("usual batches") else FLOOR]
            beside = f"{microseconds / floor:7.2f} x {FLOOR} {1e6 / microseconds:9,.0f} a second"
            rows.told(f"{name}: {way}", microseconds, beside=beside)
        compare(name, taken)


def ways(bench: Bench) -> dict[str, Way]:
    """Return the ways that are measured for an operation; those of peers for the widest and the smallest item."""
    operation = bench.contract.operations[bench.name]
    usual = compile_plan(bench.contract, operation)
    single = plain.one_item(usual, operation)
    found = {
        FLOOR: Way(times=MANY, run=bench.plain(single)),
        ours(1): Way(times=MANY // 10, run=bench.ours(single, 1)),
        ours(TURNS): Way(times=MANY, run=bench.ours(single, TURNS)),
        ours(WIDE): Way(times=MANY, run=bench.ours(single, WIDE)),
        USUAL_FLOOR: Way(times=MANY, run=bench.plain(usual)),
        f"{ours(TURNS)}, usual batches": Way(times=MANY, run=bench.ours(usual, TURNS)),
    }
    return found | (theirs(bench, single) if bench.name in {"UpdateContact", "SessionRegAction"} else {})


def ours(turns: int) -> str:
    """Return what our way is called."""
    return f"ours, {turns} an example"


def theirs(bench: Bench, plan: Plan) -> dict[str, Way]:
    """Return the ways of the peers that are installed."""
    operation = bench.contract.operations[bench.name]
    node = plan.nodes[f"{bench.name}/{operation.items}"]
    naive = {
        "fixed_dictionaries, of our pools": peers.dictionaries(plan, node, peers.from_pool),
        "fixed_dictionaries, by type": peers.dictionaries(plan, node, peers.by_type),
        "builds, of our pools": peers.builds(plan, node, peers.from_pool),
        "builds, by type": peers.builds(plan, node, peers.by_type),
    }
    found = {name: Way(times=FEW, run=bench.theirs(strategy)) for name, strategy in naive.items()}
    for name, way in (("Schemathesis, as JSON", schemathesis), ("xmlgenerator", xmlgenerator)):
        try:
            found[name] = way(bench, plan)
        except ImportError:
            rows.missing(f"{bench.name}: {name}")
    return found


def schemathesis(bench: Bench, plan: Plan) -> Way:
    """Return the way of Schemathesis, with the validator that it brings.

    Raises:
        ImportError: it is not installed.
    """
    library = importlib.import_module("schemathesis")
    validator = importlib.import_module("jsonschema_rs")
    node = plan.nodes[f"{bench.name}/{bench.contract.operations[bench.name].items}"]
    strategy = peers.schemathesis_cases(library, plan, node)
    judge = validator.validator_for(peers.as_json_schema(plan, node))

    def check(case: Any) -> None:  # noqa: ANN401 - a case of Schemathesis
        assert judge.is_valid(case.body)

    return Way(times=FEW, run=lambda times: peers.drawn(strategy, check, examples=times))


def xmlgenerator(bench: Bench, _: Plan) -> Way:
    """Return the way of xmlgenerator: each element once, each attribute in half of the payloads.

    Raises:
        ImportError: it is not installed.
    """
    found = [importlib.import_module(f"xmlgenerator.{name}") for name in ("generator", "randomization", "substitution")]
    configuration = importlib.import_module("xmlgenerator.configuration")
    config = configuration.GlobalGeneratorConfig()
    config.randomization.min_occurs = config.randomization.max_occurs = 1
    chance = found[1].Randomizer(1)
    generator = found[0].XmlGenerator(chance, found[2].Substitutor(chance, configuration.VariablesConfig()))
    generator.substitutor.reset_context("schema.xsd", bench.name, config)
    root = bench.engines.xmlschema.elements[bench.contract.operations[bench.name].input.payload]

    def run(times: int) -> None:
        for _ in range(times):
            bench.judge(etree.tostring(generator.generate_xml(root, config), encoding="unicode"))

    return Way(times=MANY // 4, run=run)


def compare(name: str, taken: dict[str, float]) -> None:
    """Print the ratios that have a target, and where our time goes."""
    ten, wide = taken[ours(TURNS)], taken[ours(WIDE)]
    if name == "UpdateContact":
        rows.at_most(f"{name}: {ours(TURNS)} / {FLOOR}", ten / taken[FLOOR], 3.0)
        rows.at_most(f"{name}: {ours(WIDE)} / {FLOOR}", wide / taken[FLOOR], 2.0)
        for way, microseconds in taken.items():
            if way.startswith(("fixed", "builds", "Schemathesis")):
                rows.at_least(f"{name}: {way} / {ours(TURNS)}", microseconds / ten, 20)
        if "xmlgenerator" in taken:
            rows.at_least(f"{name}: xmlgenerator / {ours(TURNS)}", taken["xmlgenerator"] / ten, 3)
    if name == "SessionRegAction":
        rows.at_most(f"{name}: {ours(WIDE)} / {FLOOR}", wide / taken[FLOOR], 3.0)
        if "xmlgenerator" in taken:
            rows.at_least(f"{name}: xmlgenerator / {ours(WIDE)}", taken["xmlgenerator"] / wide, 1.7)


if __name__ == "__main__":
    main()
