"""The promise: WSDL, XSD or JSON Schemas, and a manifest, become one ``Contract``, by which their engines judge."""
