"""The reference endpoint of SOAP services: it answers as the specifications say, or as ASMX does."""
