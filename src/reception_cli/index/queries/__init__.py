"""Every SQL text that asks the cards: filters, figures, forms, lists, terms. Read by SQLite, DuckDB and PostgreSQL alike."""
