const at = (name) => document.querySelector(`[data-test=${name}]`);

function say(text) {
  const line = document.createElement("li");
  line.textContent = text;
  at("log").append(line);
}

const { key, host, port } = await (await fetch("settings")).json();
const pusher = new Pusher(key, belfry.options({
  wsHost: host, wsPort: port, forceTLS: false, enabledTransports: ["ws"], cluster: "local",
}));
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
