"""Tools of MCP servers (Model Context Protocol), offered to the agent as its own."""
