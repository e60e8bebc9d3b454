"""The wire, without I/O: bytes, trees, envelopes, faults and the HTTP messages that carry them."""
