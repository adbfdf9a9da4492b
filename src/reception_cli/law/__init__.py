"""What the law says, as dated data and pure functions over it: codes, terms, calendar, due days, transitions.

Reads data/ and nothing else. No number of days, code or form stands in the code; nothing is recorded here.
"""

# The edition of the law: cards whose due days were counted by another one are built anew.
LAW = "bbe045d674b5969c.1"  # sha256 of data/law/terms.json, data/calendar/vn.json; behind the point: ours
COUNTED = frozenset({"calendar", "service"})  # what a desk configures that moves due days
