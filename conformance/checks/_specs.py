"""The documents that sentences are cited from: the only place that names and links them."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.requirement import Specification

XML = Specification(
    key="xml",
    title="Extensible Markup Language (XML) 1.0 (Fifth Edition)",
    url="https://www.w3.org/TR/2008/REC-xml-20081126/",
)
SOAP11 = Specification(
    key="soap11", title="Simple Object Access Protocol (SOAP) 1.1", url="https://www.w3.org/TR/2000/NOTE-SOAP-20000508/"
)
SOAP12_PART1 = Specification(
    key="soap12-part1",
    title="SOAP Version 1.2 Part 1: Messaging Framework (Second Edition)",
    url="https://www.w3.org/TR/2007/REC-soap12-part1-20070427/",
)
SOAP12_PART2 = Specification(
    key="soap12-part2",
    title="SOAP Version 1.2 Part 2: Adjuncts (Second Edition)",
    url="https://www.w3.org/TR/2007/REC-soap12-part2-20070427/",
)
RFC3902 = Specification(
    key="rfc3902", title='RFC 3902: The "application/soap+xml" media type', url="https://www.rfc-editor.org/rfc/rfc3902"
)
WSDL11 = Specification(
    key="wsdl11",
    title="Web Services Description Language (WSDL) 1.1",
    url="https://www.w3.org/TR/2001/NOTE-wsdl-20010315",
)
XSD_PART1 = Specification(
    key="xsd-part1",
    title="XML Schema Part 1: Structures (Second Edition)",
    url="https://www.w3.org/TR/2004/REC-xmlschema-1-20041028/",
)
BINDING_PROFILE10 = Specification(
    key="ssbp10",
    title="WS-I Simple SOAP Binding Profile 1.0",
    url="http://www.ws-i.org/Profiles/SimpleSoapBindingProfile-1.0.html",
    profile=True,
)
BASIC_PROFILE11 = Specification(
    key="bp11", title="WS-I Basic Profile 1.1", url="http://www.ws-i.org/Profiles/BasicProfile-1.1.html", profile=True
)
XSD_PART2 = Specification(
    key="xsd-part2",
    title="XML Schema Part 2: Datatypes (Second Edition)",
    url="https://www.w3.org/TR/2004/REC-xmlschema-2-20041028/",
)
RFC9110 = Specification(key="rfc9110", title="RFC 9110: HTTP Semantics", url="https://www.rfc-editor.org/rfc/rfc9110")
RFC9112 = Specification(key="rfc9112", title="RFC 9112: HTTP/1.1", url="https://www.rfc-editor.org/rfc/rfc9112")
RFC8259 = Specification(
    key="rfc8259",
    title="RFC 8259: The JavaScript Object Notation (JSON) Data Interchange Format",
    url="https://www.rfc-editor.org/rfc/rfc8259",
)
SERVICESTACK = Specification(
    key="servicestack",
    title="ServiceStack 5: error handling, routing and formats",
    url="https://docs.servicestack.net/",
)
CONTRACT = Specification(key="contract", title="The contract's declared semantics", url="")
OURS = Specification(key="conformance", title="This project's own rules", url="")

SPECIFICATIONS: Mapping[str, Specification] = MappingProxyType(
    {
        row.key: row
        for row in (
            XML,
            SOAP11,
            SOAP12_PART1,
            SOAP12_PART2,
            RFC3902,
            WSDL11,
            XSD_PART1,
            XSD_PART2,
            RFC9110,
            RFC9112,
            RFC8259,
            SERVICESTACK,
            BINDING_PROFILE10,
            BASIC_PROFILE11,
            CONTRACT,
            OURS,
        )
    }
)
