// The lines that do the same in one's own program, with the values on screen.

const SOCKET = "123.456";
const text = (value) => JSON.stringify(value);
const shell = (value) => `'${value.replaceAll("'", "'\\''")}'`;

// Data that is JSON already stands in JavaScript as it is, and in Java as a string.
const literal = (data) => data.trim() || '""';

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

  return {
    signIn: (user, transport, socket) => [
      `const pusher = new Pusher("${config.key}", {
  wsHost: "${config.wsHost}", wsPort: ${config.wsPort}, forceTLS: false,
  cluster: "local",
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
pusher.connection.bind("error",
  e => console.log(e.data?.message));`,
      `// in a Java client
PusherOptions options = new PusherOptions()
    .setHost("${config.wsHost}").setWsPort(${config.wsPort}).setUseTLS(false)
    .setUserAuthenticator(new HttpUserAuthenticator(
        "${page}/pusher/user-auth?user=${user}"))
    .setChannelAuthorizer(new HttpChannelAuthorizer(
        "${page}/pusher/auth?user=${user}"));
Pusher pusher = new Pusher("${config.key}", options);
pusher.connect();
pusher.signin();

// on your server, in /pusher/user-auth
AuthRequest request = AuthRequest.parse(body);
String answer = pusher.authenticateUser(
    request.socketId(), UserData.of(${text(user)})).toJson();`,
      `# what the client asks your endpoint
curl ${page}/pusher/user-auth \\
  -d socket_id=${socket || SOCKET} -d user=${user}`,
    ],
    sendToUser: ({ user, event, data }) => [
      `// in the browser
pusher.user.bind(${text(event)}, data => console.log(data));

// on your server
pusher.sendToUser(${text(user)}, ${text(event)},
  ${literal(data)});`,
      `// on your server
pusher.sendToUser(${text(user)}, ${text(event)},
    ${text(data)});

// in a Java client
pusher.user().bind(${text(event)},
    event -> System.out.println(event.getData()));`,
      signedCurl(eventsPath, eventBody(`#server-to-user-${user}`, event, data)),
    ],
    trigger: ({ channel, event, data }) => [
      `// in the browser
pusher.subscribe(${text(channel)})
  .bind(${text(event)}, data => console.log(data));

// on your server
pusher.trigger(${text(channel)}, ${text(event)},
  ${literal(data)});`,
      `// on your server
pusher.trigger(${text(channel)}, ${text(event)},
    ${text(data)});

// in a Java client
pusher.subscribePrivate(${text(channel)}, listener,
    ${text(event)});`,
      signedCurl(eventsPath, eventBody(channel, event, data)),
    ],
    lobby: (user, socket) => [
      `const lobby = pusher.subscribe(${text(config.lobby)});
lobby.bind("pusher:member_added",
  ({ info }) => console.log(info.name, "is here"));
lobby.bind("client-wave",
  (data, { user_id }) => console.log(user_id, "waved"));
lobby.bind("pusher:subscription_succeeded",
  () => lobby.trigger("client-wave", {}));

// users of the watchlist
pusher.user.watchlist.bind("online",
  ({ user_ids }) => console.log(user_ids, "online"));`,
      `// in a Java client
PresenceChannel lobby = pusher.subscribePresence(
    ${text(config.lobby)},
    event -> System.out.println(event.getUserId() + " waved"),
    "client-wave");
lobby.trigger("client-wave", "{}");   // once subscribed
pusher.user().watchlist().bind("online",
    event -> System.out.println(event.userIds()));

// on your server, in /pusher/auth: may this user in?
String answer = pusher.authorizeChannelAsSignedInUser(
    request.socketId(), ${text(config.lobby)}).toJson();

// on your server, in /pusher/user-auth
UserData data = UserData.of(${text(user)})
    .withWatchlist(List.of(${others(user).map(text).join(", ")}));`,
      `# what the client asks your endpoint
curl ${page}/pusher/auth \\
  -d socket_id=${socket || SOCKET} \\
  -d channel_name=${config.lobby} -d user=${user}`,
    ],
    transport: (over) => [
      `const pusher = new Pusher("${config.key}", {
  wsHost: "${config.wsHost}", wsPort: ${config.wsPort},
  httpHost: "${config.wsHost}", httpPort: ${config.wsPort},
  forceTLS: false, cluster: "local",
  // left out: a WebSocket first, HTTP when it fails
  enabledTransports: [${text(over)}],
});
pusher.connection.bind("connected", () => console.log(
  pusher.connection.connection.transport.name));`,
      `// The Java client speaks WebSocket only.
PusherOptions options = new PusherOptions()
    .setHost("${config.wsHost}").setWsPort(${config.wsPort}).setUseTLS(false);
new Pusher("${config.key}", options).connect();`,
      over === "ws"
        ? `curl -iN -m 3 -o - --http1.1 \\
  -H 'Connection: Upgrade' -H 'Upgrade: websocket' \\
  -H 'Sec-WebSocket-Version: 13' \\
  -H "Sec-WebSocket-Key: $(openssl rand -base64 16)" \\
  "${host}/app/${config.key}?protocol=7"`
        : `# o opens, a[…] carries what a WebSocket would
curl -N -m 3 -X POST "${host}/pusher/app/${config.key}\\
/1/by-hand$RANDOM/${over === "xhr_polling" ? "xhr" : over}?protocol=7"`,
    ],
    terminate: ({ user }) => [
      `// on your server
pusher.terminateUserConnections(${text(user)});

// in the browser: 4009 arrives, then "disconnected"
pusher.connection.bind("error",
  e => console.log(e.data?.code));`,
      `// on your server
pusher.terminateUserConnections(${text(user)});`,
      signedCurl(`/apps/${config.appId}/users/${user}/terminate_connections`, "{}"),
    ],
  };
}
