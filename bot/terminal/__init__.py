"""Talking in a terminal: ask, chat, and the original command."""
