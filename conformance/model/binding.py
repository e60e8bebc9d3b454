"""Bindings as rows of facts: all that differs between versions of SOAP, and between formats of REST services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from conformance.model.tree import clark


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """How one version of SOAP, or one format of a REST service, is written and sent.

    ``protocol`` is that of the contracts that have it, ``language`` what its messages are shown as, in files and in
    Markdown; ``suffix`` is what a path ends with that asks for the format. The rest is of SOAP: ``prefix`` stands for
    ``namespace`` where we write it; ``codes`` maps the neutral words client, server, version, header and encoding to
    local names of fault codes in the namespace, as far as the version has them; ``statuses`` maps a local name to the
    HTTP status that the binding demands. ``role`` is the attribute that addresses a header block, ``next_role`` the
    role of whoever reads it, ``no_role`` that of nobody.
    """

    name: str
    title: str
    media_type: str
    protocol: str = "soap"
    language: str = "xml"
    suffix: str = ""
    namespace: str = ""
    prefix: str = ""
    wsdl_namespace: str = ""
    action_field: str | None = None
    action_parameter: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    role: str = ""
    next_role: str = ""
    no_role: str | None = None

    def tag(self, local: str) -> str:
        """Return the Clark name of a name in the envelope's namespace."""
        return clark(self.namespace, local)


SOAP11 = Binding(
    name="soap11",
    title="SOAP 1.1",
    namespace="http://schemas.xmlsoap.org/soap/envelope/",
    prefix="soap",
    wsdl_namespace="http://schemas.xmlsoap.org/wsdl/soap/",
    media_type="text/xml",
    action_field="SOAPAction",
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
    prefix="soap",
    wsdl_namespace="http://schemas.xmlsoap.org/wsdl/soap12/",
    media_type="application/soap+xml",
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
JSON = Binding(
    name="json", title="JSON", media_type="application/json", protocol="servicestack", language="json", suffix=".json"
)
JSV = Binding(name="jsv", title="JSV", media_type="text/jsv", protocol="servicestack", language="json", suffix=".jsv")
FORM = Binding(
    name="form",
    title="form data",
    media_type="application/x-www-form-urlencoded",
    protocol="servicestack",
    language="json",
)
SOAP: Mapping[str, Binding] = MappingProxyType({row.name: row for row in (SOAP11, SOAP12)})
"""The versions of SOAP."""
REST: Mapping[str, Binding] = MappingProxyType({row.name: row for row in (JSON, JSV, FORM)})
"""The formats of ServiceStack's REST services."""
BINDINGS: Mapping[str, Binding] = MappingProxyType({**SOAP, **REST})


def binding_of_namespace(namespace: str) -> Binding | None:
    """Return the binding whose envelopes are in a namespace, None where there is none."""
    return next((row for row in SOAP.values() if row.namespace == namespace), None)
