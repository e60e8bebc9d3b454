"""Texts on checks: the only reader of what is said of them to a vendor's engineer, data beside the contracts."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance import _schemas
from conformance.contract.tables import structured


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Why a sentence matters, what breaks it and what keeps it, and what to change.

    In the examples ``soap:`` stands for SOAP 1.1, ``env:`` for SOAP 1.2; they are XML or HTTP.
    """

    why: str
    wrong: str
    right: str
    mend: str


def texts(topic: str) -> Mapping[str, Text]:
    """Return the texts on the checks of a topic, by their ids.

    Raises:
        ContractError: the topic's file cannot be used.
    """
    tables = structured(_schemas.texts_file(topic), dict[str, dict[str, Text]])
    return {f"{group}.{name}": text for group, named in tables.items() for name, text in named.items()}
