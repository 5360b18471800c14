"""The project's own small KAgentBench: what people ask and good answers to it, written by us."""

from pathlib import Path

CASES = Path(__file__).with_name("cases.jsonl")
"""The records in the published format, as `python -m benchmark.own` writes them."""
