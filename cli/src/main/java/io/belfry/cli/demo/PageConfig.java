package io.belfry.cli.demo;

import java.net.URI;

/**
 * {@code /demo/config.json}: what the page has to know. The secret is not in it.
 *
 * <p>Thread: immutable.
 *
 * @param version of Belfry
 * @param server where it listens
 * @param credentials of the demo app
 * @param pusherJs URL of pusher-js
 */
record PageConfig(String version, URI server, DemoCredentials credentials, String pusherJs) {
  Answer answer() {
    return Answer.object(
        json -> {
          json.writeStringProperty("version", version);
          json.writeStringProperty("appId", DemoCredentials.APP_ID);
          json.writeStringProperty("key", credentials.key());
          json.writeStringProperty("secretFile", credentials.file().toString());
          json.writeStringProperty("wsHost", server.getHost());
          json.writeNumberProperty("wsPort", server.getPort());
          json.writeStringProperty("pusherJs", pusherJs);
          json.writeStringProperty("openChannel", ChannelAuthEndpoint.OPEN_CHANNEL);
          json.writeStringProperty("closedChannel", ChannelAuthEndpoint.CLOSED_CHANNEL);
          json.writeStringProperty("lobby", ChannelAuthEndpoint.LOBBY);
          json.writeArrayPropertyStart("users");
          for (DemoUser user : DemoUser.values()) {
            json.writeStartObject();
            json.writeStringProperty("id", user.id());
            json.writeStringProperty("name", user.fullName());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
