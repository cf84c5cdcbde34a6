"""A folder of collateral taken in, and the library written out as one: each reads what the other writes."""
