"""A model of the hub, fetched only because the user named it."""

from __future__ import annotations

import re
from pathlib import Path

from reportqa.encoding.cache import Message
from reportqa.errors import ModelError

_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_WANTED = ["*.json", "*.txt", "*.model", "*.safetensors"]
_UNWANTED = ["onnx/*", "openvino/*"]
_SECONDS = 10.0


def is_hub_id(name: str) -> bool:
    """Whether a name has the form of a hub id.

    Example:
        >>> is_hub_id("sentence-transformers/all-mpnet-base-v2"), is_hub_id("../models/mine")
        (True, False)
    """
    return _ID.fullmatch(name) is not None


def fetch(name: str, on_message: Message) -> Path:
    """The folder of a hub model: from the hub's own cache, else downloaded into it.

    Args:
        name: The id, ``org/name``.
        on_message: Told before anything is fetched.

    Raises:
        ModelError: If the hub cannot be reached or has no such model.
    """
    from huggingface_hub import snapshot_download

    def snapshot(*, local: bool) -> Path:
        return Path(
            snapshot_download(
                name,
                allow_patterns=_WANTED,
                ignore_patterns=_UNWANTED,
                etag_timeout=_SECONDS,
                local_files_only=local,
            )
        )

    try:
        folder = snapshot(local=True)
        if (folder / "modules.json").is_file() and any(folder.rglob("*.safetensors")):
            return folder
    except (OSError, ValueError):
        pass  # not fetched before: ask the hub
    on_message(f"fetching {name} from the model hub")
    try:
        return snapshot(local=False)
    except (OSError, ValueError) as error:  # the hub's errors, and those of the network, are such
        why = next(iter(str(error).split("\n")), "") or type(error).__name__
        raise ModelError(
            f"{name!r} is no folder here, and the model hub did not give it: {why}",
            "name a folder or an installed model (see `reportqa models`), or go online",
        ) from error
