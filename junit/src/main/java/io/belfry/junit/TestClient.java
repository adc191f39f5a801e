package io.belfry.junit;

import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageReader;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client in a test's hands: a WebSocket that answers pings, takes whatever comes and keeps what
 * has not been asked for. Its tokens are made by themselves.
 *
 * <p>Every wait is bounded and ends with an {@link AssertionError} that says what came instead.
 *
 * <p>Thread: confined to the test.
 */
public final class TestClient implements AutoCloseable {
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":{}}";

  private static final long CONNECT_SECONDS = 20;

  private final Pusher pusher;
  private final Deliveries waits;
  private final Incoming incoming = new Incoming();
  private final WebSocket socket;
  private final String socketId;
  private @Nullable String user;

  TestClient(HttpClient http, URI uri, Pusher pusher, Deliveries waits) {
    this.pusher = pusher;
    this.waits = waits;
    this.socket =
        http.newWebSocketBuilder()
            .buildAsync(uri, incoming)
            .orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
            .join();
    ServerMessage.ConnectionEstablished greeting =
        (ServerMessage.ConnectionEstablished)
            ServerMessageReader.read(
                    await("a greeting", text -> text.contains("connection_established")))
                .orElseThrow();
    this.socketId = greeting.socketId().text();
  }

  /** Public id of the connection. */
  public String socketId() {
    return socketId;
  }

  /** Who is signed in. */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /**
   * Signs in that user.
   *
   * @throws AssertionError if that is refused
   */
  public TestClient signIn(String id) {
    return signIn(UserData.of(id));
  }

  /**
   * Signs in a user of whom more is said.
   *
   * @throws AssertionError if that is refused
   */
  public TestClient signIn(UserData data) {
    send(
        "{\"event\":\"pusher:signin\",\"data\":"
            + pusher.authenticateUser(socketId, data).toJson()
            + "}");
    String answer =
        await(
            "pusher:signin_success",
            text -> text.contains("pusher:signin_success") || isError(text));
    if (isError(answer)) {
      throw new AssertionError("The sign-in was refused: " + answer);
    }
    user = io.belfry.protocol.UserData.parse(data.toJson(), Integer.MAX_VALUE).id().text();
    return this;
  }

  /**
   * Subscribes, with a token where the channel needs one; on presence channels as whoever is signed
   * in.
   *
   * @throws AssertionError if that is refused
   */
  public TestClient subscribe(String channel) {
    String quoted = Pusher.jsonString(channel);
    send("{\"event\":\"pusher:subscribe\",\"data\":" + withChannel(token(channel), quoted) + "}");
    String answer =
        await("the answer to a subscription", text -> isAnswer(text, quoted) || isError(text));
    if (!answer.contains("subscription_succeeded")) {
      throw new AssertionError("The subscription to " + channel + " was refused: " + answer);
    }
    return this;
  }

  private static boolean isAnswer(String text, String quotedChannel) {
    return text.contains("\"channel\":" + quotedChannel)
        && (text.contains("subscription_succeeded") || text.contains("subscription_error"));
  }

  private static String withChannel(String token, String channel) {
    return token.equals("{}")
        ? "{\"channel\":" + channel + "}"
        : "{\"channel\":" + channel + "," + token.substring(1);
  }

  private String token(String channel) {
    if (channel.startsWith("presence-")) {
      return user == null ? "{}" : AuthEndpoint.channelToken(pusher, socketId, channel, user);
    }
    return channel.startsWith("private-")
        ? pusher.authorizeChannel(socketId, channel).toJson()
        : "{}";
  }

  /** Unsubscribes. */
  public TestClient unsubscribe(String channel) {
    send(
        "{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":"
            + Pusher.jsonString(channel)
            + "}}");
    return this;
  }

  /**
   * Sends a client event.
   *
   * @param data payload, as text
   */
  public TestClient trigger(String channel, String event, String data) {
    send(
        "{\"event\":"
            + Pusher.jsonString(event)
            + ",\"channel\":"
            + Pusher.jsonString(channel)
            + ",\"data\":"
            + Pusher.jsonString(data)
            + "}");
    return this;
  }

  /** Sends a message as it is. */
  public void send(String text) {
    socket.sendText(text, true).join();
  }

  /** The next message that has not been asked for, whatever it is. */
  public String next() {
    return await("a message", text -> true);
  }

  /** The next message that is so; others stay. */
  public String next(Predicate<String> isWanted) {
    return await("a message of that kind", isWanted);
  }

  /** Waits for the end of the connection; its close code, 1006 where the socket was lost. */
  public int closeCode() {
    waits.await(
        () -> incoming.closed().isPresent(),
        () -> "Expected the end of connection " + socketId + ". " + incoming);
    return incoming.closed().orElseThrow();
  }

  private String await(String wanted, Predicate<String> isWanted) {
    List<String> found = new ArrayList<>();
    waits.await(
        () -> incoming.take(isWanted).map(found::add).isPresent(), says("Expected " + wanted));
    return found.get(0);
  }

  private Supplier<String> says(String expected) {
    return () -> expected + ". " + incoming;
  }

  private static boolean isError(String text) {
    return text.startsWith("{\"event\":\"pusher:error\"");
  }

  /** Ends the connection without a word, as a lost client does. */
  @Override
  public void close() {
    socket.abort();
  }

  /** What has come and has not been asked for. */
  private final class Incoming implements WebSocket.Listener {
    private final List<String> unread = new ArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private OptionalInt closed = OptionalInt.empty();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        String text = part.toString();
        part.setLength(0);
        if (text.startsWith("{\"event\":\"pusher:ping\"")) {
          from.sendText(PONG, true);
        } else {
          add(text);
        }
      }
      from.request(1);
      return null;
    }

    private void add(String text) {
      synchronized (this) {
        unread.add(text);
      }
      waits.changed();
    }

    synchronized Optional<String> take(Predicate<String> isWanted) {
      Optional<String> found = unread.stream().filter(isWanted).findFirst();
      found.ifPresent(unread::remove);
      return found;
    }

    synchronized OptionalInt closed() {
      return closed;
    }

    private void end(int code) {
      synchronized (this) {
        closed = OptionalInt.of(code);
      }
      waits.changed();
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
      end(statusCode);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end(1006);
    }

    @Override
    public synchronized String toString() {
      String came = unread.isEmpty() ? "Nothing came." : "There came: " + unread;
      return closed.isEmpty() ? came : came + " It was closed with " + closed.getAsInt() + ".";
    }
  }
}
