package io.belfry.cli.live;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.ServerAddress;
import io.belfry.cli.access.Trust;
import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.channel.ChannelEventListener;
import io.belfry.client.channel.PresenceChannelEventListener;
import io.belfry.client.channel.PrivateChannelEventListener;
import io.belfry.client.channel.PrivateEncryptedChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.connection.ConnectionStateChange;
import io.belfry.client.user.SigninEventListener;
import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.rest.UserData;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that hears of channels and of a user, whose tokens are signed here with the secret of
 * the app.
 *
 * <p>Thread: thread-safe; what it hears is told on the thread of the client's listeners.
 */
public final class Listening implements AutoCloseable {
  private final Access access;
  private final Heard heard;
  private final io.belfry.rest.Pusher signer;
  private final Pusher client;

  /** Who is told. */
  public interface Heard {
    /** An event came, as a line of JSON. */
    void event(String line);

    /** Something happened to the connection or a subscription. */
    void note(String sentence);

    /** It goes on no more. */
    void failed(String sentence);
  }

  /**
   * What is listened to.
   *
   * @param channels names of channels
   * @param user who signs in; null for nobody
   * @param member as whom presence channels are entered
   * @param isUserHeard whether events to the user are told too
   */
  public record Wish(
      List<String> channels, @Nullable String user, String member, boolean isUserHeard) {
    /** Takes a copy. */
    public Wish {
      channels = List.copyOf(channels);
    }
  }

  /** A client for that app, not connected yet. */
  public Listening(Access access, Wish wish, Heard heard) throws NoAccess {
    this.access = access;
    this.heard = heard;
    this.signer = new io.belfry.rest.Pusher(access.options());
    try {
      this.client = new Pusher(access.app().key(), options(wish));
      bind(wish);
    } catch (NoAccess | RuntimeException e) {
      signer.close();
      throw e;
    }
  }

  private PusherOptions options(Wish wish) throws NoAccess {
    URI server = access.server();
    PusherOptions options =
        new PusherOptions()
            .setHost(server.getHost())
            .setUseTLS(ServerAddress.isEncrypted(server))
            .setWsPort(ServerAddress.port(server))
            .setWssPort(ServerAddress.port(server))
            .setChannelAuthorizer((channel, socketId) -> authorize(wish, channel, socketId));
    if (!ServerAddress.prefix(server).isEmpty()) {
      options.setPath(ServerAddress.prefix(server));
    }
    if (access.trust().isPresent()) {
      options.setSslContext(Trust.context(access.trust().get()));
    }
    String user = wish.user();
    if (user != null) {
      UserData data = UserData.of(user);
      options.setUserAuthenticator(socketId -> signer.authenticateUser(socketId, data).toJson());
    }
    return options;
  }

  private String authorize(Wish wish, String channel, String socketId) {
    if (!ChannelKind.of(channel).has(Trait.ROSTER)) {
      return signer.authorizeChannel(socketId, channel).toJson();
    }
    return wish.user() == null
        ? signer
            .authorizeChannel(socketId, channel, io.belfry.rest.PresenceData.of(wish.member()))
            .toJson()
        : signer.authorizeChannelAsSignedInUser(socketId, channel).toJson();
  }

  private void bind(Wish wish) {
    if (wish.isUserHeard()) {
      client.user().bindGlobal(this::event);
    }
    client.user().bindSignin(new Signin());
    for (String channel : wish.channels()) {
      subscribe(channel).bindGlobal(this::event);
    }
  }

  private io.belfry.client.channel.Channel subscribe(String channel) {
    ChannelKind kind = ChannelKind.of(channel);
    if (kind.has(Trait.ENCRYPTED)) {
      return client.subscribePrivateEncrypted(channel, new Encrypted());
    }
    if (kind.has(Trait.ROSTER)) {
      return client.subscribePresence(channel, new Presence());
    }
    return kind.has(Trait.AUTHORIZED)
        ? client.subscribePrivate(channel, new Private())
        : client.subscribe(channel, new Open());
  }

  /** Begins to listen. */
  public void start(Wish wish) {
    client.connect(new Connecting(), ConnectionState.ALL);
    if (wish.user() != null) {
      client.signin();
    }
  }

  private void event(PusherEvent event) {
    // It is told as a note already.
    if (event.getEventName().endsWith(":subscription_succeeded")) {
      return;
    }
    heard.event(EventLine.of(event, InstantSource.system().instant()));
  }

  private void refused(String message) {
    heard.failed(sentence(message));
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  /** What all channels tell; events come by {@code bindGlobal}. */
  private class Open implements ChannelEventListener {
    @Override
    public void onEvent(PusherEvent event) {}

    @Override
    public void onSubscriptionSucceeded(String channel) {
      heard.note("subscribed to " + channel);
    }

    @Override
    public void onError(String message, Exception e) {
      refused(message);
    }
  }

  private final class Private extends Open implements PrivateChannelEventListener {}

  private final class Presence extends Open implements PresenceChannelEventListener {}

  private final class Encrypted extends Open implements PrivateEncryptedChannelEventListener {
    @Override
    public void onDecryptionFailure(String event, String reason) {
      heard.note("an event cannot be deciphered: " + reason);
    }
  }

  private final class Signin implements SigninEventListener {
    @Override
    public void onSignedIn(String userId) {
      heard.note("signed in");
    }

    @Override
    public void onAuthenticationFailure(String message, Exception e) {
      refused(message);
    }
  }

  private final class Connecting implements ConnectionEventListener {
    private volatile String last = "";

    @Override
    public void onConnectionStateChange(ConnectionStateChange change) {
      switch (change.getCurrentState()) {
        case CONNECTED -> {
          last = "";
          heard.note("connected to " + access.words());
        }
        case RECONNECTING -> {
          boolean isLost = change.getPreviousState() == ConnectionState.CONNECTED;
          heard.note(isLost ? "connection lost, trying again" : "trying again");
        }
        case DISCONNECTED -> {
          if (!last.isEmpty()) {
            heard.failed(last);
          }
        }
        case CONNECTING, DISCONNECTING, ALL -> {}
      }
    }

    @Override
    public void onError(String message, @Nullable String code, Exception e) {
      last = sentence(code == null ? message : code + ": " + message);
      heard.note(last);
    }
  }

  @Override
  public void close() {
    client.close();
    signer.close();
  }
}
