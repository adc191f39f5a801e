package io.belfry.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.rest.PresenceData;
import io.belfry.rest.UserData;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client of the model: what it wants, and what it has seen, frame by frame.
 *
 * <p>Thread: what it wants is confined to the test; what it has seen is behind its lock, since a
 * thread of its own reads.
 */
final class ModelClient {
  static final String USER = "#server-to-user-";
  private static final int CLOSE = 0x88;
  private static final int PATIENCE_SECONDS = 20;

  private final String name;
  private final ModelNode node;
  private final Socket socket;
  private final RecordingClient wire;
  private final String socketId;
  private final AtomicLong ticks;
  private final Consumer<String> mistakes;
  private final Map<String, String> wanted = new TreeMap<>();
  private final Map<String, CompletableFuture<Void>> waiting = new HashMap<>();
  private final Map<String, ModelSubscription> current = new TreeMap<>();
  private final List<ModelSubscription> all = new ArrayList<>();
  private final Map<String, Boolean> online = new TreeMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private String user = "";
  private String end = "";

  /** Connects to a node; the connection is established when this returns. */
  ModelClient(String name, ModelNode node, AtomicLong ticks, Consumer<String> mistakes) {
    this.name = name + "@n" + node.number();
    this.node = node;
    this.ticks = ticks;
    this.mistakes = mistakes;
    Arrival arrival = Arrival.at(node.port(), ModelNode.KEY);
    socket = arrival.socket();
    wire = arrival.client();
    socketId = arrival.socketId();
    wire.patient(PATIENCE_SECONDS * PATIENCE_SECONDS);
    Thread.ofVirtual().name(this.name).start(this::readAll);
  }

  ModelNode node() {
    return node;
  }

  /** The channels it wants to be on, each with the user that it is there. */
  Map<String, String> wanted() {
    return wanted;
  }

  /** Who it wants to be signed in as; empty for nobody. */
  String user() {
    return user;
  }

  void subscribe(String channel, String as) {
    wanted.put(channel, as);
    JsonObject data = new JsonObject();
    if (channel.startsWith("presence-")) {
      data = json(node.backend().authorizeChannel(socketId, channel, PresenceData.of(as)).toJson());
    } else if (channel.startsWith("private-")) {
      data = json(node.backend().authorizeChannel(socketId, channel).toJson());
    }
    data.addProperty("channel", channel);
    expect(channel);
    send("pusher:subscribe", data);
  }

  private synchronized void expect(String channel) {
    ModelSubscription begun = new ModelSubscription(name, channel, mistakes);
    current.put(channel, begun);
    all.add(begun);
    waiting.put(channel, new CompletableFuture<>());
  }

  void unsubscribe(String channel) {
    await(channel);
    wanted.remove(channel);
    over(channel);
    JsonObject data = new JsonObject();
    data.addProperty("channel", channel);
    send("pusher:unsubscribe", data);
  }

  private synchronized void over(String channel) {
    ModelSubscription ending = current.remove(channel);
    if (ending != null) {
      ending.ends();
    }
  }

  /** Signs in, and watches all of these. */
  void signIn(String as, List<String> watched) {
    user = as;
    expect(USER + as);
    send(
        "pusher:signin",
        json(
            node.backend()
                .authenticateUser(socketId, UserData.of(as).withWatchlist(watched))
                .toJson()));
  }

