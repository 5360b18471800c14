"""The program: wiring, configuration, commands, and the durable turn."""
