// Lets pusher-js ask the endpoints beside this script, with the CSRF token of Spring Security.
//
//   const pusher = new Pusher("app-key", belfry.options({ wsHost: "…", cluster: "local" }));
(() => {
  "use strict";
  const here = document.currentScript.src;
  let csrf = null;

  // Empty where the application has no Spring Security, or no CSRF protection.
  async function csrfField(isFresh) {
    if (isFresh || csrf === null) {
      const answer = await fetch(new URL("csrf", here), { credentials: "include", cache: "no-store" });
      const said = answer.status === 404 ? {} : await read("csrf", answer);
      csrf = said.token ? { [said.parameterName]: said.token } : {};
    }
    return csrf;
  }

  async function read(name, answer) {
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    const said = isJson ? await answer.json() : {};
    if (!answer.ok || !isJson) {
      throw new Error(said.error ?? `${name} answered ${answer.status}. Is anybody logged in?`);
    }
    return said;
  }

  async function post(name, fields, isFresh) {
    return fetch(new URL(name, here), {
      method: "POST",
      credentials: "include",
      body: new URLSearchParams({ ...fields, ...(await csrfField(isFresh)) }),
    });
  }

  async function ask(name, fields) {
    let answer = await post(name, fields, false);
    if (answer.status === 403) {
      // The token changes when somebody logs in or out.
      answer = await post(name, fields, true);
    }
    return read(name, answer);
  }

  const handler = (name, fields) => (params, callback) =>
    ask(name, fields(params)).then((said) => callback(null, said), (error) => callback(error, null));

  window.belfry = {
    /** The field that a POST of this page needs, as an object of one member or none. */
    csrf: () => csrfField(true),

    /** Options for pusher-js: yours, and who asks the endpoints. */
    options: (others) => ({
      ...others,
      userAuthentication: {
        customHandler: handler("user-auth", ({ socketId }) => ({ socket_id: socketId })),
      },
      channelAuthorization: {
        customHandler: handler("auth", ({ socketId, channelName }) => ({
          socket_id: socketId,
          channel_name: channelName,
        })),
      },
    }),
  };
})();
