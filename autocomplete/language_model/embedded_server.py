"""The embedded model's own process: llama.cpp's server, as the ``xllamacpp`` wheel carries it.

Started by ``embedded.py``, which writes one line of JSON to its standard input: that way the API
key stands neither on the command line nor in the environment, where others could read it. One line
comes back on standard output: ``ready``, or why not. Afterwards standard input only has to stay
open: it ends with the parent, however that one ends, and this process ends with it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TextIO


def main() -> None:
    order = json.loads(sys.stdin.readline())
    answer = _own_standard_output()
    try:
        _server = _start(**order)  # Lives as long as this name.
        print("ready", file=answer, flush=True)
        sys.stdin.read()
    except Exception as error:
        print(error, file=answer, flush=True)
    finally:
        shutil.rmtree(order["saved"], ignore_errors=True)
        # At once, whatever happened; the parent may be gone by the time the model is loaded. An
        # orderly exit would wait for the server's threads, and those never end by themselves.
        os._exit(0)


def _own_standard_output() -> TextIO:
    """Keep standard output for the one answer, and drop what llama.cpp says about requests."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    return answer


def _start(
    *,
    weights: str,
    name: str,
    port: int,
    api_key: str,
    lanes: int,
    context: int,
    threads: int,
    saved: str,
) -> object:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.model_alias = {name}
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.api_keys = [api_key]
    params.n_parallel = lanes
    params.n_ctx = context
    # One cache for all slots, which share what they have in common: a preamble costs memory and
    # reading once, and forty slots take no more than four did.
    params.kv_unified = True
    # A request is given up, and others get on, between two batches: 16 tokens take a tenth of a
    # second. A batch must hold a token of each slot, or the server aborts.
    params.n_batch = params.n_ubatch = max(16, lanes)
    # Each open connection holds a thread until it has been idle for 5 s; with too few of them
    # new connections wait until they time out.
    params.n_threads_http = 64
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.endpoint_metrics = True
    params.endpoint_slots = True
    params.slot_save_path = saved
    params.ui = False
    # The second cache, in memory beside the slots', would copy a slot's state at every change of
    # text; and nothing is left over on the machine to fit the parameters to.
    params.cache_ram_mib = 0
    params.fit_params = False
    # Of a model with a sliding window (Gemma) the cache holds no more than the window, and what was
    # read can only be gone back on by reading it again: five tokens a request where one is new.
    # To keep all costs 5 MB a lane.
    params.swa_full = True
    # The site's own first suggestion does the same, and reads the preamble on the way.
    params.warmup = False
    params.verbosity = 0
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
