package io.belfry.cli.demo;

import io.belfry.protocol.Shortened;
import io.belfry.rest.ApiException;
import io.belfry.rest.Pusher;

/**
 * What the page's buttons do: the three calls of an application's backend.
 *
 * <p>Thread: thread-safe.
 */
final class ActionEndpoints {
  private final Pusher pusher;

  ActionEndpoints(Pusher pusher) {
    this.pusher = pusher;
  }

  /** {@code /demo/send}: an event for a user. */
  Answer send(Form form) {
    DemoUser user = user(form);
    String event = form.get("event");
    String data = form.get("data");
    return calling(() -> pusher.sendToUser(user.id(), event, data));
  }

  /** {@code /demo/trigger}: an event for a channel. */
  Answer trigger(Form form) {
    String channel = form.get("channel");
    String event = form.get("event");
    String data = form.get("data");
    return calling(() -> pusher.trigger(channel, event, data));
  }

  /** {@code /demo/terminate}: the end of a user's connections. */
  Answer terminate(Form form) {
    DemoUser user = user(form);
    return calling(() -> pusher.terminateUserConnections(user.id()));
  }

  private static DemoUser user(Form form) {
    String id = form.get("user");
    return DemoUser.of(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The demo has no user \""
                        + Shortened.of(id)
                        + "\". Expected ada, bjorn or chidi."));
  }

  private static Answer calling(Runnable call) {
    try {
      call.run();
      return Answer.object(json -> json.writeBooleanProperty("accepted", true));
    } catch (ApiException e) {
      String sentence =
          e.status() == 0
              ? "Belfry does not answer. Look whether belfry dev still runs."
              : String.valueOf(e.getMessage());
      return Answer.refusal(Answer.BAD_GATEWAY, sentence);
    }
  }
}
