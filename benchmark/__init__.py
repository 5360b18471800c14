"""KAgentBench: how good the agent is, measured."""
