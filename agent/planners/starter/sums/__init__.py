"""The sums that a question asks for, in figures or told in words."""
