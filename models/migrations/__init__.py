"""How the schema came to be: alembic revisions, with triggers, roles and grants as SQL."""
