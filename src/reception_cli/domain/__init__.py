"""What an entry, a visit and a matter are: entries, cases, legal life, numbers, days, text, words, errors, replay.

Standard library only. No law, no file, no SQL, no clock: everything comes in as a value.
"""
