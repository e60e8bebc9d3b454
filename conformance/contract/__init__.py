"""The promise: WSDL, XSD and manifest become one ``Contract``, and two XSD engines judge by it."""
