"""Tools to copy from."""
