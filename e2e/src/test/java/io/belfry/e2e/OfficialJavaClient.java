package io.belfry.e2e;

import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PresenceChannelEventListener;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.channel.User;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.client.util.HttpChannelAuthorizer;
import com.pusher.client.util.HttpUserAuthenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The official Java client, unmodified, as a user of an application; keeps what it is told.
 *
 * <p>Thread: its listeners are called by the client's thread, the rest by the test.
 */
final class OfficialJavaClient
    implements AutoCloseable,
        ConnectionEventListener,
        PresenceChannelEventListener,
        PrivateEncryptedChannelEventListener {
  private static final long DEADLINE_SECONDS = 20;

  private final Pusher pusher;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final List<String> passedOver = new ArrayList<>();

  /** A client of that app key, whose session at the application is that user's. */
  OfficialJavaClient(String key, int port, TestApp app, String user) {
    this(key, new PusherOptions().setWsPort(port).setUseTLS(false), app, user);
  }

  /** The same over TLS, by the trust of this process. */
  static OfficialJavaClient overTls(String key, int port, TestApp app, String user) {
    return new OfficialJavaClient(
        key, new PusherOptions().setWssPort(port).setUseTLS(true), app, user);
  }

  private OfficialJavaClient(String key, PusherOptions where, TestApp app, String user) {
    Map<String, String> session = Map.of("Cookie", TestApp.session(user));
    HttpUserAuthenticator users = new HttpUserAuthenticator(app.url(TestApp.USER_AUTH));
    users.setHeaders(session);
    HttpChannelAuthorizer channels = new HttpChannelAuthorizer(app.url(TestApp.CHANNEL_AUTH));
    channels.setHeaders(session);
    pusher =
        new Pusher(
            key,
            where.setHost("127.0.0.1").setUserAuthenticator(users).setChannelAuthorizer(channels));
  }

  Pusher pusher() {
    return pusher;
  }

  OfficialJavaClient start() {
    pusher.connect(this, ConnectionState.ALL);
    return this;
  }

  /**
   * Connects; returns when the client has done all that it does then. It tells its listeners before
   * it signs in by itself, and a sign-in in between would be a second one.
   */
  OfficialJavaClient connect() {
    return start().connected().join("lobby");
  }

  /** Waits until it is connected, perhaps again. */
  OfficialJavaClient connected() {
    awaits("state CONNECTED");
    return this;
  }

  /** Signs in; returns when the server has answered that. */
  OfficialJavaClient signin() {
    pusher.signin();
    return join("after-signin");
  }

  /** Subscribes to a public channel and waits until the server has accepted it. */
  OfficialJavaClient join(String channel, String... events) {
    pusher.subscribe(channel, this, events);
    awaits("subscribed " + channel);
    return this;
  }

  /** Subscribes to a private channel and waits until the server has accepted it. */
  OfficialJavaClient joinPrivate(String channel, String... events) {
    pusher.subscribePrivate(channel, this, events);
    awaits("subscribed " + channel);
    return this;
  }

  /** Subscribes to an encrypted channel and waits until the server has accepted it. */
  OfficialJavaClient joinEncrypted(String channel, String... events) {
    pusher.subscribePrivateEncrypted(channel, this, events);
    awaits("subscribed " + channel);
    return this;
  }

  /** Subscribes to a presence channel and waits until it knows the members. */
  OfficialJavaClient joinPresence(String channel, String... events) {
    pusher.subscribePresence(channel, this, events);
    awaits("subscribed " + channel);
    return this;
  }

  /** Waits for that line; what came before it is passed over. */
  void awaits(String line) {
    next(line);
  }

  /** Waits for an event of that name; its data. */
  String nextEvent(String name) {
    return next("event " + name + " ");
  }

  private String next(String beginning) {
    try {
      String next = told.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      while (next != null && !next.startsWith(beginning)) {
        passedOver.add(next);
        next = told.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      }
      if (next == null) {
        throw new AssertionError("Expected " + beginning + ", was told only " + passedOver);
      }
      return next.substring(beginning.length());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All lines that were not waited for. */
  List<String> others() {
    told.drainTo(passedOver);
    return List.copyOf(passedOver);
  }

  @Override
  public void onConnectionStateChange(ConnectionStateChange change) {
    told.add("state " + change.getCurrentState());
  }

  @Override
  public void onError(String message, @Nullable String code, @Nullable Exception cause) {
    told.add("error " + code + " " + message);
  }

  @Override
  public void onAuthenticationFailure(String message, Exception cause) {
    told.add("not authorised");
  }

  @Override
  public void onSubscriptionSucceeded(String channel) {
    told.add("subscribed " + channel);
  }

  @Override
  public void onEvent(PusherEvent event) {
    told.add("event " + event.getEventName() + " " + event.getData());
    Optional.ofNullable(event.getUserId()).ifPresent(user -> told.add("sent by " + user));
  }

  @Override
  public void onUsersInformationReceived(String channel, Set<User> users) {
    told.add("members " + users.stream().map(User::toString).sorted().toList());
  }

  @Override
  public void userSubscribed(String channel, User user) {
    told.add("joined " + user.getId() + " " + user.getInfo());
  }

  @Override
  public void userUnsubscribed(String channel, User user) {
    told.add("left " + user.getId());
  }

  @Override
  public void onDecryptionFailure(String event, String reason) {
    told.add("not deciphered " + event + " " + reason);
  }

  @Override
  public void onError(String message, Exception cause) {
    told.add("error " + message);
  }

  @Override
  public void close() {
    pusher.disconnect();
  }
}
