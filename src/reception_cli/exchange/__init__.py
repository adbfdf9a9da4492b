"""Registers on their way: bundles written, read and proven, keys, what units delivered, what differs between two.

Whatever comes in is taken for an attack until it has proven itself. No words for people.
"""
