package io.belfry.client.internal;

import io.belfry.client.AuthorizationFailureException;
import io.belfry.client.ChannelAuthorizer;
import io.belfry.client.internal.SubscribedChannel.Phase;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.message.ClientMessageWriter;
import io.belfry.protocol.message.ServerMessage;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Brings the server to the subscriptions that the application wants: all of them again on each new
 * connection, each with a token for that connection.
 *
 * <p>Thread: confined to the owner thread.
 *
 * @see "rules CL-005, CL-013, CL-023"
 */
final class Subscriptions {
  private final Settings settings;
  private final Parts parts;
  private final Channels channels;
  private final Signin signin;
  private final SignedInUser user;
  private final Set<String> unanswered = new HashSet<>();
  private @Nullable SocketId socketId;

  Subscriptions(Settings settings, Parts parts, Channels channels, Identity identity) {
    this.settings = settings;
    this.parts = parts;
    this.channels = channels;
    this.signin = identity.signin();
    this.user = identity.user();
  }

  /**
   * Who the client is on the present connection.
   *
   * @param signin whether that is still to be found out
   * @param user who it is
   */
  record Identity(Signin signin, SignedInUser user) {}

  void connected(SocketId id) {
    socketId = id;
    channels.all().stream()
        .sorted(Comparator.comparing(channel -> channel.name().kind().has(Trait.AUTHORIZED)))
        .forEach(this::join);
  }

  void left() {
    socketId = null;
    unanswered.clear();
    channels.all().forEach(SubscribedChannel::left);
  }

  /** Subscribes a channel, unless that is done or under way. */
  void join(SubscribedChannel channel) {
    SocketId id = socketId;
    boolean idle = channel.phase() == Phase.IDLE || channel.phase() == Phase.FAILED;
    if (id == null || !idle || !channels.isWanted(channel)) {
      return;
    }
    boolean needsSecret = channel.name().kind().has(Trait.ENCRYPTED);
    if (unanswered.contains(channel.getName()) && !needsSecret) {
      // Given up and wanted again before the server answered: its answer will do.
      channel.enter(Phase.SENT);
    } else if (channel.name().kind().has(Trait.AUTHORIZED)) {
      authorize(channel, id);
    } else {
      send(channel, null, null);
    }
  }

  /** Gives a channel up. One that the server has not answered yet is given up with its answer. */
  void leave(SubscribedChannel channel) {
    if (channel.phase() == Phase.SUBSCRIBED) {
      unsubscribe(channel.getName());
    }
    channel.left();
  }

  private void unsubscribe(String name) {
    parts.outbound().send(ClientMessageWriter.unsubscribe(new ClientMessage.Unsubscribe(name)));
  }

  private void authorize(SubscribedChannel channel, SocketId id) {
    ChannelAuthorizer authorizer = settings.channelAuthorizer();
    if (authorizer == null) {
      channel.refused(
          new AuthorizationFailureException(
              "No channel authorizer is set. Call PusherOptions.setChannelAuthorizer."));
      return;
    }
    channel.enter(Phase.AUTHORIZING);
    Callable<String> endpoint = () -> authorizer.authorize(channel.getName(), id.text());
    parts
        .authCalls()
        .call(
            endpoint,
            new AuthCalls.Answer() {
              @Override
              public void text(String answer) {
                if (awaits(channel, id)) {
                  answered(channel, answer, endpoint);
                }
              }

              @Override
              public void failed(Exception cause) {
                if (awaits(channel, id)) {
                  channel.refused(typed(authorizer, cause));
                }
              }
            });
  }

  private boolean awaits(SubscribedChannel channel, SocketId askedFor) {
    return askedFor.equals(socketId)
        && channel.phase() == Phase.AUTHORIZING
        && channels.isWanted(channel);
  }

  private void answered(SubscribedChannel channel, String json, Callable<String> endpoint) {
    try {
      AuthAnswer answer = AuthAnswer.parse(json);
      String channelData = answer.channelData();
      if (channel instanceof EncryptedChannel encrypted && !encrypted.unlock(answer, endpoint)) {
        channel.refused(EncryptedChannel.withoutSecret());
      } else if (channelData != null) {
        PresenceRoster.readId(channelData).ifPresent(channel::authorized);
        send(channel, answer.auth(), channelData);
      } else if (channel.name().kind().has(Trait.ROSTER)) {
        signin.whenSettled(() -> joinAsSignedIn(channel, answer.auth()));
      } else {
        send(channel, answer.auth(), null);
      }
    } catch (MalformedJson e) {
      channel.refused(malformed(e));
    }
  }

  private static AuthorizationFailureException malformed(MalformedJson e) {
    return new AuthorizationFailureException(
        "The answer of the channel authorizer is malformed: "
            + e.hint()
            + ". Expected {\"auth\":\"KEY:SIGNATURE\"}.",
        e);
  }

  private void joinAsSignedIn(SubscribedChannel channel, String auth) {
    String me = user.userId();
    if (channel.phase() != Phase.AUTHORIZING || !channels.isWanted(channel)) {
      return;
    }
    if (me == null) {
      channel.refused(
          new AuthorizationFailureException(
              "The answer has no \"channel_data\" and nobody is signed in. Let the endpoint answer"
                  + " it, or call signin() first."));
    } else {
      channel.authorized(me);
      send(channel, auth, null);
    }
  }

  private void send(
      SubscribedChannel channel, @Nullable String auth, @Nullable String channelData) {
    String name = channel.getName();
    channel.enter(Phase.SENT);
    // An earlier wish for it may still be unanswered; then that answer will do.
    if (unanswered.add(name)) {
      parts
          .outbound()
          .send(
              ClientMessageWriter.subscribe(new ClientMessage.Subscribe(name, auth, channelData)));
    }
  }

  void succeeded(ServerMessage.SubscriptionSucceeded message) {
    boolean asked = unanswered.remove(message.channel());
    SubscribedChannel channel = channels.find(message.channel());
    if (asked && !awaitsServer(channel)) {
      unsubscribe(message.channel());
    } else if (channel != null && awaitsServer(channel)) {
      channel.enter(Phase.SUBSCRIBED);
      channel.succeeded(message.data());
    }
  }

  void refused(ServerMessage.SubscriptionError message) {
    boolean asked = unanswered.remove(message.channel());
    SubscribedChannel channel = channels.find(message.channel());
    if (asked && channel != null && awaitsServer(channel)) {
      channel.refused(
          new AuthorizationFailureException(
              "The server refused the subscription to "
                  + message.channel()
                  + ": "
                  + message.error()
                  + " ("
                  + message.type()
                  + ")",
              message.status(),
              message.error(),
              message.type().isEmpty() ? null : message.type()));
    }
  }

  private static boolean awaitsServer(@Nullable SubscribedChannel channel) {
    return channel != null
        && (channel.phase() == Phase.SENT || channel.phase() == Phase.SUBSCRIBED);
  }

  void event(ServerMessage.Event event, String channelName) {
    SubscribedChannel channel = channels.find(channelName);
    if (channel != null) {
      channel.event(event);
    }
  }

  private static AuthorizationFailureException typed(
      ChannelAuthorizer authorizer, Exception cause) {
    // One of the application's own is not shown: its text may hold anything.
    String named = authorizer instanceof HttpChannelAuthorizer ? " " + authorizer : "";
    return cause instanceof AuthorizationFailureException failure
        ? failure
        : new AuthorizationFailureException(
            "The channel authorizer" + named + " failed: " + cause, cause);
  }
}
