"""One command's surroundings: the desk with all that a verb may touch, settings, environment, clock, the bug log.

The only place that reads the environment; what a verb decides does not live here.
"""
