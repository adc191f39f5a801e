package io.belfry.cli.demo;

import io.belfry.protocol.Shortened;
import io.belfry.rest.ApiException;
import io.belfry.rest.ChannelAttribute;
import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import io.belfry.rest.SessionsToEnd;
import io.belfry.rest.UserSession;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/**
 * What the page's buttons do: the calls of an application's backend.
 *
 * <p>Thread: thread-safe.
 */
final class ActionEndpoints {
  private static final Answer.Members NOTHING_MORE = json -> {};
  private static final String REASON = "Signed out on another device";

  private final Pusher pusher;

  ActionEndpoints(Pusher pusher) {
    this.pusher = pusher;
  }

  /** {@code /demo/send}: an event for a user. */
  Answer send(Form form) {
    DemoUser user = user(form);
    String event = form.get("event");
    String data = form.get("data");
    return calling(
        () -> {
          pusher.sendToUser(user.id(), event, data);
          return NOTHING_MORE;
        });
  }

  /** {@code /demo/trigger}: an event for a channel; the answer tells how many it reached. */
  Answer trigger(Form form) {
    String channel = form.get("channel");
    Event event =
        Event.of(channel, form.get("event"), form.get("data"))
            .withInfo(ChannelAttribute.SUBSCRIPTION_COUNT);
    return calling(
        () -> {
          OptionalLong reached = pusher.trigger(event).channel(channel).subscriptionCount();
          return json -> reached.ifPresent(count -> json.writeNumberProperty("reached", count));
        });
  }

  /** {@code /demo/terminate}: the end of a user's connections. */
  Answer terminate(Form form) {
    DemoUser user = user(form);
    return calling(
        () -> {
          pusher.terminateUserConnections(user.id());
          return NOTHING_MORE;
        });
  }

  /** {@code /demo/sessions}: from which devices a user is signed in. */
  Answer sessions(Form form) {
    DemoUser user = user(form);
    return calling(
        () -> {
          List<UserSession> sessions = pusher.users().sessions(user.id()).sessions();
          return json -> {
            json.writeArrayPropertyStart("sessions");
            sessions.forEach(session -> write(json, session));
            json.writeEndArray();
          };
        });
  }

  private static void write(JsonGenerator json, UserSession session) {
    json.writeStartObject();
    json.writeStringProperty("socketId", session.socketId());
    json.writeStringProperty("device", session.device().orElse(""));
    json.writeStringProperty("address", session.from().address().orElse(""));
    json.writeNumberProperty("sinceMs", session.signedInAt().toEpochMilli());
    json.writeEndObject();
  }

  /** {@code /demo/end}: the end of one session of a user, or of all but that one. */
  Answer end(Form form) {
    DemoUser user = user(form);
    String socketId = form.get("socket_id");
    SessionsToEnd sessions =
        form.find("others").isPresent()
            ? SessionsToEnd.exceptSocket(socketId)
            : SessionsToEnd.onSocket(socketId);
    return calling(
        () -> {
          long ended = pusher.users().terminate(user.id(), sessions.withReason(REASON)).count();
          return json -> json.writeNumberProperty("ended", ended);
        });
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

  private static Answer calling(Supplier<Answer.Members> call) {
    try {
      Answer.Members told = call.get();
      return Answer.object(
          json -> {
            json.writeBooleanProperty("accepted", true);
            told.write(json);
          });
    } catch (ApiException e) {
      String sentence =
          e.status() == 0
              ? "Belfry does not answer. Look whether belfry dev still runs."
              : String.valueOf(e.getMessage());
      return Answer.refusal(Answer.BAD_GATEWAY, sentence);
    } catch (IllegalStateException e) {
      if (e.getCause() != null) {
        throw e;
      }
      // It is about what this application was not set up for, such as encrypted channels; their
      // names can be typed all the same.
      return Answer.refusal(Answer.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }
}
