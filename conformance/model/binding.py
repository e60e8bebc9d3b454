"""Bindings as rows of facts: all that differs between SOAP 1.1 and SOAP 1.2."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conformance.model.tree import clark


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """How one SOAP version is written and sent.

    ``codes`` maps the neutral words client, server, version, header and encoding to local names of fault codes in
    ``namespace``, as far as the version has them; ``statuses`` maps a local name to the HTTP status that the binding
    demands. ``role`` is the attribute that addresses a header block, ``next_role`` the role of whoever reads it,
    ``no_role`` that of nobody.
    """

    name: str
    title: str
    namespace: str
    wsdl_namespace: str
    media_type: str
    action_field: str | None
    action_parameter: str | None
    codes: Mapping[str, str]
    statuses: Mapping[str, int]
    role: str
    next_role: str
    no_role: str | None = None

    def tag(self, local: str) -> str:
        """Return the Clark name of a name in the envelope's namespace."""
        return clark(self.namespace, local)


SOAP11 = Binding(
    name="soap11",
    title="SOAP 1.1",
    namespace="http://schemas.xmlsoap.org/soap/envelope/",
    wsdl_namespace="http://schemas.xmlsoap.org/wsdl/soap/",
    media_type="text/xml",
    action_field="SOAPAction",
    action_parameter=None,
    codes=MappingProxyType(
        {"client": "Client", "server": "Server", "version": "VersionMismatch", "header": "MustUnderstand"}
    ),
    statuses=MappingProxyType({"Client": 500, "Server": 500, "VersionMismatch": 500, "MustUnderstand": 500}),
    role="actor",
    next_role="http://schemas.xmlsoap.org/soap/actor/next",
)
SOAP12 = Binding(
    name="soap12",
    title="SOAP 1.2",
    namespace="http://www.w3.org/2003/05/soap-envelope",
    wsdl_namespace="http://schemas.xmlsoap.org/wsdl/soap12/",
    media_type="application/soap+xml",
    action_field=None,
    action_parameter="action",
    codes=MappingProxyType(
        {
            "client": "Sender",
            "server": "Receiver",
            "version": "VersionMismatch",
            "header": "MustUnderstand",
            "encoding": "DataEncodingUnknown",
        }
    ),
    statuses=MappingProxyType(
        {"Sender": 400, "Receiver": 500, "VersionMismatch": 500, "MustUnderstand": 500, "DataEncodingUnknown": 500}
    ),
    role="role",
    next_role="http://www.w3.org/2003/05/soap-envelope/role/next",
    no_role="http://www.w3.org/2003/05/soap-envelope/role/none",
)
BINDINGS: Mapping[str, Binding] = MappingProxyType({row.name: row for row in (SOAP11, SOAP12)})


def binding_of_namespace(namespace: str) -> Binding | None:
    """Return the binding whose envelopes are in a namespace, None where there is none."""
    return next((row for row in BINDINGS.values() if row.namespace == namespace), None)
