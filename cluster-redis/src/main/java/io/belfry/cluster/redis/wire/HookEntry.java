package io.belfry.cluster.redis.wire;

/**
 * A webhook event as it stands in the stream of its partition.
 *
 * <p>Thread: immutable; bytes must not be written to.
 *
 * @param id its place: milliseconds of the engine's clock, a dash, a number
 * @param kind what has happened, in the word of the script
 * @param appId where
 * @param name channel or user that it is about
 * @param user member that it is about, or code of a session's end; empty for none
 * @param data number of subscribers, payload of a client event, or what is told of a session; empty
 *     for none
 * @see "cluster.md, section 8"
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HookEntry(
    String id, String kind, String appId, String name, String user, byte[] data) {
  /** Most events that are taken out of the stream at once. */
  public static final int MOST_AT_ONCE = 250;

  /** When it happened, in Unix milliseconds by the engine's clock. */
  public long millis() {
    return place().millis();
  }

  /** Its place in the stream. */
  public StreamId place() {
    return StreamId.parse(id);
  }
}
