"""The child of Body: one mutation for each rule about what stands there."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.mutations._declare import Broken, Rule, mutation, namespaces
from conformance.generation.places import Place
from conformance.markup.write import write
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.tree import clark, local_of, namespace_of


@mutation(
    Rule(
        name="wrong-wrapper",
        summary="The child of Body has another name than the operation's request.",
        expectation=Expectation.REFUSED,
        libxml2=frozenset({"SCHEMAV_CVC_ELT_1"}),
        xmlschema=frozenset({"XsdAnyElement"}),
    )
)
def wrong_wrapper(place: Place, contract: Contract) -> Iterator[Broken]:
    """Give the payload a name that nothing knows, and put it into each other namespace of the contract, and none."""
    if place.depth:
        return
    own, local = namespace_of(place.element.name), local_of(place.element.name)
    yield Broken(name="unknown-wrapper", element=replace(place.element, name=clark(own, f"{local}Unknown")))
    for number, space in enumerate(namespaces(contract), start=1):
        other = clark(space, local)
        if space != own and other not in contract.schema.elements:
            name = f"wrapper-in-namespace-{number}" if space else "wrapper-in-no-namespace"
            yield Broken(name=name, element=replace(place.element, name=other))


@mutation(
    Rule(
        name="two-wrappers",
        summary="Body has two children, where the operation's request is one.",
        expectation=Expectation.ALIKE,
    )
)
def two_wrappers(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Write the payload twice."""
    if not place.depth:
        yield Broken(name="two-wrappers", element=place.element, after=write(place.element))
