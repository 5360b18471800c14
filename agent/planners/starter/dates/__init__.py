"""The days and times that a question names."""
