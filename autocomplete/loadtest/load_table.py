"""The figures of a load as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from autocomplete.loadtest.run import LoadReport, Percentiles


def lines(found: LoadReport) -> list[str]:
    """All that one load showed."""
    load = found.load
    people = f"{load.typists} typists at {load.keys_per_second:g} keys/s, {load.seconds:g} s"
    told = [
        people + (f", {load.idle} idle sockets" if load.idle else ""),
        f"{'':<26}{'p50':>10}{'p95':>10}{'p99':>10}",
        _row("keystroke to first frame", found.first),
        _row("keystroke to final frame", found.final),
        f"{found.inputs} inputs, {found.accepts} of them accepts; {found.overtaken} overtaken by a"
        " newer one before their final frame, and counted until its frame",
        f"fairness: worst person's p95 {found.worst_p95_ms:.0f} ms, Jain's index of mean waits"
        f" {found.jain:.3f}, longest wait for any frame {found.longest_wait_ms:.0f} ms",
        f"stale frames: {found.stale_frames}; errors: {_counts(found.errors)}; reduced final lists:"
        f" {_counts(found.reduced)}",
        f"tokens evaluated: {found.evaluated_tokens}"
        f" ({found.evaluated_tokens / max(1, found.inputs):.2f} an input), model requests:"
        f" {found.model_requests}",
        _cost(found),
        f"answered within {300} ms again {found.recovery_s:.2f} s after the load",
    ]
    if load.flood:
        told.append(f"the flooding client sent {found.flood_inputs} inputs")
    if found.memory_before is not None and found.memory_after is not None:
        before, after = found.memory_before, found.memory_after
        told.append(
            f"memory: site {_mb(before.site)} before, {_mb(after.site)} after; the processes it"
            f" started {_mb(before.children)} before, {_mb(after.children)} after"
        )
    if found.bytes_per_idle_socket is not None:
        told.append(f"an idle socket holds {found.bytes_per_idle_socket / 1000:.1f} kB")
    return told


def curve_lines(found: Sequence[LoadReport]) -> list[str]:
    """One row for each number of typists; times in ms."""
    head = ("typists", "first p50", "p95", "final p50", "p95", "p99", "longest", "stale", "errors")
    rows = [
        (
            f"{one.load.typists}",
            *(f"{value:.0f}" for value in (one.first.p50, one.first.p95)),
            *(f"{value:.0f}" for value in (one.final.p50, one.final.p95, one.final.p99)),
            f"{one.longest_wait_ms:.0f}",
            f"{one.stale_frames}",
            f"{sum(one.errors.values())}",
        )
        for one in found
    ]
    return ["".join(f"{cell:>11}" for cell in row) for row in (head, *rows)]


def _cost(found: LoadReport) -> str:
    """What an input costs besides, for docs/capacity.md."""
    inputs = max(1, found.inputs)
    requests = found.model_requests / inputs
    told = (
        f"an input costs: {requests:.2f} model requests, {found.bytes_sent / inputs:.0f} bytes to"
        f" the site, {found.bytes_received / inputs:.0f} from it"
    )
    if found.spent is None:
        return told
    return (
        f"{told}, {1000 * found.spent.site / inputs:.2f} ms of processor time of the site,"
        f" {1000 * found.spent.children / inputs:.2f} ms of the processes it started"
    )


def _row(name: str, times: Percentiles) -> str:
    return f"{name:<26}{times.p50:>7.1f} ms{times.p95:>7.1f} ms{times.p99:>7.1f} ms"


def _counts(counted: dict[str, int]) -> str:
    if not counted:
        return "0"
    return ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
