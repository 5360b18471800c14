"""The nightly benchmark: due by a cron, durable, exactly once, and told where the team talks."""
