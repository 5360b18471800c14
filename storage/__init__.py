"""What is remembered: conversations, traces and usage, in SQL through SQLAlchemy."""
