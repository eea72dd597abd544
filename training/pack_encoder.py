"""Put a trained encoder into the package: 8 bits a weight, its hashes in the table of presets.

    python training/pack_encoder.py FOLDER [FOLDER …]

Of several trainings that began alike the mean of their weights is taken (Wortsman et al., Model
Soups, 2022).
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from reportqa.encoding.checksums import file_hashes
from reportqa.encoding.folders import loaded_files
from reportqa.encoding.heads import HEAD_FILE, head_in
from reportqa.encoding.packed import TENSORS, pack
from reportqa.encoding.presets import HERE

NAME = "small"
MADE_OF = "all-MiniLM-L6-v2, trained on inspection reports"
CARD = "README.md"


def mean_of(folders: Sequence[Path], into: Path) -> None:
    """Write the mean of some models' weights, and of their heads'."""
    shutil.copytree(folders[0], into, ignore=shutil.ignore_patterns(CARD), dirs_exist_ok=True)
    for name in (TENSORS, HEAD_FILE):
        all_arrays = [load_file(folder / name) for folder in folders]
        mean = {
            key: np.mean([arrays[key].astype(np.float32) for arrays in all_arrays], axis=0)
            for key in all_arrays[0]
        }
        if name == HEAD_FILE:
            head = head_in(folders[0], file_hashes(folders[0], [HEAD_FILE]))
            layers = ",".join(map(str, head.layers)) if head else ""
            halves = {key: value.astype(np.float16) for key, value in mean.items()}
            save_file(halves, into / name, metadata={"layers": layers})
        else:
            save_file(mean, into / name, metadata={"format": "pt"})


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
    """Average, pack, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, help="model/ of a training")
    folders = parser.parse_args().folders
    target = HERE / NAME
    card = (target / CARD).read_text(encoding="utf-8") if (target / CARD).is_file() else ""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    with tempfile.TemporaryDirectory() as place:
        mean_of(folders, Path(place))
        pack(Path(place), target)
    if card:
        (target / CARD).write_text(card, encoding="utf-8")
    table = HERE / "presets.json"
    others = [row for row in json.loads(table.read_text("utf-8")) if row["name"] != NAME]
    rows = [preset_of(target), *others]
    table.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"{target}: {rows[0]['size']:,} bytes")


if __name__ == "__main__":
    main()
