package io.belfry.cluster.redis.wire;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.server.cluster.Subject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Where things stand in the engine: which of the partitions a channel, user or app belongs to, how
 * the keys of a partition begin, and how names are written in them. All nodes of a cluster have the
 * same.
 *
 * <p>A partition's keys share one hash tag, so that they live on one master. The tags are chosen so
 * that equal ranges of slots have equally many partitions.
 *
 * <p>Thread: immutable.
 *
 * @see "rules CLU-001 to CLU-003"
 */
public final class Layout {
  /** Number of this layout; nodes of another one do not stand beside each other. */
  public static final int VERSION = 1;

  /** Most partitions that a cluster may have. */
  public static final int MAX_PARTITIONS = 256;

  private static final int CHANNEL = 1;
  private static final int USER = 2;
  private static final int APP = 3;
  private static final int SLOT_BITS = 14;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final String name;
  private final int partitions;
  private final List<String> prefixes;

  /**
   * The layout of a cluster.
   *
   * @param name the cluster's name: 1 to 64 letters, digits and any of _ . -
   * @param partitions from 1 to {@link #MAX_PARTITIONS}
   */
  public Layout(String name, int partitions) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Cluster name \"" + name + "\" is malformed. Expected 1 to 64 of A-Z a-z 0-9 _ . -");
    }
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "A cluster cannot have " + partitions + " partitions. Expected 1 to " + MAX_PARTITIONS);
    }
    this.name = name;
    this.partitions = partitions;
    this.prefixes =
        tags(partitions).stream().map(tag -> "belfry:" + name + ":{" + tag + "}:").toList();
  }

  /** The cluster's name. */
  public String name() {
    return name;
  }

  /** How many partitions there are. */
  public int partitions() {
    return partitions;
  }

  /** How all keys of a partition begin. */
  public String prefix(int partition) {
    return prefixes.get(partition);
  }

  /** The partition of a channel or user; the cache channels of an app are in one together. */
  public int partition(Subject subject) {
    return switch (subject) {
      case Subject.OfChannel of ->
          partition(
              CHANNEL, of.appId(), of.channel().kind().has(Trait.CACHE) ? "" : of.channel().text());
      case Subject.OfUser of -> partition(USER, of.appId(), of.user().text());
      case Subject.OfWatchers unused ->
          throw new IllegalArgumentException("Watchers of an app are in all partitions.");
    };
  }

  /** The partition that tells of changes of an app. */
  public int partitionOfApp(String appId) {
    return partition(APP, appId, "");
  }

  int partition(int kind, String appId, String rest) {
    byte[] app = utf8(appId);
    CRC32C hash = new CRC32C();
    hash.update(kind);
    hash.update(app.length >> 8);
    hash.update(app.length);
    hash.update(app);
    hash.update(utf8(rest));
    return (int) ((hash.getValue() * partitions) >>> 32);
  }

  /** How a channel or user is written in keys, so that no two of them meet. */
  public static String token(String appId, String name) {
    return utf8(appId).length + ":" + appId + name;
  }

  /** The hash tags of that many partitions, in their order. */
  static List<String> tags(int partitions) {
    String[] found = new String[partitions];
    int missing = partitions;
    for (int number = 0; missing > 0; number++) {
      String tag = Integer.toString(number, Character.MAX_RADIX);
      int partition = (slot(tag) * partitions) >> SLOT_BITS;
      if (found[partition] == null) {
        found[partition] = tag;
        missing--;
      }
    }
    return List.of(found);
  }

  /** Slot of a hash tag in Redis Cluster: CRC-16 of XMODEM, its last 14 bits. */
  public static int slot(String tag) {
    int crc = 0;
    for (byte each : utf8(tag)) {
      crc ^= (each & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
      }
      crc &= 0xffff;
    }
    return crc & ((1 << SLOT_BITS) - 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
