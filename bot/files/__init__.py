"""What comes with a message: files become text, pictures and spoken words for the agent."""
