"""The mind: loop, planners, memory and the model's voice; it knows no platform and no store."""
