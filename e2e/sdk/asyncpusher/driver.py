"""Does with asyncpusher what each line of the input says, and prints a line for all that it tells."""

import asyncio
import json
import logging
import sys

import aiohttp
import asyncpusher

logging.basicConfig(stream=sys.stderr, level=logging.INFO)


def tell(what, data=None):
    print(json.dumps({"told": what, "data": data}), flush=True)


class Steps:
    async def connect(self, port, key, channelsAt):
        async def authenticate(asked):
            async with aiohttp.ClientSession() as session, session.post(channelsAt, data=asked) as answer:
                return await answer.json()

        self.pusher = asyncpusher.Pusher(
            key,
            custom_host="127.0.0.1",
            custom_port=port,
            secure=False,
            channel_authenticator=authenticate,
            auto_sub=True,
        )

        async def connected(data):
            tell("connected", data)

        async def error(data):
            tell("error", data)

        self.pusher.connection.bind("pusher:connection_established", connected)
        self.pusher.connection.bind("pusher:error", error)
        await self.pusher.connect()

    async def join(self, channel, events):
        joined = await self.pusher.subscribe(channel)
        for event in ["pusher_internal:subscription_succeeded", *events]:

            async def heard(data, event=event):
                tell(f"{channel} {event}", data)

            joined.bind(event, heard)

    async def leave(self, channel):
        await self.pusher.unsubscribe(channel)

    async def trigger(self, channel, event, data):
        await self.pusher.channels[channel].trigger({"event": event, "data": data})


async def main():
    steps = Steps()
    input = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(input), sys.stdin)
    while line := await input.readline():
        said = json.loads(line)
        await getattr(steps, said.pop("step"))(**said)
    await steps.pusher.disconnect()


asyncio.run(main())
