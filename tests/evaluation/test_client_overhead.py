"""The client's overhead is measured on the very requests that it makes itself."""

from __future__ import annotations

import pytest

from autocomplete.evaluation.client_overhead import ClientOverhead, client_overhead
from autocomplete.language_model.bare import BareCompletion
from autocomplete.language_model.client import HttpLanguageModel
from tests.language_model.scripted_server import ScriptedServer, llama_cpp, openai_like


@pytest.mark.parametrize(("answer", "lane"), [(llama_cpp, 2), (openai_like, None)])
async def test_both_send_the_same_requests_in_turn(answer: object, lane: int | None) -> None:
    async with ScriptedServer() as server:
        server.answer = answer  # type: ignore[assignment]
        model = HttpLanguageModel(server.url, model="mine", lanes=4)
        bare = BareCompletion(server.url, api_key="", model="mine", lane=lane)
        try:
            await model.capabilities()
            probes = len(server.requests)
            found = await client_overhead(model, bare, "Hello", lane=lane or 0, repeats=3)
        finally:
            await model.aclose()
            await bare.aclose()
        bodies = [dict(request.body) for request in server.requests[probes:]]
        assert len(bodies) == 16
        for ours, theirs in zip(bodies[1::2], bodies[::2], strict=True):
            # What the server draws does not matter, and what it is known to show is no cost.
            for body in (ours, theirs):
                body.pop("logit_bias", None)
                body.pop("logprobs")
            assert ours == theirs
        assert found.bare_ms > 0
        assert found.client_ms > 0


def test_the_share_is_that_of_the_bare_call() -> None:
    found = ClientOverhead(bare_ms=10.0, client_ms=10.5)
    assert (found.ms, found.share) == (0.5, 0.05)
