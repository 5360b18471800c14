"""The desk: who may talk, how much, and what the words after a slash do."""
