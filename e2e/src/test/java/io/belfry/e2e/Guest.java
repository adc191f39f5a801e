package io.belfry.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.cluster.redis.Waiting;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A client in one presence channel. It plays every frame that comes back to the members it knows,
 * and notes what a client must never see: somebody who is added twice, or removed unseen.
 *
 * <p>Thread: thread-safe; a thread of its own reads.
 */
final class Guest implements AutoCloseable {
  // As many come at a time, so that no queue of the kernel overflows.
  private static final Semaphore DOOR = new Semaphore(200);
  private static final Secret SECRET = Secret.of(ClusterFile.SECRET);
  private static final int FINAL = 0x80;

  private final String channel;
  private final String user;
  private final Thread reader;
  private final Set<String> members = new TreeSet<>();
  private final Map<String, Integer> added = new HashMap<>();
  private final Map<String, Integer> removed = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private State state = State.COMING;
  private String socketId = "";
  private @Nullable RecordingClient client;
  private long lastRemoval;

  private enum State {
    COMING,
    IN,
    OUT,
    ENDED
  }

  private Guest(int port, String channel, String user) {
    this.channel = channel;
    this.user = user;
    this.reader = Thread.ofVirtual().name("guest-" + user).start(() -> run(port));
  }

  /** Begins to come in. */
  static Guest comes(int port, String channel, String user) {
    return new Guest(port, channel, user);
  }

  /** Comes in; it is there when this returns. */
  static Guest in(int port, String channel, String user) {
    Guest guest = comes(port, channel, user);
    guest.awaitIn();
    return guest;
  }

  void awaitIn() {
    Waiting.until(this + " is in", this::isIn);
  }

  private void run(int port) {
    try {
      RecordingClient connected = connect(port);
      while (true) {
        hear(connected, connected.nextFrame());
      }
    } catch (AssertionError | RuntimeException e) {
      end(e);
    }
  }

  private RecordingClient connect(int port) {
    DOOR.acquireUninterruptibly();
    try {
      Arrival arrival = Arrival.at(port, Belfry.KEY);
      enter(arrival.client(), arrival.socketId());
      return arrival.client().patient(0);
    } finally {
      DOOR.release();
    }
  }

  private synchronized void enter(RecordingClient connected, String id) {
    client = connected;
    socketId = id;
    if (state == State.ENDED) {
      connected.close();
    } else {
      subscribe();
    }
  }

  private synchronized void end(Throwable how) {
    if (state != State.ENDED) {
      state = State.ENDED;
      complaints.add(this + " was sent away: " + how);
    }
  }

  private void subscribe() {
    String channelData = "{\"user_id\":\"" + user + "\"}";
    JsonObject data = new JsonObject();
    data.addProperty("channel", channel);
    data.addProperty("channel_data", channelData);
    String signed = socketId + ":" + channel + ":" + channelData;
    data.addProperty("auth", AuthToken.sign(Belfry.KEY, SECRET, signed));
    state = State.COMING;
    send("pusher:subscribe", data);
  }

  private void send(String event, JsonObject data) {
    JsonObject frame = new JsonObject();
    frame.addProperty("event", event);
    frame.add("data", data);
    frame.addProperty("channel", channel);
    if (client != null) {
      client.send(frame.toString());
    }
  }

  private synchronized void hear(RecordingClient from, Frame frame) {
    switch (frame.opcode()) {
      case Frame.PING -> from.sendFrame(FINAL | Frame.PONG, frame.payload());
      case Frame.TEXT -> hear(json(frame.text()));
      default -> throw new AssertionError(frame);
    }
  }

  private void hear(JsonObject frame) {
    String event = frame.get("event").getAsString();
    switch (event) {
      case "pusher_internal:subscription_succeeded" -> begin(json(data(frame)));
      case "pusher_internal:member_added" -> add(json(data(frame)).get("user_id").getAsString());
      case "pusher_internal:member_removed" ->
          remove(json(data(frame)).get("user_id").getAsString());
      case "pusher:error" -> complaints.add(this + " was told " + frame);
      default -> events.add(event);
    }
  }

  private void begin(JsonObject success) {
    if (state != State.COMING) {
      complaints.add(this + " was let in twice");
      return;
    }
    state = State.IN;
    members.clear();
    success
        .getAsJsonObject("presence")
        .getAsJsonArray("ids")
        .forEach(each -> members.add(each.getAsString()));
  }

  private void add(String who) {
    // What was under way when it left does not count.
    if (state == State.IN) {
      added.merge(who, 1, Integer::sum);
      if (!members.add(who)) {
        complaints.add(this + " was told twice that " + who + " had come");
      }
    }
  }

  private void remove(String who) {
    if (state == State.IN) {
      removed.merge(who, 1, Integer::sum);
      lastRemoval = System.nanoTime();
      if (!members.remove(who)) {
        complaints.add(this + " was told that " + who + " had gone, who was not there");
      }
    }
  }

  /** Leaves the channel and keeps its connection. */
  synchronized void leave() {
    JsonObject data = new JsonObject();
    data.addProperty("channel", channel);
    state = State.OUT;
    send("pusher:unsubscribe", data);
  }

  /** Begins to come in again after {@link #leave}. */
  synchronized void comeAgain() {
    subscribe();
  }

  /** Says something to those in its channel. */
  synchronized void say(String event) {
    send(event, new JsonObject());
  }

  String user() {
    return user;
  }

  String channel() {
    return channel;
  }

  synchronized boolean isIn() {
    return state == State.IN;
  }

  /** Whether its connection has ended. */
  synchronized boolean hasEnded() {
    return state == State.ENDED;
  }

  synchronized boolean isOut() {
    return state == State.OUT;
  }

  /** Who is in the channel, as far as it was told. */
  synchronized Set<String> members() {
    return new TreeSet<>(members);
  }

  /** How often it was told that somebody had come, by user. */
  synchronized Map<String, Integer> added() {
    return new HashMap<>(added);
  }

  /** How often it was told that somebody had gone, by user. */
  synchronized Map<String, Integer> removed() {
    return new HashMap<>(removed);
  }

  /** When it was last told so, in nanoseconds of this machine. */
  synchronized long lastRemoval() {
    return lastRemoval;
  }

  /** Names of the events that were said in its channel, in order. */
  synchronized List<String> events() {
    return new ArrayList<>(events);
  }

  /** What a client must never see. */
  synchronized List<String> complaints() {
    return new ArrayList<>(complaints);
  }

  private static String data(JsonObject frame) {
    return frame.get("data").getAsString();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Override
  public String toString() {
    return user + " of " + channel;
  }

  /** Ends its connection without a word. */
  @Override
  public void close() {
    synchronized (this) {
      state = State.ENDED;
      if (client != null) {
        client.close();
      }
    }
    reader.interrupt();
  }
}
