"""Certificates: what both engines refuse, for its rule and at its place; everything else is told why not."""

from dataclasses import replace

import pytest

from conformance.contract.validate import Engines
from conformance.generation.certificate import holds, refusal
from conformance.generation.mutations import Mutation, groups
from conformance.markup.write import write
from conformance.model.binding import SOAP12
from conformance.model.contract import Contract
from conformance.soap import envelope, session

NO_BREAK_SPACE = "\u00a0"


def message(contract: Contract, text: str) -> bytes:
    blocks = session.request_blocks(contract, contract.operations["UpdateSession"], "value")
    before, after = envelope.halves(SOAP12, blocks)
    return before + text.encode() + after


@pytest.fixture(scope="module")
def known(cvent: Contract) -> dict[tuple[str, str], Mutation]:
    made = groups(cvent, cvent.operations["UpdateSession"])
    return {(group.name, one.name): one for group in made for one in group.mutations}


@pytest.fixture
def word(known) -> Mutation:
    """A capacity that is a word."""
    return known["Session.Capacity", "int-word"]


def test_a_broken_message_is_certified(cvent: Contract, engines: Engines, word: Mutation) -> None:
    body = message(cvent, word.text)
    assert refusal(word, body, engines) is None
    assert holds(word.rule, body, engines)


def test_a_valid_message_is_not(cvent: Contract, engines: Engines, word: Mutation) -> None:
    body = message(cvent, word.text.replace('Capacity="many"', 'Capacity="12"'))
    assert refusal(word, body, engines) == "it is accepted by libxml2 and xmlschema"
    assert not holds(word.rule, body, engines)


def test_one_that_breaks_another_rule_is_not(cvent: Contract, engines: Engines, word: Mutation) -> None:
    body = message(cvent, word.text.replace('Capacity="many"', 'Unknown="many"'))
    why = refusal(word, body, engines)
    assert why is not None
    assert why.startswith("libxml2 refuses it as SCHEMAV_CVC_COMPLEX_TYPE_3_2_1: ")
    assert not holds(word.rule, body, engines)


def test_one_that_is_broken_elsewhere_is_not(cvent: Contract, engines: Engines, word: Mutation) -> None:
    """The same rule is broken in the second session, where the first was to be broken."""
    broken = word.text[word.text.index("<Session ") : word.text.index("</sessions>")]
    whole = broken.replace('Capacity="many"', 'Capacity="12"')
    body = message(cvent, word.text.replace(broken, whole + broken))
    why = refusal(word, body, engines)
    assert why is not None
    assert why.startswith("libxml2 refuses it elsewhere, at /")
    assert "Session[2]" in why or "*[2]" in why
    assert holds(word.rule, body, engines), "it still breaks the rule, so that a reduction may go there"


def test_one_that_one_engine_accepts_is_not(cvent: Contract, engines: Engines, word: Mutation) -> None:
    body = message(cvent, word.text.replace('Capacity="many"', f'Capacity="5{NO_BREAK_SPACE}"'))
    assert not engines.judge(body).agreed
    assert refusal(word, body, engines) == "it is accepted by xmlschema"
    assert not holds(word.rule, body, engines)


def test_what_is_not_well_formed_is_certified_as_such_alone(cvent, engines, known, word) -> None:
    twice = known["Session", "twice"]
    body = message(cvent, twice.text)
    assert refusal(twice, body, engines) is None
    assert not holds(word.rule, body, engines)
    assert refusal(twice, message(cvent, word.text), engines) == "it does not break the rule duplicate-attribute"
    doctype = b"<!DOCTYPE a>" + message(cvent, "").partition(b"\n")[2]
    assert refusal(twice, doctype, engines) == "it does not break the rule duplicate-attribute"


def test_two_payloads_are_certified_by_their_number(cvent, engines, known, word) -> None:
    two = known["UpdateSession", "two-wrappers"]
    body = message(cvent, two.text)
    assert engines.judge(body).valid
    assert refusal(two, body, engines) is None
    for other in (word.text, two.text[: len(two.text) // 2]):
        assert refusal(two, message(cvent, other), engines) == "it does not break the rule two-wrappers"


def test_a_rule_that_xmlschema_calls_otherwise_is_told(cvent: Contract, engines: Engines, word: Mutation) -> None:
    stranger = replace(word, rule=replace(word.rule, xmlschema=frozenset({"XsdUnique"})))
    why = refusal(stranger, message(cvent, word.text), engines)
    assert why is not None
    assert why.startswith("xmlschema refuses it as Xsd")


def test_the_base_of_a_group_is_not_certified(cvent: Contract, engines: Engines) -> None:
    for group in groups(cvent, cvent.operations["UpdateSession"])[:5]:
        for one in group.mutations:
            assert refusal(one, message(cvent, write(group.base)), engines) is not None


DISPUTED = {
    "no-break-space": ("5\u00a0", "xmlschema"),
    "grouped-by-underscores": ("1_000", "xmlschema"),
    "full-width-digits": ("\uff15", "xmlschema"),
    "arabic-digits": ("\u0665", "xmlschema"),
    "devanagari-digits": ("\u096b", "xmlschema"),
}


@pytest.mark.parametrize("name", DISPUTED)
def test_a_value_on_which_the_engines_disagree_is_dropped(cvent, engines, word: Mutation, name: str) -> None:
    value, accepting = DISPUTED[name]
    body = message(cvent, word.text.replace('Capacity="many"', f'Capacity="{value}"'))
    assert refusal(word, body, engines) == f"it is accepted by {accepting}"
    assert not holds(word.rule, body, engines)


def test_one_that_breaks_a_second_rule_as_well_is_not(cvent: Contract, engines: Engines, word: Mutation) -> None:
    body = message(cvent, word.text.replace("</sessions>", "<Unknown/></sessions>"))
    why = refusal(word, body, engines)
    assert why is not None
    assert why.startswith("libxml2 refuses it as SCHEMAV_ELEMENT_CONTENT: ")
    assert not holds(word.rule, body, engines)


def test_one_of_which_another_attribute_is_broken_is_not(cvent: Contract, engines: Engines, word: Mutation) -> None:
    body = message(cvent, word.text.replace('Capacity="many"', 'Capacity="12" StartTime="many"'))
    why = refusal(word, body, engines)
    assert why is not None
    assert why.startswith("libxml2 refuses another attribute: ")
    assert holds(word.rule, body, engines)
