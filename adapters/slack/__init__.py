"""Slack, by Socket Mode or HTTP events, on slack-bolt; `adapters.slack.adapter` needs it."""
