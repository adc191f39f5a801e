package io.belfry.bench.engine;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.Telling;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject.OfChannel;
import io.belfry.server.cluster.Subject.OfUser;

/**
 * What is asked of an engine, a row of the table each.
 *
 * <p>Thread: immutable.
 */
enum EngineCall {
  /** A bare SPUBLISH to as many inboxes, without a script: what Redis itself takes. */
  SPUBLISH("SPUBLISH, no script"),
  /** A publication. */
  PUBLISH("publication (P)"),
  /** A member who is new. */
  JOIN("join (J)"),
  /** The same in a channel that has 10,000 others. */
  JOIN_LARGE("join into a channel of 10,000"),
  /** The first subscriber of a channel. */
  CHANNEL("first subscriber (C)"),
  /** The first connection of a user. */
  USER("first sign-in (U)"),
  /** A member who is gone. */
  LEAVE("leave (L)"),
  /** A beat. */
  BEAT("beat"),
  /** A reading of a channel with 1,000 members. */
  ROSTER("roster of 1,000 (R)"),
  /** A reading of a channel with 10,000 members. */
  ROSTER_LARGE("roster of 10,000 (R)");

  private static final String APP = "app-id";
  private static final int LARGE = 10_000;
  private static final int MEDIUM = 1_000;
  private static final OfChannel CHANNEL_OF_ALL =
      new OfChannel(APP, ChannelName.parse("presence-bench").orElseThrow());
  // What becomes of an event of 200 bytes on its way to a node.
  private static final byte[] PAYLOAD = new byte[280];
  private static final String INFO = ",\"user_info\":{\"name\":\"%s\",\"picture\":\"/p/42.png\"}";

  private final String title;

  EngineCall(String title) {
    this.title = title;
  }

  /** Its name in tables. */
  String title() {
    return title;
  }

  /** Whether it is an operation of a step, of which several go into one call. */
  boolean isOperation() {
    return this != SPUBLISH && this != BEAT;
  }

  /** Whether its cost depends on how many nodes hold the channel. */
  boolean isTold() {
    return this == SPUBLISH || this == PUBLISH || this == JOIN;
  }

  /** How many members the channel has before it is measured. */
  int membersBefore() {
    return switch (this) {
      case JOIN_LARGE, ROSTER_LARGE -> LARGE;
      case ROSTER -> MEDIUM;
      default -> 0;
    };
  }

  /** How much less often than others it is asked, since it takes so much longer. */
  int rarity() {
    return switch (this) {
      case ROSTER -> 40;
      case ROSTER_LARGE -> 400;
      default -> 1;
    };
  }

  /** What has to be there before operation {@code number} can be asked. */
  Operation before(int number) {
    return join("b", number);
  }

  /** Holds the channel. */
  static Operation hold() {
    return new Operation.HoldChannel(CHANNEL_OF_ALL, 1, Telling.QUIET);
  }

  /** Joins as somebody else than any other number. */
  static Operation join(String kind, int number) {
    String data =
        "{\"user_id\":\"%s%d\"%s}".formatted(kind, number, INFO.formatted("Ada Lovelace"));
    return new Operation.Join(CHANNEL_OF_ALL, Member.parse(data, 100), Operation.NO_LIMIT);
  }

  /** Operation {@code number} of those that are measured. */
  Operation operation(int number) {
    return switch (this) {
      case PUBLISH -> new Operation.Publish(CHANNEL_OF_ALL, PAYLOAD);
      case JOIN, JOIN_LARGE -> join("m", number);
      case LEAVE -> new Operation.Leave(CHANNEL_OF_ALL, user("b" + number));
      case CHANNEL -> new Operation.HoldChannel(channel(number), 1, Telling.QUIET);
      case USER ->
          new Operation.HoldUser(new OfUser(APP, user("u" + number)), 1, Operation.NO_LIMIT);
      case ROSTER, ROSTER_LARGE -> new Operation.Read(CHANNEL_OF_ALL);
      case SPUBLISH, BEAT -> throw new IllegalStateException(this + " is no operation");
    };
  }

  /** What is published without a script. */
  static byte[] payload() {
    return PAYLOAD.clone();
  }

  private static UserId user(String id) {
    return UserId.parse(id).orElseThrow();
  }

  private static OfChannel channel(int number) {
    return new OfChannel(APP, ChannelName.parse("bench-" + number).orElseThrow());
  }
}
