"""SOAP's part of the repertoire: broken payloads and envelopes, spellings, and relations between answers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from conformance.campaign.parts import GENERATED
from conformance.contract.example import example
from conformance.generation import mutations
from conformance.generation.envelopes import envelope_mutations
from conformance.generation.scene import Scene
from conformance.model.binding import BINDINGS
from conformance.model.case import Kind
from conformance.model.session import PLACEHOLDER, Barred
from conformance.relations import relations
from conformance.soap import envelope as envelopes
from conformance.soap import session as sessions
from conformance.soap.spelling import SPELLINGS, spell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.campaign.repertoire import Repertoire
    from conformance.model.contract import Contract
    from conformance.model.tree import Element

# What an item says to be echoed, where messages are spelled in all ways: some character of each kind.
ECHOED = "caf\u00e9 \u65e5\u672c \U0001f600 <a> & \"b\" 'c' ]]> \u00df"


def parts(repertoire: Repertoire, operation: str, binding: str, kind: Kind) -> tuple[str, ...]:
    """Return the names of the cases of a kind that are broken, or varied, on purpose."""
    if kind is Kind.INVALID:
        return (*negatives(repertoire, operation), *_broken_envelopes(repertoire, operation, binding), GENERATED)
    found = [name for name in SPELLINGS if changes(repertoire, operation, binding, name)]
    first = {SPELLINGS[name].variant: name for name in reversed(found)}
    kept = (name for name in found if not repertoire.few or name in first.values())
    return (*kept, *_related(repertoire, operation, binding))


def negatives(repertoire: Repertoire, operation: str) -> Mapping[str, mutations.Group]:
    """Return what is broken on purpose in an operation's request, by the name of the group."""
    return repertoire.once(_negatives, operation)


def _negatives(repertoire: Repertoire, operation: str) -> Mapping[str, mutations.Group]:
    left_out = repertoire.overridden(operation)
    made = mutations.groups(repertoire.contract, repertoire.operation(operation))
    found = tuple(group for group in made if group.mutations[0].path not in left_out)
    chosen = mutations.first_of_each_rule(found) if repertoire.few else found
    return MappingProxyType({group.name: group for group in chosen})


def spelled(contract: Contract, operation: str) -> Element:
    """Return the payload that is sent in all spellings: the example, with text of many kinds to be echoed."""
    return example(contract, contract.operations[operation], echoed=ECHOED)


def _broken_envelopes(repertoire: Repertoire, operation: str, binding: str) -> tuple[str, ...]:
    """Return the names of what is broken around an operation's payload, and in what HTTP says of it."""
    payload = example(repertoire.contract, repertoire.operation(operation))
    scene = _scene(repertoire, operation, binding, payload)
    found = (
        name for name, one in envelope_mutations().items() if binding in one.expectations and one.run(scene) is not None
    )
    return repertoire.share(operation, tuple(found))


def _related(repertoire: Repertoire, operation: str, binding: str) -> tuple[str, ...]:
    """Return the names of the relations between an operation's answers."""
    held = repertoire.operation(operation)
    makers = {one.payload for one in relations().values()}
    made = {make: make(repertoire.contract, held) for make in makers}
    found = (
        name
        for name, one in relations().items()
        if binding in one.bindings
        and (payload := made[one.payload]) is not None
        and next(one.run(_scene(repertoire, operation, binding, payload)), None) is not None
    )
    return repertoire.share(operation, tuple(found))


def _scene(repertoire: Repertoire, operation: str, binding: str, payload: Element) -> Scene:
    held = repertoire.operation(operation)
    return Scene(
        contract=repertoire.contract,
        operation=held,
        binding=BINDINGS[binding],
        payload=payload,
        blocks=sessions.request_blocks(repertoire.contract, held, PLACEHOLDER),
        barred=Barred(expired=PLACEHOLDER, foreign=PLACEHOLDER),
    )


def changes(repertoire: Repertoire, operation: str, binding: str, name: str) -> bool:
    """Tell whether a spelling writes a request otherwise than it is written plainly."""
    held, payload = repertoire.operation(operation), spelled(repertoire.contract, operation)
    blocks = sessions.request_blocks(repertoire.contract, held, PLACEHOLDER)
    whole = envelopes.Envelope(binding=BINDINGS[binding], header=blocks, body=(payload,))
    spelling = SPELLINGS[name]
    plain = spelling.charset is not None and spelling.charset.lower() == "utf-8"
    return not plain or spell(envelopes.build(whole), spelling) != envelopes.encode(whole)
