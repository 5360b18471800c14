"""What the mind can do: one file per tool."""
