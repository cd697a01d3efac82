"""Progress on a terminal."""

from __future__ import annotations

from pathlib import Path

from tqdm import tqdm

from autocomplete.language_model.weights import Weights, fetch


def fetch_with_progress_bar(
    weights: Weights, data_folder: Path, *, terms_accepted: bool = False
) -> Path:
    """Fetch as ``weights.fetch`` does, with a bar where standard error is a terminal."""
    with tqdm(
        desc=f"Fetching {weights.name}",
        total=weights.download_size,
        unit="B",
        unit_scale=True,
        disable=None,
        leave=False,
    ) as bar:

        def show(there: int, total: int) -> None:
            bar.total = total
            bar.update(there - bar.n)

        return fetch(weights, data_folder, show, terms_accepted=terms_accepted)
