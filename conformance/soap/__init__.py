"""SOAP, without I/O: envelopes, faults, sessions, and the HTTP messages that carry them."""
