"""The steps that brought the tables to their present form, run by Alembic at start."""
