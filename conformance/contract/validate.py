"""Both XSD engines on one message: the only module that asks whether a document is valid."""

import threading
import zlib
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from lxml import etree
from xmlschema import XMLSchema10, XMLSchemaValidationError

from conformance.contract.memo import GIVES_UP, Memo
from conformance.contract.xsd import compile_engines
from conformance.markup import xml
from conformance.model.contract import Contract

MOST_COMPLAINTS = 50
SHARE = 20
# A message as ``markup.xml.parse_tree`` returns it, for those who read it once for all.
Tree: TypeAlias = etree._Element  # noqa: SLF001 - lxml names it so


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Why an engine refuses a document; ``line`` is 1-based.

    ``rule`` is the engine's own name of what is broken: libxml2's error type (``SCHEMAV_CVC_DATATYPE_VALID_1_2_1``),
    the class of xmlschema's validator (``XsdAtomicBuiltin``), the function (``int_validator``), or what it broke with.
    """

    message: str
    path: str | None = None
    line: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What both engines say of a document; no complaint means that an engine accepts it.

    Of libxml2's complaints there are the first fifty, of xmlschema's the first.
    """

    libxml2: tuple[Complaint, ...] = ()
    xmlschema: tuple[Complaint, ...] = ()

    @property
    def valid(self) -> bool:
        """Tell whether both accept."""
        return not self.libxml2 and not self.xmlschema

    @property
    def agreed(self) -> bool:
        """Tell whether both accept or both refuse."""
        return bool(self.libxml2) == bool(self.xmlschema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Both engines, loaded for one contract.

    ``brief`` says what ``judge`` says, and asks xmlschema about new values only: a twentieth of its time.
    libxml2's error log and the memo are shared among threads, so each judgement holds the lock.
    """

    libxml2: etree.XMLSchema
    xmlschema: XMLSchema10
    memo: Memo
    lock: threading.Lock = field(default_factory=threading.Lock)

    def judge(self, data: bytes, *, charset: str | None = None) -> Judgement:
        """Return what both engines say of a whole message; ``charset`` is that of its Content-Type.

        Both are given the tree of the one hardened reader: neither opens a file or asks the network.

        Raises:
            WireError: the bytes cannot be read as XML.
        """
        return self.judge_tree(xml.parse_tree(data, charset=charset))

    def judge_tree(self, root: Tree) -> Judgement:
        """Return what both engines say of a message that was read before."""
        with self.lock:
            return Judgement(libxml2=self._first(root), xmlschema=self._second(root))

    def brief(self, data: bytes, *, charset: str | None = None) -> Judgement:
        """Return what both engines say of a message, xmlschema of each value once.

        Where libxml2 refuses, or a value is refused or cannot be judged by itself, xmlschema judges the whole message;
        else its opinion on the structure is taken to be libxml2's.

        Raises:
            WireError: the bytes cannot be read as XML.
        """
        return self.brief_tree(xml.parse_tree(data, charset=charset))

    def brief_tree(self, root: Tree) -> Judgement:
        """Return the same of a message that was read before."""
        with self.lock:
            first = self._first(root)
            known = not first and self.memo.knows(root)
            return Judgement(libxml2=first, xmlschema=() if known else self._second(root))

    def sampled(self, data: bytes, *, charset: str | None = None) -> Judgement:
        """Return what ``judge`` says of one message in twenty, chosen by its bytes, and ``brief`` of the others.

        Raises:
            WireError: the bytes cannot be read as XML.
        """
        return self.sampled_tree(xml.parse_tree(data, charset=charset), data)

    def sampled_tree(self, root: Tree, data: bytes) -> Judgement:
        """Return the same of a message that was read before, from these bytes."""
        return self.judge_tree(root) if zlib.crc32(data) % SHARE == 0 else self.brief_tree(root)

    def quick(self, data: bytes) -> bool:
        """Tell whether libxml2 alone accepts a whole message; ten times quicker than both.

        Raises:
            WireError: the bytes cannot be read as XML.
        """
        root = xml.parse_tree(data)
        with self.lock:
            return bool(self.libxml2.validate(root))

    def _first(self, root: Tree) -> tuple[Complaint, ...]:
        if self.libxml2.validate(root):
            return ()
        return tuple(
            Complaint(message=entry.message, path=entry.path, line=entry.line or None, rule=entry.type_name)
            for entry in islice(self.libxml2.error_log, MOST_COMPLAINTS)
        )

    def _second(self, root: Tree) -> tuple[Complaint, ...]:
        """Return the first complaint only: collecting them takes xmlschema quadratic time on hostile messages."""
        try:
            self.xmlschema.validate(root)  # type: ignore[arg-type]  # it takes lxml's elements too
        except XMLSchemaValidationError as refused:
            text = str(refused.reason or refused.message).strip()
            # Of the built-in types xmlschema's own functions judge, such as int_validator.
            rule = getattr(refused.validator, "__name__", type(refused.validator).__name__)
            return (Complaint(message=text, path=refused.path, line=refused.sourceline, rule=rule),)
        except GIVES_UP as broken:
            return (Complaint(message=f"{type(broken).__name__}: {broken}", rule=type(broken).__name__),)
        return ()


def engines(contract: Contract) -> Engines:
    """Return both engines for a contract; building them takes a tenth of a second.

    Raises:
        ContractError: an engine refuses the contract's schema.
    """
    libxml2, second = compile_engines(contract.documents)
    return Engines(libxml2=libxml2, xmlschema=second, memo=Memo(second))
