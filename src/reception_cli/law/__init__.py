"""What the law says, as dated data and pure functions over it: codes, terms, calendar, due days, transitions.

Reads data/ and nothing else. No number of days, code or form stands in the code; nothing is recorded here.
"""
