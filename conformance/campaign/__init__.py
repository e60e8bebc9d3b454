"""The join: the one floor that knows contract, target and checks, and walks the line from payload to record."""
