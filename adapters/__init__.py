"""The edge: what turns a platform's updates into messages and replies into its posts."""
