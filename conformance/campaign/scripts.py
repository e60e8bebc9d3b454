"""Scripts: the table of how each protocol writes payloads, and of which cases of its own there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from conformance.campaign.rest import repertoire as rest_repertoire
from conformance.campaign.rest import writing as rest_writing
from conformance.campaign.soap import repertoire as soap_repertoire
from conformance.campaign.soap import writing as soap_writing

if TYPE_CHECKING:
    from conformance.campaign.campaign import Campaign
    from conformance.campaign.repertoire import Repertoire
    from conformance.model.case import Case, Kind
    from conformance.model.exchange import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How one protocol writes valid payloads, and what it breaks and varies on purpose.

    Attributes:
        letter: returns what writes the request of a payload, with the session that is open then; raises
            GenerationError where the payload is not valid.
        parts: returns the names of the cases of a kind that are invalid, or variants, of an operation in a binding.
    """

    letter: Callable[[Campaign, Case, bytes], Callable[[], Request]]
    parts: Callable[[Repertoire, str, str, Kind], tuple[str, ...]]


SCRIPTS: Mapping[str, Script] = MappingProxyType(
    {
        "soap": Script(letter=soap_writing.letter, parts=soap_repertoire.parts),
        "servicestack": Script(letter=rest_writing.letter, parts=rest_repertoire.parts),
    }
)
