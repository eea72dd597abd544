"""What reading one file may cost at most."""

from __future__ import annotations

MOST_BYTES = 200 * 2**20  # of a file
MOST_UNPACKED = 64 * 2**20  # of one part of an Office file, unpacked
MOST_PAGES = 5_000
MOST_SECONDS = 300.0  # for a reader in a process of its own
MOST_MEMORY = 2 * 2**30  # for that process
MOST_PARTS = 20_000  # of an Office file
