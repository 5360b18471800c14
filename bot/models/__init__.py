"""The model that answers: in this process or at a server, chosen, fetched and opened."""
