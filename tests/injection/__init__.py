"""Attempts to turn the assistant against the person by what it reads."""
