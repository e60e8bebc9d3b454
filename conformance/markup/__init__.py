"""Markup: XML as text, read, written and veiled; what it says is a tree of Elements."""
