"""Put a trained encoder into the package: 8 bits a weight, its hashes in the table of presets.

python training/pack_encoder.py FOLDER
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from reportqa.encoding.folders import loaded_files
from reportqa.encoding.heads import HEAD_FILE, head_in
from reportqa.encoding.packed import pack
from reportqa.encoding.presets import HERE

NAME = "small"
MADE_OF = "all-MiniLM-L6-v2, trained on inspection reports"
CARD = "README.md"


def preset_of(folder: Path) -> dict[str, object]:
    """The row of the table of presets for a packed model."""
    hashes = loaded_files(folder)
    head = head_in(folder, hashes)
    if head is None:
        raise SystemExit(f"{folder} has no {HEAD_FILE}")
    return {
        "name": NAME,
        "model": MADE_OF,
        "layer": head.layers[-1],
        "head": {"file": f"{NAME}/{HEAD_FILE}", "layers": head.layers, "sha256": head.sha256},
        "size": sum((folder / name).stat().st_size for name in hashes),
        "packages": [],
        "install": "pip install -c constraints.txt -e .",
        "files": hashes,
    }


def main() -> None:
    """Pack, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="model/ of a training")
    folder = parser.parse_args().folder
    target = HERE / NAME
    card = (target / CARD).read_text(encoding="utf-8") if (target / CARD).is_file() else ""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    pack(folder, target)
    (target / CARD).write_text(card, encoding="utf-8")  # not the one that saving made up
    table = HERE / "presets.json"
    others = [row for row in json.loads(table.read_text("utf-8")) if row["name"] != NAME]
    rows = [preset_of(target), *others]
    table.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"{target}: {rows[0]['size']:,} bytes")


if __name__ == "__main__":
    main()
