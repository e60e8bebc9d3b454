"""Speech: what every protocol must be able to do with the messages of a contract; each has one row of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from conformance.contract.bench import Bench
from conformance.contract.published import Published
from conformance.contract.validate import Complaint
from conformance.markup.write import write
from conformance.model.binding import Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request, Response
from conformance.model.said import Said
from conformance.model.session import PLACEHOLDER
from conformance.model.tree import Element


class Payload(Protocol):
    """A payload that is written or built when it is asked for."""

    def text(self) -> str:
        """Return it as XML."""

    def element(self) -> Element:
        """Return it as a tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A payload that is there as a tree."""

    payload: Element

    def text(self) -> str:
        """Return it as XML."""
        return write(self.payload)

    def element(self) -> Element:
        """Return it."""
        return self.payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operation as it is called: in a binding, at an address, with a session value, None where it carries none."""

    contract: Contract
    operation: Operation
    binding: Binding
    url: str
    session: str | None = None


def addressed(contract: Contract, operation: Operation, binding: Binding) -> Call:
    """Return an operation as it is called where its vendor serves it, with the placeholder for a session."""
    url = contract.bindings[binding.name]
    return Call(contract=contract, operation=operation, binding=binding, url=url, session=PLACEHOLDER)


Writer: TypeAlias = Callable[[Payload], Request]
"""Returns the HTTP request of a payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How one protocol makes, reads and judges messages.

    Attributes:
        load: reads the contract of a folder with a manifest; raises ContractError.
        publish: reads all that such a folder publishes, under the name that the user knows it by; raises ContractError.
        writer: returns what writes the requests of a call.
        meant: returns the operation and the binding of a request that we did not make; raises UsageError where it is
            no operation's.
        said: returns what a request says, or the response to it where that is given, as one or in parts; raises
            WireError where that cannot be read.
        wrong: returns why a contract refuses a payload of ours; raises WireError where it cannot be written.
        allows: tells whether a request that we did not make is what the contract allows.
        granted: returns the payload of the answer to a login, None where there is none; raises TargetError, with the
            target that is given, where the answer is a refusal or cannot be read.
        carries: tells whether a session value can be carried; ``place`` is what carries it, in a few words.
        blanked: returns a request in which the session is the placeholder for one.
        suffix: what the files are called that a request of ours is written to.
        served: returns where a service is called, by where a recording was made and where the contract says it is.
        bodiless: whether a request without a body may say all that an operation needs.
    """

    load: Callable[[Path], Contract]
    publish: Callable[[Path, str], Published]
    writer: Callable[[Call], Writer]
    meant: Callable[[Request, Contract], tuple[Operation, Binding]]
    said: Callable[[Contract, Request, Response | None], tuple[Said, ...]]
    wrong: Callable[[Bench, Operation, Element], tuple[Complaint, ...]]
    allows: Callable[[Bench, Operation, Request], bool]
    granted: Callable[[Contract, Response, str], Element | None]
    carries: Callable[[str], bool]
    place: str
    blanked: Callable[[Request, Contract], Request]
    suffix: str
    served: Callable[[str, str], str]
    bodiless: bool
