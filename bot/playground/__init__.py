"""Local stand-ins for Telegram, Slack and Discord: to try the service offline, and to test it."""
