const at = (name) => document.querySelector(`[data-test=${name}]`);

function say(text) {
  const line = document.createElement("li");
  line.textContent = text;
  at("log").append(line);
}

const { key, host, port, isInside } = await (await fetch("settings")).json();
const address = { wsHost: host, wsPort: port, forceTLS: false, enabledTransports: ["ws"], cluster: "local" };
// A server inside of the shop knows its sessions by their cookie; another one asks for a token.
const bySession = {
  userAuthentication: { customHandler: (_, callback) => callback(null, { auth: "", user_data: "{}" }) },
  channelAuthorization: { customHandler: (_, callback) => callback(null, { auth: "" }) },
};
const pusher = new Pusher(key, isInside ? { ...address, ...bySession } : belfry.options(address));
pusher.signin();

pusher.connection.bind("state_change", ({ current }) => (at("state").textContent = current));
pusher.connection.bind("error", (e) => {
  const said = e.error?.data ?? e.data;
  say(`${said?.code} ${said?.message}`);
});
pusher.bind("pusher:signin_success", (e) => (at("user").textContent = JSON.parse(e.user_data).id));
pusher.user.bind("order-shipped", ({ order }) => say(`order ${order} is on its way`));
pusher.subscribe("private-orders-ada").bind("pusher:subscription_succeeded", () => say("hears of orders"));

async function post(path) {
  return fetch(path, { method: "POST", body: new URLSearchParams(await belfry.csrf()) });
}
at("ship").addEventListener("click", () => post("ship"));
at("logout").addEventListener("click", async () => {
  await post("logout");
  location.assign("login");
});
