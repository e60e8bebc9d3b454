"""Formats of a report, chosen by file suffix: each module without a leading underscore is one, read from JSON lines."""
