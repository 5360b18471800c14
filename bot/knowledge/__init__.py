"""The memory bank: reading documents into it, recalling from it, and people's words for it."""
