"""The way out: the only floor that reaches a network. Each module is a kind of target."""
