"""The places that a question names."""
