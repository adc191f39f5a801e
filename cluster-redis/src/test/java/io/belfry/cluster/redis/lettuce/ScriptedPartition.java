package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A partition in a real engine, whose scripts are called with time and run of the test's choice.
 * Texts are given and answered with one character for each byte unless they say otherwise.
 */
final class ScriptedPartition implements AutoCloseable {
  static final int LEASE = 3_000;

  final String prefix = "belfry:test:{10}:";
  final RedisCommands<byte[], byte[]> redis;
  private final RedisClient client;
  private final Map<String, ScriptedNode> nodes = new LinkedHashMap<>();
  long time = 1_795_000_000_000L;
  String run = "a1";

  ScriptedPartition(String url) {
    client = RedisClient.create(url);
    redis = client.connect(ByteArrayCodec.INSTANCE).sync();
    redis.flushall();
  }

  /** A node that has said hello and holds nothing. */
  ScriptedNode node(String name) {
    ScriptedNode node = stranger(name);
    assertThat(node.hello("new")).startsWith("OK");
    return node;
  }

  /** A node that has said nothing yet. */
  ScriptedNode stranger(String name) {
    ScriptedNode node = new ScriptedNode(this, name);
    nodes.put(name, node);
    return node;
  }

  /** Time goes by, and all nodes that are there beat twice a second. */
  void pass(long millis) {
    for (long left = millis; left > 0; left -= 500) {
      time += Math.min(left, 500);
      for (ScriptedNode node : nodes.values()) {
        if (node.alive) {
          assertThat(node.beat()).startsWith("OK");
        }
      }
    }
  }

  /** Lets the time go by in which nothing may be taken away after the first start. */
  void settle() {
    pass(LEASE + 500);
  }

  /** Calls the script and gives each node the bundle that it would have been sent. */
  List<Object> call(Script script, Object... args) {
    List<Object> answer = raw(script, time + ":" + run, args);
    if (answer.size() > 1 && answer.getLast() instanceof List<?> handed) {
      for (int i = 0; i < handed.size(); i += 2) {
        ScriptedNode node = nodes.get(text(handed.get(i)).replaceAll("\\..*", ""));
        if (node != null && text(handed.get(i)).equals(node.id())) {
          node.arrived((byte[]) handed.get(i + 1));
        }
      }
      return new ArrayList<>(answer.subList(0, answer.size() - 1));
    }
    return new ArrayList<>(answer);
  }

  /** Calls the script: mode, node, and what comes after the clock. */
  List<Object> raw(Script script, String clock, Object... args) {
    List<byte[]> all = new ArrayList<>();
    for (Object arg : args) {
      all.add(bytes(arg));
    }
    all.add(2, bytes(clock));
    byte[][] keys = {bytes(prefix + "meta")};
    return redis.eval(script.text(), ScriptOutputType.MULTI, keys, all.toArray(new byte[0][]));
  }

  /** What stands in the stream of webhooks, and is taken out of it: kind and name, user or data. */
  List<String> hooks() {
    byte[] key = bytes(prefix + "hooks");
    List<String> events = new ArrayList<>();
    redis
        .xrange(key, io.lettuce.core.Range.unbounded())
        .forEach(
            message -> {
              Map<String, String> fields = new TreeMap<>();
              message.getBody().forEach((name, value) -> fields.put(text(name), text(value)));
              events.add(
                  (fields.get("kind")
                          + " "
                          + fields.get("name")
                          + " "
                          + fields.get("user")
                          + fields.get("data"))
                      .strip());
            });
    redis.del(key);
    return events;
  }

  /** All that stands in the engine but the clock, comparable. */
  Map<String, String> dump() {
    Map<String, String> all = new TreeMap<>();
    for (byte[] key : redis.keys("*")) {
      String name = text(key);
      all.put(
          name,
          name.endsWith("meta")
              ? new TreeMap<>(hash(name.substring(prefix.length()))).toString()
              : Arrays.toString(redis.dump(key)));
    }
    return all;
  }

  Map<String, String> hash(String key) {
    Map<String, String> all = new TreeMap<>();
    redis.hgetall(bytes(prefix + key)).forEach((field, value) -> all.put(text(field), text(value)));
    return all;
  }

  boolean exists(String key) {
    return redis.exists(bytes(prefix + key)) == 1;
  }

  long count(String set) {
    return redis.scard(bytes(prefix + set));
  }

  static byte[] bytes(Object value) {
    return value instanceof byte[] already ? already : String.valueOf(value).getBytes(UTF_8);
  }

  static String text(Object value) {
    return value instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(value);
  }

  /** The entries of a bundle, as kind and texts. */
  static List<String> entries(byte[] bundle) {
    ByteBuffer in = ByteBuffer.wrap(bundle).position(Long.BYTES);
    List<String> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      StringBuilder entry = new StringBuilder().append((char) in.get());
      for (int i = 0; i < 3; i++) {
        byte[] part = new byte[in.getInt()];
        in.get(part);
        entry.append(' ').append(text(part));
      }
      entries.add(entry.toString().strip());
    }
    return entries;
  }

  @Override
  public void close() {
    client.close();
  }
}
