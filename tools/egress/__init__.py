"""The one guarded way out: whatever a tool fetches goes through here."""
