"""A model of the user's own: a folder that sentence-transformers wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reportqa.encoding.checksums import file_hashes
from reportqa.errors import ModelError

_LOADED = {".json", ".txt", ".model", ".safetensors"}
#: Written beside published models, and loaded by nobody.
_NOT_LOADED = {"data_config.json"}
_PICKLES = {".bin", ".pt", ".pth", ".pkl", ".ckpt"}
_LAYER_COUNTS = ("num_hidden_layers", "n_layers", "num_layers", "n_layer")


def loaded_files(folder: Path) -> dict[str, str]:
    """The files that a sentence-transformers folder is loaded from, with their SHA-256.

    Args:
        folder: The model's folder.

    Returns:
        Their paths relative to the folder (with ``/``), each with its hash in hex.

    Raises:
        ModelError: If it is no sentence-transformers folder, or would have to run code or
            unpickle to load.
    """
    parts = [folder / path for path in _module_paths(folder)]
    names = sorted(
        file.relative_to(folder).as_posix()
        for part in dict.fromkeys([folder, *parts])
        for file in part.iterdir()
        if file.suffix in _LOADED and file.name not in _NOT_LOADED and file.is_file()
    )
    for part in parts:
        _refuse_pickles(part)
    return file_hashes(folder, names)


def layer_count(folder: Path) -> int:
    """How many hidden layers the transformer of a sentence-transformers folder has.

    Raises:
        ModelError: If its config.json does not tell.
    """
    config = _read_json(folder / _module_paths(folder)[0] / "config.json")
    if isinstance(config, dict):
        for key in _LAYER_COUNTS:
            if isinstance(config.get(key), int):
                return int(config[key])
    raise ModelError(
        f"the config.json of the model in {str(folder)!r} does not tell how many layers it has",
        "choose a model with a text encoder such as BERT or MPNet",
    )


def _module_paths(folder: Path) -> list[str]:
    """Where the parts of a model lie in its folder; the first is the transformer."""
    modules = _read_json(folder / "modules.json")
    try:
        kinds = [str(module["type"]) for module in modules]
        paths = [str(module["path"]) for module in modules]
    except (TypeError, KeyError) as error:
        raise _no_model(folder, "its modules.json is not understood") from error
    for kind in kinds:
        # Any other class would be imported from the model's folder: code that nobody looked at.
        if not kind.startswith("sentence_transformers."):
            raise ModelError(
                f"the model in {str(folder)!r} wants to run code of its own ({kind})",
                "choose a model without custom code",
            )
    if not paths or not all((folder / path).resolve().is_dir() for path in paths[:1]):
        raise _no_model(folder, "its transformer is missing")
    root = folder.resolve()
    if not all((folder / path).resolve().is_relative_to(root) for path in paths):
        raise _no_model(folder, "its modules.json points outside of it")
    return [path for path in paths if (folder / path).is_dir()]  # Normalize may have no folder


def _refuse_pickles(part: Path) -> None:
    files = list(part.iterdir())
    if any(file.suffix == ".safetensors" for file in files):
        return
    for file in files:
        if file.suffix in _PICKLES:
            raise ModelError(
                f"{str(file)!r} is a pickle, which can run code when it is loaded",
                "save the model again with sentence-transformers, which writes .safetensors",
            )


def _read_json(file: Path) -> Any:  # noqa: ANN401 - it is for the caller to find out
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_model(file.parent, f"{file.name} is missing or damaged") from error


def _no_model(folder: Path, why: str) -> ModelError:
    return ModelError(
        f"{str(folder)!r} is not the folder of a sentence-transformers model: {why}",
        "name a folder that SentenceTransformer.save() wrote",
    )
