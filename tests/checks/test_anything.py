"""Whatever comes back: the judge never breaks, always knows, and says the same of the same bytes."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mutated import mutated

from conformance import checks
from conformance.campaign.campaign import opened
from conformance.campaign.cases import cases
from conformance.campaign.own import carry
from conformance.campaign.settings import Settings
from conformance.contract.validate import Engines
from conformance.generation.plan import compile_plan
from conformance.generation.tapes import drafts
from conformance.model.binding import SOAP
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.verdict import Outcome
from conformance.soap import binding as http
from conformance.soap import envelope, session

MESSAGES = 12  # of each operation, binding and platform


@pytest.fixture(scope="module")
def answers(cvent: Contract) -> list[tuple[Case, Exchange]]:
    """Return exchanges with the reference: results that accept and refuse, and faults, in both versions."""
    return [*exchanges(cvent, "asmx"), *exchanges(cvent, "none")]


def exchanges(contract: Contract, platform: str) -> Iterator[tuple[Case, Exchange]]:
    plans = {name: compile_plan(contract, operation) for name, operation in contract.operations.items()}
    with opened(Settings(platform=platform), contract, lambda _: None) as campaign:
        for case in cases(contract, Settings(), Kind.GENERATED):
            operation, binding = contract.operations[case.operation], SOAP[case.binding]
            for draft in islice(drafts(plans[case.operation], 5), MESSAGES):
                yield case, campaign.send(case, draft.text().encode()).exchange
            header = session.request_blocks(contract, operation, "nobody's")
            refused = envelope.encode(envelope.Envelope(binding=binding, header=header, body=(draft.element(),)))
            sent = http.request(refused, binding, url=campaign.connection.address, action=operation.action)
            yield case, carry(campaign, case, sent).exchange


def run(answers: list[tuple[Case, Exchange]], bench: checks.Bench, count: int) -> Counter[Outcome]:
    """Judge so many mutated answers, each twice; return how often each outcome came."""
    platform = checks.load_platform("asmx")
    met: Counter[Outcome] = Counter()

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data(), number=st.integers(0, len(answers) - 1))
    def check(data: st.DataObject, number: int) -> None:
        case, good = answers[number]
        exchange = data.draw(mutated(st.just(good)))
        first, again = (checks.judge(checks.observe_exchange(exchange, case, bench=bench), platform) for _ in range(2))
        assert first == again
        assert not [told for told in first.verdicts if told.outcome is Outcome.CANT_TELL]
        assert len(first.passed) + len(first.inapplicable) + len(first.verdicts) == len(checks.catalogue())
        met.update(told.outcome for told in first.verdicts)
        met[Outcome.PASSED] += len(first.passed)

    check()
    return met


@pytest.fixture(scope="module")
def bench(cvent: Contract, engines: Engines) -> checks.Bench:
    return checks.Bench(contract=cvent, engines=engines)


def test_the_answers_are_of_all_kinds(answers: list[tuple[Case, Exchange]]) -> None:
    bodies = [exchange.response.body for _, exchange in answers if exchange.response is not None]
    assert len(bodies) == 2 * 10 * (MESSAGES + 1)
    assert sum(b"Fault" in body for body in bodies) > 10
    assert sum(b'Success="true"' in body for body in bodies) > 40
    assert sum(b'Success="false"' in body for body in bodies) > 40


def test_mutated_answers_are_judged(answers: list[tuple[Case, Exchange]], bench: checks.Bench) -> None:
    met = run(answers, bench, 500)
    assert met[Outcome.FAILED] > 250
    assert met[Outcome.PASSED] > 500


@pytest.mark.proof
def test_ten_thousand_mutated_answers_are_judged(answers: list[tuple[Case, Exchange]], bench: checks.Bench) -> None:
    met = run(answers, bench, 10_000)
    assert met[Outcome.FAILED] > 10_000
