"""Open questions for whole agents, written by us, each with a reference and a check."""

from pathlib import Path

QUESTIONS = Path(__file__).with_name("open.jsonl")
"""Factual, time-aware, arithmetic and multi-step ones, in English and Chinese."""
