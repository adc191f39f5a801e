"""Does with the official Python library what each line of the input says, and answers with a line."""

import json
import sys

import pusher
from pusher.http import GET, POST, Request
from pusher.pusher_client import PusherClient
from pusher.errors import PusherBadRequest, PusherBadAuth, PusherForbidden

STATUS = {PusherBadRequest: 400, PusherBadAuth: 401, PusherForbidden: 403}


class Steps:
    def open(self, port, appId, key, secret, encryptionMasterKeyBase64):
        self.pusher = pusher.Pusher(
            app_id=appId,
            key=key,
            secret=secret,
            host="127.0.0.1",
            port=port,
            ssl=False,
            encryption_master_key_base64=encryptionMasterKeyBase64,
        )
        # What the library itself sends each of its calls with.
        self.client = PusherClient(app_id=appId, key=key, secret=secret, host="127.0.0.1", port=port, ssl=False)
        return {}

    def get(self, path, params):
        return self.call(GET, path, params)

    def post(self, path, body):
        return self.call(POST, path, body)

    def call(self, method, path, params):
        return self.client.http.send_request(Request(self.client, method, f"/apps/{self.client.app_id}{path}", params))

    def trigger(self, channels, event, data):
        return self.pusher.trigger(channels, event, data)

    def triggerExcept(self, channel, event, data, socketId):
        return self.pusher.trigger(channel, event, data, socketId)

    def triggerBatch(self, batch):
        return self.pusher.trigger_batch(batch)

    def channels(self, prefix, info):
        return self.pusher.channels_info(prefix, info.split(","))

    def channel(self, channel, info):
        return self.pusher.channel_info(channel, info.split(","))

    def users(self, channel):
        return self.pusher.users_info(channel)

    def authorize(self, socketId, channel):
        answer = self.pusher.authenticate(channel, socketId)
        if "shared_secret" in answer:
            # The library hands it over as bytes, which no JSON writer takes.
            answer["shared_secret"] = answer["shared_secret"].decode()
        return answer

    def authorizeMember(self, socketId, channel, userId, userName):
        member = {"user_id": userId, "user_info": {"name": userName}}
        return self.pusher.authenticate(channel, socketId, member)

    def authenticateUser(self, socketId, userId, userName):
        return self.pusher.authenticate_user(socketId, {"id": userId, "user_info": {"name": userName}})

    def sendToUser(self, userId, event, data):
        return self.pusher.send_to_user(userId, event, data)

    def webhook(self, headers, body):
        lower = {name.lower(): value for name, value in headers.items()}
        webhook = self.pusher.validate_webhook(lower["x-pusher-key"], lower["x-pusher-signature"], body)
        return {"valid": True, "events": webhook["events"]} if webhook else {"valid": False}

    def terminate(self, userId):
        return self.pusher.terminate_user_connections(userId)


steps = Steps()
for line in sys.stdin:
    said = json.loads(line)
    try:
        reply = {"answer": getattr(steps, said.pop("step"))(**said)}
    except Exception as error:
        reply = {"status": STATUS.get(type(error), 0), "error": str(error)}
    print(json.dumps(reply), flush=True)
