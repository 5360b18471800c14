"""The local page and the HTTP API: who may come in, and the rooms behind the door."""