  /** Waits until a subscription, or a sign-in, has succeeded. */
  void await(String channel) {
    CompletableFuture<Void> answer = answerOf(channel);
    try {
      CompletableFuture.anyOf(answer, ended).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      mistakes.accept(name + ": no success of " + channel);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized CompletableFuture<Void> answerOf(String channel) {
    return waiting.getOrDefault(channel, CompletableFuture.completedFuture(null));
  }

  void sendEvent(String channel, String text) {
    await(channel);
    JsonObject frame = new JsonObject();
    frame.addProperty("event", "client-e");
    frame.addProperty("channel", channel);
    frame.addProperty("data", text);
    write(frame);
  }

  /** Says goodbye. */
  void leave() {
    ends("left");
    wire.sendFrame(CLOSE, new byte[] {3, (byte) 0xe8});
  }

  /** Is gone without a word. */
  void vanish() {
    ends("vanished");
    reset();
  }

  /** Its socket ends at once. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It knows that its connection is to end; what comes until then does not count. */
  synchronized void ends(String why) {
    if (end.isEmpty()) {
      end = why;
      current.values().forEach(ModelSubscription::ends);
    }
  }

  /** What it sees, asked under its lock. */
  synchronized <A> A seen(Function<Seen, A> question) {
    return question.apply(new Seen(current, all, online, end));
  }

  /**
   * What a client has seen.
   *
   * @param current its subscriptions, by channel
   * @param all those that it ever had
   * @param online of whom it was told whether they are online
   * @param end why its connection has ended, or is to end; empty while it is there
   */
  record Seen(
      Map<String, ModelSubscription> current,
      List<ModelSubscription> all,
      Map<String, Boolean> online,
      String end) {}

  /** Whether its connection has really ended. */
  boolean hasEnded() {
    return ended.isDone();
  }

  private void send(String event, JsonObject data) {
    JsonObject frame = new JsonObject();
    frame.addProperty("event", event);
    frame.add("data", data);
    write(frame);
  }

  private void write(JsonObject frame) {
    try {
      wire.send(frame.toString());
    } catch (UncheckedIOException e) {
      mistakes.accept(name + ": lost before it could say " + frame.get("event"));
    }
  }

  private void readAll() {
    try {
      for (Frame frame = wire.nextFrame(); frame.opcode() != Frame.CLOSE; ) {
        if (frame.opcode() == Frame.TEXT) {
          take(json(frame.text()));
        }
        frame = wire.nextFrame();
      }
    } catch (AssertionError e) {
      // It has ended without a word.
    }
    ended();
  }

  private synchronized void ended() {
    if (end.isEmpty()) {
      mistakes.accept(name + ": its connection ended, and nobody had asked for it");
      ends("ended");
    }
    ended.complete(null);
    wire.close();
  }

  private synchronized void take(JsonObject frame) {
    String event = frame.get("event").getAsString();
    switch (event) {
      case "pusher_internal:subscription_succeeded" -> succeeded(frame);
      case "pusher:signin_success" -> begins(USER + user, List.of());
      case "pusher_internal:member_added", "pusher_internal:member_removed" ->
          changed(event, frame);
      case "pusher_internal:watchlist_events" -> watched(data(frame));
      case "e", "client-e" -> said(frame);
      case "pusher:cache_miss" -> {
        ModelSubscription of = counting(frame);
        if (of != null) {
          of.missed();
        }
      }
      case "pusher:pong" -> {}
      default -> {
        if (end.isEmpty()) {
          mistakes.accept(name + ": was told " + frame);
        }
      }
    }
  }

  private static JsonObject data(JsonObject frame) {
    return json(frame.get("data").getAsString());
  }

  private void succeeded(JsonObject frame) {
    String channel = frame.get("channel").getAsString();
    List<String> members = new ArrayList<>();
    if (channel.startsWith("presence-")) {
      data(frame)
          .getAsJsonObject("presence")
          .getAsJsonArray("ids")
          .forEach(id -> members.add(id.getAsString()));
    }
    begins(channel, members);
  }

  private void begins(String channel, List<String> members) {
    ModelSubscription begun = current.get(channel);
    if (begun != null) {
      begun.begins(ticks.incrementAndGet(), members);
    }
    CompletableFuture<Void> answer = waiting.get(channel);
    if (answer != null) {
      answer.complete(null);
    }
  }

  /** Its subscription of that channel, if what is told of it counts. */
  private @Nullable ModelSubscription counting(JsonObject frame) {
    ModelSubscription of = current.get(frame.get("channel").getAsString());
    return of == null || !of.hasBegun() || of.isOver() ? null : of;
  }

  private void changed(String event, JsonObject frame) {
    ModelSubscription of = counting(frame);
    if (of != null) {
      String id = data(frame).get("user_id").getAsString();
      if (event.endsWith("added")) {
        of.added(id);
      } else {
        of.removed(id);
      }
    }
  }

  private void said(JsonObject frame) {
    ModelSubscription of = counting(frame);
    if (of != null) {
      of.said(frame.get("data").getAsString());
    }
  }

  private void watched(JsonObject data) {
    for (JsonElement each : data.getAsJsonArray("events")) {
      boolean isOnline = each.getAsJsonObject().get("name").getAsString().equals("online");
      for (JsonElement id : each.getAsJsonObject().getAsJsonArray("user_ids")) {
        Boolean before = online.put(id.getAsString(), isOnline);
        if (before != null && before == isOnline && end.isEmpty()) {
          mistakes.accept(name + ": was told twice that " + id + " is online: " + isOnline);
        }
      }
    }
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Override
  public String toString() {
    return name;
  }
}
