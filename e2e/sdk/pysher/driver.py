"""Does with Pysher what each line of the input says, and prints a line for all that Pysher tells."""

import json
import sys

import pysher


def tell(what, data=None):
    print(json.dumps({"told": what, "data": data}), flush=True)


class Steps:
    def connect(self, port, key, **options):
        self.pusher = pysher.Pusher(key, secure=False, custom_host="127.0.0.1", port=port, **options)
        bind = self.pusher.connection.bind
        bind("pusher:connection_established", lambda data: tell("connected", data))
        bind("pusher:error", lambda data: tell("error", data))
        bind("pusher:pong", lambda data: tell("pong"))
        self.pusher.connect()

    def join(self, channel, events, **auth):
        # Pysher knows the channel only after it has asked for it, so the answer may come too early for
        # its bindings. Who needs to know that the channel is joined says "ping" and waits for the pong.
        joined = self.pusher.subscribe(channel, **auth)
        for event in events:
            joined.bind(event, lambda data, event=event: tell(f"{channel} {event}", data))

    def leave(self, channel):
        self.pusher.unsubscribe(channel)

    def trigger(self, channel, event, data):
        self.pusher.channel(channel).trigger(event, data)

    def ping(self):
        self.pusher.connection.send_ping()

    def disconnect(self):
        self.pusher.disconnect()
        tell("disconnected")


steps = Steps()
for line in sys.stdin:
    said = json.loads(line)
    getattr(steps, said.pop("step"))(**said)
