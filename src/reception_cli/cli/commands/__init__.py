"""The verbs, one module a family: each reads its options, asks the floors below and returns a Table."""
