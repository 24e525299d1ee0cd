"""What things are and what people may do: tables, verbs, permissions, rules, ledger, settings, database.

Belongs here: everything the portal needs. Does not: Prefect and Great Expectations, which nothing below may import.
"""
