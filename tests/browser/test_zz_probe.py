import os, sys; sys.path.insert(0,'/tmp')
from calls import CALLS
import statistics, pytest
from tests.browser.conftest import OpenHost
from tests.browser.scripted import ScriptedSocket, completing
from tests.browser.test_main_thread_work import STOPWATCH
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SW = STOPWATCH.replace('depth = 1;', 'depth = 1; window.inOwn = true;').replace('depth = 0;\n    }', 'depth = 0; window.inOwn = false;\n    }').replace("const timed = (callback) =>", "window.parts = {}; const timed = (callback, label='message') =>").replace("window.work += performance.now() - start;", "const took = performance.now() - start; window.work += took; (window.parts[label] ??= []).push(+took.toFixed(2));").replace("own ? timed(callback) : callback, options", "own ? timed(callback, type) : callback, options").replace("own ? timed(callback) : callback, ...rest", "own ? timed(callback, name) : callback, ...rest")
@pytest.mark.parametrize("kind", ["#note", "#letter", "#plain"])
async def test_probe(open_host: OpenHost, socket: ScriptedSocket, kind: str) -> None:
    text = ("The quick brown fox jumps over the lazy dog. " * 45)[:2000]
    R = "Could you tell me where it is "
    socket.answer = completing(f"{text}{R}now")
    async with open_host(kind, ready=False) as desk:
        await desk.page.add_init_script(SW)
        if os.environ.get('CALLS'): await desk.page.add_init_script(CALLS)
        await desk.page.reload()
        await desk.field.click()
        await desk.connected()
        await desk.page.keyboard.insert_text(text)
        await desk.settle(200)
        await desk.page.evaluate("lap(); perKey = []; parts = {}; window.calls = {}")
        for character in R:
            await desk.type(character)
            await desk.settle(60)
            await desk.page.evaluate("lap()")
        taken = await desk.page.evaluate("perKey")
        parts = await desk.page.evaluate("parts")
        print("\n", kind, "median", statistics.median(taken), "q1", statistics.quantiles(taken)[0], [round(t,1) for t in taken])
        for k, v in parts.items(): print("   ", k, len(v), "med", statistics.median(v), "sum", round(sum(v),1))

        calls = await desk.page.evaluate("calls")
        for k, v in sorted(calls.items(), key=lambda kv: -sum(kv[1]))[:22]: print(f"      {k:50} n={len(v)} sum={sum(v):.1f} med={statistics.median(v):.2f}")
