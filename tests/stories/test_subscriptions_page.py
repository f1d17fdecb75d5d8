"""The examples of docs/subscriptions.md, as written, against what `make demo` starts."""

import asyncio
import os
import re
from pathlib import Path

import httpx

from processes import NODE, ORACLES, Service, ask, needs_oracles

PAGE = (Path(__file__).parents[2] / "docs" / "subscriptions.md").read_text()
SHELL, SCRIPT = (re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)[0] for language in ("sh", "js"))
FIND = '{ person(by: {userName: "amara.okafor"}) { id } }'
GIVE = "mutation($i: GiveRecognitionInput!) { giveRecognition(input: $i) { userErrors { message } } }"


async def thank(service: Service, message: str) -> None:
    async with httpx.AsyncClient() as client:
        amara = (await ask(client, service.url, "mira.lindqvist", FIND))["person"]["id"]
        thanks = {"recipients": [amara], "message": message, "behaviours": ["had_my_back"]}
        await ask(client, service.url, "mira.lindqvist", GIVE, i=thanks)


async def hears(process: asyncio.subprocess.Process, words: str) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        while words not in (line := (await process.stdout.readline()).decode()):
            assert line, "it has ended"


async def test_curl_waits_for_thanks(running_demo: Service) -> None:
    command = SHELL.replace("http://127.0.0.1:8400", running_demo.url)
    process = await asyncio.create_subprocess_exec("bash", "-euc", f"exec {command}", stdout=asyncio.subprocess.PIPE)
    await hears(process, ":")
    await thank(running_demo, "You held the line.")
    await hears(process, "You held the line.")
    process.kill()
    await process.wait()


@needs_oracles
async def test_a_script_with_graphql_ws_waits_for_thanks(running_demo: Service) -> None:
    script = SCRIPT.replace("127.0.0.1:8400", running_demo.url.removeprefix("http://"))
    ready = "  keepAlive: 20, on: { pong: (heard) => heard && console.log('ready') },\n  shouldRetry"
    newer = "import WebSocket from 'ws'; globalThis.WebSocket ??= WebSocket;\n"
    code = newer + script.replace("  shouldRetry", ready)
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), "--input-type=module", "-e", code), cwd=ORACLES, env=os.environ, stdout=asyncio.subprocess.PIPE
    )
    for _ in range(2):  # the answer to a ping that was sent after the subscription
        await hears(process, "ready")
    await thank(running_demo, "You kept the socket open.")
    await hears(process, "You kept the socket open.")
    process.kill()
    await process.wait()
