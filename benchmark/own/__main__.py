"""`python -m benchmark.own`: write the set anew from its hand-written entries."""

from benchmark.own import CASES
from benchmark.own.rendering import jsonl

if __name__ == "__main__":
    CASES.write_text(jsonl(), encoding="utf-8", newline="\n")
    print(f"{CASES}: {CASES.stat().st_size:,} bytes")
