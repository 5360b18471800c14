"""Agent styles: how each asks the model for the next step and reads its answer."""
