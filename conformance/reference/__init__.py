"""The reference endpoint: a WSGI application that answers as a vendor does, on a platform or by the specifications."""
