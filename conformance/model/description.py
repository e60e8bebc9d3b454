"""A WSDL as data: services, ports, bindings, and what each operation sends in which direction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from conformance.model.tree import Element

WSDL = "http://schemas.xmlsoap.org/wsdl/"


class Style(StrEnum):
    """Whether the Body holds what the part names, or an element named as the operation around all parts."""

    DOCUMENT = "document"
    RPC = "rpc"


class Encoding(StrEnum):
    """Whether messages are what the schema says, or follow rules of encoding from it."""

    LITERAL = "literal"
    ENCODED = "encoded"


class Transmission(StrEnum):
    """Who sends, and whether it is answered; WSDL 1.1 section 2.4."""

    ONE_WAY = "one-way"
    REQUEST_RESPONSE = "request-response"
    SOLICIT_RESPONSE = "solicit-response"
    NOTIFICATION = "notification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a message: it names an element, or a type."""

    name: str
    element: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderPart:
    """A header block that is bound to a message, and the faults that are told by such a block.

    ``required`` says that whoever reads the WSDL has to understand what it says of the block.
    The name of the WSDL's ``message`` is nothing that stands in one, and does not count when two are compared.
    """

    message: str = field(compare=False)
    part: Part
    use: Encoding = Encoding.LITERAL
    namespace: str = ""
    encoding_style: str = ""
    faults: tuple["HeaderPart", ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundMessage:
    """One direction of a bound operation: the parts in the Body, and the header blocks.

    ``payload`` is the global element of the schema that stands in the Body; of rpc/literal that is one which the
    reader declares from the parts. It is None where the Body is empty, and where ``uncompared`` says why the schema
    does not tell what stands in it. The name of the WSDL's ``message`` does not count when two are compared.
    """

    message: str = field(compare=False)
    parts: tuple[Part, ...] = ()
    payload: str | None = None
    headers: tuple[HeaderPart, ...] = ()
    use: Encoding = Encoding.LITERAL
    namespace: str = ""
    encoding_style: str = ""
    uncompared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundFault:
    """A fault that an operation declares: its detail is what the part names."""

    name: str
    part: Part | None
    use: Encoding = Encoding.LITERAL
    namespace: str = ""
    encoding_style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundOperation:
    """An operation as a binding says it; of HTTP the ``action`` is the location behind the address.

    ``input`` is what the client sends and ``output`` what it gets, whoever begins. ``action_required`` is not told in
    every binding.
    """

    name: str
    action: str
    style: Style
    transmission: Transmission
    input: BoundMessage | None = None
    output: BoundMessage | None = None
    faults: tuple[BoundFault, ...] = ()
    action_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port of a service: its address, and its binding with the operations by name.

    ``protocol`` is the name of a ``Binding``, ``http-get``, ``http-post``, or the Clark name of what is not known.
    Operations of one name are told apart by their inputs: ``Name``, then ``Name(input)``.
    """

    name: str
    service: str
    address: str
    binding: str
    protocol: str
    transport: str = ""
    operations: Mapping[str, BoundOperation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """What a WSDL says in words that are not WSDL's, such as a policy: told, and not judged."""

    owner: str
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a WSDL says: its namespace, its ports in their order, and its extensions."""

    namespace: str
    ports: tuple[Port, ...] = ()
    extensions: tuple[Extension, ...] = ()
