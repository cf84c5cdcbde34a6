"""Runs every measure, one after the other: `python -m bench`."""

import subprocess
import sys

MEASURES = ("bench.link_open", "bench.library_page", "bench.publish_page", "bench.memory", "bench.documents")

for name in MEASURES:
    print(f"\n== {name}\n", flush=True)
    subprocess.run([sys.executable, "-m", name], check=True)
