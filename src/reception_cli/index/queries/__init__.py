"""Every SQL text that asks the cards: filters, figures, forms, lists. SQLite, DuckDB and PostgreSQL read it alike."""
