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
    endpoint: "/pusher/user-auth",
    transport: "${transport}",
    params: { user: ${text(user)} },   // only this demo needs it
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
        "${page}/pusher/user-auth?user=${user}"));
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
