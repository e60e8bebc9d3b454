"""What must come of each rule, and that each is broken wherever the contract has it."""

import re
from collections import Counter

from conformance.generation.mutations import Group, mutators
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType, ElementUse, elements
from conformance.model.tree import local_of

# What must come of each rule: requirements 4.5, where R or I is an error of the item, A/R either but alike.
EXPECTED = {
    Expectation.REFUSED: {
        "duplicate-attribute",
        "type-of-no-prefix",
        "type-unknown",
        "type-unrelated",
        "wrong-wrapper",
    },
    Expectation.ITEM_ERRORS: {
        "element-in-text",
        "enumeration",
        "fixed-value",
        "length",
        "lexical-form",
        "missing-attribute",
        "missing-element",
        "nil-no-boolean",
        "nil-not-nillable",
        "nil-with-content",
        "range",
    },
    Expectation.ALIKE: {
        "attribute-as-element",
        "attribute-in-namespace",
        "attribute-in-other-case",
        "element-in-other-case",
        "order",
        "text-between-elements",
        "too-many",
        "two-wrappers",
        "unknown-attribute",
        "unknown-element",
        "wrong-namespace",
    },
}


def hit(found: tuple[Group, ...], rule: str) -> set[str]:
    return {one.path for group in found for one in group.mutations if one.rule.name == rule}


def below(contract: Contract, type_name: str, path: str) -> list[tuple[str, ElementUse]]:
    found = contract.schema.types[type_name]
    told: list[tuple[str, ElementUse]] = []
    for child in elements(found.content) if isinstance(found, ComplexType) else ():
        own = f"{path}/{local_of(child.name)}"
        told += [(own, child), *below(contract, child.type, own)]
    return told


def test_every_rule_expects_what_the_requirements_say() -> None:
    told: dict[Expectation, set[str]] = {expectation: set() for expectation in EXPECTED}
    for mutator in mutators():
        told[mutator.rule.expectation].add(mutator.rule.name)
    assert told == EXPECTED
    assert all(re.fullmatch("[a-z-]+", mutator.rule.name) for mutator in mutators())


def test_every_element_is_broken_by_each_rule_that_it_has_and_by_no_other(cvent: Contract, made) -> None:
    for name, found in made.items():
        payload = cvent.schema.elements[cvent.operations[name].input.payload]
        for path, use in below(cvent, payload.type, name):
            complex_type = isinstance(cvent.schema.types[use.type], ComplexType)
            for rule, has in (
                ("duplicate-attribute", True),
                ("element-in-other-case", True),
                ("element-in-text", not complex_type),
                ("nil-no-boolean", use.nillable),
                ("nil-not-nillable", not use.nillable),
                ("text-between-elements", complex_type),
                ("type-of-no-prefix", True),
                ("type-unknown", True),
                ("type-unrelated", True),
                ("unknown-attribute", True),
                ("unknown-element", complex_type),
                ("wrong-namespace", True),
            ):
                assert (path in hit(found, rule)) == has, (path, rule)


def test_each_element_goes_into_each_wrong_namespace_and_into_none(cvent: Contract, made) -> None:
    spaces = {document.namespace for document in cvent.documents} - {""}
    told = [one for found in made.values() for group in found for one in group.mutations]
    ways = Counter(one.path for one in told if one.rule.name == "wrong-namespace")
    assert set(ways.values()) == {len(spaces)}
    wrappers = Counter(one.path for one in told if one.rule.name == "wrong-wrapper")
    assert wrappers == dict.fromkeys(made, len(spaces) + 1)


def test_the_lexical_classes_are_all_there(made) -> None:
    ways = {mutation.name for group in made["UpdateSession"] for mutation in group.mutations}
    assert {f"int-{kind}" for kind in ("word", "empty", "blank", "decimal", "exponent", "two-signs")} <= ways
    assert {"int-below-least", "int-above-greatest", "int-inner-blank", "int-hexadecimal"} <= ways
    assert {f"boolean-{kind}" for kind in ("capital-letter", "capitals", "yes", "two", "empty")} <= ways
    moments = (
        "no-seconds", "blank-for-t", "month-13", "february-30", "leap-day-of-no-leap-year", "hour-25", "past-24",
        "second-60", "zone-15", "zone-past-14", "small-z", "year-0", "date-alone", "empty", "slashes",
        "year-of-two-digits",
    )  # fmt: skip
    assert {f"dateTime-{kind}" for kind in moments} <= ways
    listed = {f"enumeration-{kind}" for kind in ("unknown", "small-letters", "leading-blank", "empty", "all-of-them")}
    assert listed <= ways


def test_an_element_and_an_attribute_of_one_name_are_two_groups(broken) -> None:
    names = [group.name for group in broken]
    assert len(set(names)) == len(names)
    assert {"Do.code", "Do.code-2"} <= set(names)
