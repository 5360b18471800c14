"""What the agent costs: time per model call, the durable turn, and the size of its prompts."""
