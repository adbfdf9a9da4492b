"""The SQLite cards: described once, filled from the ledger, believed only when it confirms them.

Every SQL text that asks stands in `queries`. A cache: nothing is true because it stands here.
"""
