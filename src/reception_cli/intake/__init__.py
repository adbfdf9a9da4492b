"""Other people's files: spreadsheets and CSV read into the lines of a register, or told why not.

A line is recorded, rejected or told; nothing is guessed in silence. Nothing is written here.
"""
