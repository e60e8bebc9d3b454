"""Texts on checks: the only reader of what is said of them to a vendor's engineer, data beside the contracts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from conformance import _schemas
from conformance.contract.tables import structured


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Why a sentence matters, what breaks it and what keeps it, and what to change.

    The examples are XML or HTTP; ``conformance explain`` tells what their prefixes stand for.
    """

    why: str
    wrong: str
    right: str
    mend: str


def text_of(check: str) -> Text | None:
    """Return the text on a check, None where nobody wrote one, as for a user's own.

    Raises:
        ContractError: the file of its topic cannot be used.
    """
    topic, _, _ = check.partition(".")
    return texts(topic).get(check) if _schemas.texts_file(topic).is_file() else None


@cache
def texts(topic: str) -> Mapping[str, Text]:
    """Return the texts on the checks of a topic, by their ids.

    Raises:
        ContractError: the topic's file cannot be used.
    """
    tables = structured(_schemas.texts_file(topic), dict[str, dict[str, Text]])
    return {f"{group}.{name}": text for group, named in tables.items() for name, text in named.items()}
