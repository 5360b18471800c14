"""The durable turn: a message accepted for good, answered in its order, delivered once."""
