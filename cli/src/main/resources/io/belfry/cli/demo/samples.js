// The lines that do the same in one's own program, with the values on screen.

const SOCKET = "123.456";
const BROWSER = "In the browser";
const NODE = "On your server, with the package pusher";
const JAVA_CLIENT = "In a Java client, with belfry-client";
const JAVA_SERVER = "On your server, with belfry-rest";
const TERMINAL = "In a terminal";

const text = (value) => JSON.stringify(value);
const shell = (value) => `'${value.replaceAll("'", "'\\''")}'`;

// Data that is JSON already stands in JavaScript as it is; any other is a text.
function literal(data) {
  try {
    JSON.parse(data);
    return data.trim();
  } catch {
    return text(data);
  }
}

/** Lines for each action, made for one server. */
export function samplesFor(config) {
  const host = `http://${config.wsHost}:${config.wsPort}`;
  const page = location.origin;
  const others = (id) => config.users.map((user) => user.id).filter((other) => other !== id);

  function signedCurl(path, body) {
    return `SECRET=$(sed -n s/^secret=//p ${shell(config.secretFile)})
BODY=${shell(body)}
MD5=$(printf %s "$BODY" | openssl md5 -r | cut -c1-32)
QUERY="auth_key=${config.key}&auth_timestamp=$(date +%s)"
QUERY="$QUERY&auth_version=1.0&body_md5=$MD5"
SIGN=$(printf 'POST\\n${path}\\n%s' "$QUERY" |
  openssl dgst -sha256 -hmac "$SECRET" -r | cut -c1-64)
curl -H 'Content-Type: application/json' -d "$BODY" \\
  "${host}${path}?$QUERY&auth_signature=$SIGN"`;
  }

  const eventsPath = `/apps/${config.appId}/events`;
  const eventBody = (channel, event, data) =>
    `{"name":${text(event)},"channels":[${text(channel)}],\n"data":${text(data)}}`;

  // The secret stays in its file.
  const node = (lines) => [
    NODE,
    `import Pusher from "pusher";

const belfry = new Pusher({
  appId: ${text(config.appId)}, key: "${config.key}",
  secret: process.env.BELFRY_SECRET, useTLS: false,
  host: "${config.wsHost}", port: "${config.wsPort}",
});
${lines}`,
  ];
  const onServer = (lines, ...imports) => [
    JAVA_SERVER,
    `import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
${imports.map((name) => `import ${name};\n`).join("")}
Pusher belfry = new Pusher(RestOptions.of("${host}",
    ${text(config.appId)}, "${config.key}", secret));
${lines}`,
  ];
  const signer = (lines, ...imports) => [JAVA_SERVER, `${imports.map((name) => `import ${name};\n`).join("")}\n${lines}`];

  function subscribing(channel, event) {
    const kind = /^private-/.test(channel) ? "Private" : /^presence-/.test(channel) ? "Presence" : "";
    return `pusher.subscribe${kind}(${text(channel)},
    event -> System.out.println(event.getData()),
    ${text(event)});`;
  }

  return {
    signIn: (user, transport, socket) => [
      [[BROWSER, `import Pusher from "pusher-js";

const pusher = new Pusher("${config.key}", {
  wsHost: "${config.wsHost}", wsPort: ${config.wsPort}, forceTLS: false,
  enabledTransports: ["ws"], cluster: "local",
  userAuthentication: {
    endpoint: "/pusher/user-auth", transport: "${transport}",
    params: { user: ${text(user)} },   // only this demo needs it
  },
  channelAuthorization: {
    endpoint: "/pusher/auth", transport: "ajax",
    params: { user: ${text(user)} },
  },
});
pusher.signin();
pusher.bind("pusher:signin_success",
  ({ user_data }) => console.log(user_data));
pusher.user.bind("pusher:signin_error",
  ({ status }) => console.log("endpoint refused", status));
pusher.connection.bind("error", (e) => {
  const d = e.error?.data ?? e.data;
  console.log("connection", d?.code, d?.message);
});`]],
      [[JAVA_CLIENT, `import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;

PusherOptions options = new PusherOptions()
    .setHost("${config.wsHost}").setWsPort(${config.wsPort}).setUseTLS(false)
    .setUserAuthenticator(new HttpUserAuthenticator(
        "${page}/pusher/user-auth?user=${user}"))
    .setChannelAuthorizer(new HttpChannelAuthorizer(
        "${page}/pusher/auth?user=${user}"));
Pusher pusher = new Pusher("${config.key}", options);
pusher.connect();
pusher.signin();`],
      onServer(`// in /pusher/user-auth
AuthRequest request = AuthRequest.parse(body);
String answer = belfry.authenticateUser(
    request.socketId(), UserData.of(${text(user)})).toJson();`, "io.belfry.rest.AuthRequest", "io.belfry.rest.UserData")],
      [[TERMINAL, `# what the client asks your endpoint
curl ${page}/pusher/user-auth \\
  -d socket_id=${socket || SOCKET} -d user=${user}`]],
    ],
    sendToUser: ({ user, event, data }) => [
      [[BROWSER, `pusher.user.bind(${text(event)},
  (data) => console.log(data));`],
      node(`await belfry.sendToUser(${text(user)}, ${text(event)},
  ${literal(data)});`)],
      [[JAVA_CLIENT, `pusher.user().bind(${text(event)},
    event -> System.out.println(event.getData()));`],
      onServer(`belfry.sendToUser(${text(user)}, ${text(event)},
    ${text(data)});`)],
      [[TERMINAL, signedCurl(eventsPath, eventBody(`#server-to-user-${user}`, event, data))]],
    ],
    trigger: ({ channel, event, data }) => [
      [[BROWSER, `pusher.subscribe(${text(channel)})
  .bind(${text(event)}, (data) => console.log(data));`],
      node(`await belfry.trigger(${text(channel)}, ${text(event)},
  ${literal(data)});`)],
      [[JAVA_CLIENT, subscribing(channel, event)],
      onServer(`belfry.trigger(${text(channel)}, ${text(event)},
    ${text(data)});`)],
      [[TERMINAL, signedCurl(eventsPath, eventBody(channel, event, data))]],
    ],
    lobby: (user, socket) => [
      [[BROWSER, `const lobby = pusher.subscribe(${text(config.lobby)});
lobby.bind("pusher:member_added",
  ({ info }) => console.log(info.name, "is here"));
lobby.bind("client-wave",
  (data, { user_id }) => console.log(user_id, "waved"));
lobby.bind("pusher:subscription_succeeded",
  () => lobby.trigger("client-wave", {}));

// users of the watchlist
pusher.user.watchlist.bind("online",
  ({ user_ids }) => console.log(user_ids, "online"));`]],
      [[JAVA_CLIENT, `import io.belfry.client.channel.PresenceChannel;

PresenceChannel lobby = pusher.subscribePresence(
    ${text(config.lobby)},
    event -> System.out.println(event.getUserId() + " waved"),
    "client-wave");
lobby.trigger("client-wave", "{}");   // once subscribed
pusher.user().watchlist().bind("online",
    event -> System.out.println(event.userIds()));`],
      signer(`// in /pusher/auth: may this user in?
AuthRequest request = AuthRequest.parse(body);
String answer = belfry.authorizeChannelAsSignedInUser(
    request.socketId(), ${text(config.lobby)}).toJson();

// in /pusher/user-auth
UserData data = UserData.of(${text(user)})
    .withWatchlist(List.of(${others(user).map(text).join(", ")}));`, "io.belfry.rest.AuthRequest", "io.belfry.rest.UserData", "java.util.List")],
      [[TERMINAL, `# what the client asks your endpoint
curl ${page}/pusher/auth \\
  -d socket_id=${socket || SOCKET} \\
  -d channel_name=${config.lobby} -d user=${user}`]],
    ],
    webhooks: () => [
      [node(`// body: the bytes as they came, not parsed
const webhook = belfry.webhook({ headers, rawBody: body });
if (webhook.isValid()) {
  for (const event of webhook.getEvents()) {
    console.log(event.name, event.channel ?? event.user_id);
  }
}`)],
      [onServer(`// body: the bytes as they came
for (WebhookEvent event : belfry.webhook(headers, body).events()) {
  System.out.println(event.name());
}`, "io.belfry.protocol.webhook.WebhookEvent")],
      [[TERMINAL, `# what Belfry sends to your endpoint
SECRET=$(sed -n s/^secret=//p ${shell(config.secretFile)})
BODY='{"time_ms":'$(date +%s)'000,"events":[{"name":
"channel_occupied","channel":"by-hand"}]}'
SIGN=$(printf %s "$BODY" |
  openssl dgst -sha256 -hmac "$SECRET" -r | cut -c1-64)
curl -H 'Content-Type: application/json' -d "$BODY" \
  -H 'X-Pusher-Key: ${config.key}' \
  -H "X-Pusher-Signature: $SIGN" ${page}/demo/webhooks`]],
    ],
    transport: (over) => [
      [[BROWSER, `import Pusher from "pusher-js";

const pusher = new Pusher("${config.key}", {
  wsHost: "${config.wsHost}", wsPort: ${config.wsPort},
  httpHost: "${config.wsHost}", httpPort: ${config.wsPort},
  forceTLS: false, cluster: "local",
  // left out: a WebSocket first, HTTP when it fails
  enabledTransports: [${text(over)}],
});
pusher.connection.bind("connected", () => console.log(
  pusher.connection.connection.transport.name));`]],
      [[JAVA_CLIENT, `import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;

// It speaks WebSocket only.
PusherOptions options = new PusherOptions()
    .setHost("${config.wsHost}").setWsPort(${config.wsPort}).setUseTLS(false);
new Pusher("${config.key}", options).connect();`]],
      [[TERMINAL, over === "ws"
        ? `curl -iN -m 3 -o - --http1.1 \\
  -H 'Connection: Upgrade' -H 'Upgrade: websocket' \\
  -H 'Sec-WebSocket-Version: 13' \\
  -H "Sec-WebSocket-Key: $(openssl rand -base64 16)" \\
  "${host}/app/${config.key}?protocol=7"`
        : `# o opens, a[…] carries what a WebSocket would
curl -N -m 3 -X POST "${host}/pusher/app/${config.key}\\
/1/by-hand$RANDOM/${over === "xhr_polling" ? "xhr" : over}?protocol=7"`]],
    ],
    devices: (user, socket) => [
      [[BROWSER, `// 4009 arrives with the reason, then the state is "disconnected"
pusher.connection.bind("error", (e) => {
  const d = e.error?.data ?? e.data;
  console.log(d?.code, d?.message);
});`],
      node(`const { sessions } = await (await belfry.get({
  path: "/users/${user}/sessions" })).json();
await belfry.post({
  path: "/users/${user}/sessions/terminate",
  body: { socket_id: sessions[0].socket_id, reason: "Bye" } });`)],
      [onServer(`for (UserSession session
    : belfry.users().sessions(${text(user)}).sessions()) {
  System.out.println(session.device() + " " + session.socketId());
}
belfry.users().terminate(${text(user)},
    SessionsToEnd.onSocket(${text(socket || SOCKET)}).withReason("Bye"));`, "io.belfry.rest.SessionsToEnd", "io.belfry.rest.UserSession")],
      [[TERMINAL, signedCurl(`/apps/${config.appId}/users/${user}/sessions/terminate`, `{"socket_id":"${socket || SOCKET}","reason":"Bye"}`)]],
    ],
    terminate: ({ user }) => [
      [[BROWSER, `// 4009 arrives, then the state is "disconnected"
pusher.connection.bind("error", (e) => {
  const d = e.error?.data ?? e.data;
  console.log(d?.code, d?.message);
});`],
      node(`await belfry.terminateUserConnections(${text(user)});`)],
      [onServer(`belfry.terminateUserConnections(${text(user)});`)],
      [[TERMINAL, signedCurl(`/apps/${config.appId}/users/${user}/terminate_connections`, "{}")]],
    ],
  };
}
