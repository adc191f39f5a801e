package io.belfry.server.webhook.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Keeps what is to be sent to endpoints until it is delivered or given up, what was given up until
 * somebody has seen to it, and whom an endpoint knows to be there. Extension point; module {@code
 * io.belfry.sql} brings the one that is used where webhooks are configured.
 *
 * <p>A delivery is one request to one endpoint: one event, or several where the endpoint has them
 * batched. Its number gives the order; an event belongs to a delivery from the start, so that a
 * request that is repeated after a crash is the same request.
 *
 * <p>{@code OutboxStoreContract} of module {@code io.belfry.server.testkit} is to be extended by
 * the test of each implementation.
 *
 * <p>Thread: asked by one thread, which may wait here; {@link #close} by that thread too.
 *
 * @see "rules HOOK-069, HOOK-070, HOOK-072, USR-062"
 */
public interface OutboxStore extends AutoCloseable {
  /**
   * How many sequence numbers a target keeps of subjects that are not held; the one used longest
   * ago is forgotten first, and begins at 1 when it is used again.
   */
  int MAX_NUMBERS = 100_000;

  /** An outbox in memory, which is gone with the process. */
  static OutboxStore inMemory() {
    return new MemoryOutbox();
  }

  /**
   * Opens it, and finds what an earlier life has left.
   *
   * @throws Busy while another process has it; it is asked again then
   * @throws IOException if what is there is no outbox or is damaged; the message is for the
   *     operator, and nothing was changed
   */
  Found open() throws IOException;

  /**
   * Makes all of these changes, or none. When it returns they survive the end of the process.
   *
   * <p>A delivery that is not there, since it was dropped, is passed over, and so is a dead letter
   * that is not there.
   *
   * @return the sequence number of each added event, in their order; that of one which was there
   *     already is the one it has
   * @throws IOException if they cannot be kept now, such as on a full disk; none was made then, or
   *     where a disk fails at the last moment all, and the same may be tried again later
   */
  long[] commit(Changes changes) throws IOException;

  /**
   * Deliveries that wait, the oldest first.
   *
   * @param after number after which they begin
   * @param maxEvents as many deliveries as hold this many events, and at least one
   * @param maxBytes as many as hold this many bytes of events, and at least one
   */
  List<Delivery> waiting(Target target, long after, int maxEvents, long maxBytes)
      throws IOException;

  /**
   * Dead letters, the oldest first. A page may be cut by its size, so fewer than were asked for do
   * not mean that there are no more: only an empty one does.
   *
   * @param appId only those of that app; empty for all
   * @param endpoint only those to that endpoint; empty for all
   * @param after number after which they begin, 0 for the first
   * @param most how many at most; where there are any and this is not 0, there is at least one
   */
  List<DeadLetter> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) throws IOException;

  /** The dead letter of that delivery, with its events. */
  Optional<DeadLetter> deadLetter(UUID delivery) throws IOException;

  /**
   * How much it can keep at all, in bytes, whatever it may; without a bound of its own it has none.
   */
  default long capacity() {
    return Long.MAX_VALUE;
  }

  /** How much is kept in all, dead letters included, in bytes; an estimate that is never less. */
  long bytes() throws IOException;

  /**
   * Makes room: drops the oldest, dead letters first, until no more than this is kept. What is
   * dropped is told.
   */
  List<Dropped> shrinkTo(long maxBytes) throws IOException;

  @Override
  void close();

  /**
   * Makes stores; found by a service loader, and only where a webhook is configured.
   *
   * <p>Thread: confined to who starts the server.
   */
  interface Provider {
    /**
     * A store that is not open yet.
     *
     * @param dataDir folder that the server may write to; made when the store is opened
     */
    OutboxStore in(Path dataDir);
  }

  /** Another process has the store. */
  final class Busy extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1L;

    /** With a sentence for the operator. */
    public Busy(String message) {
      super(message);
    }
  }

  /**
   * An endpoint of an app.
   *
   * @param appId id of the app
   * @param endpoint id of the endpoint
   */
  record Target(String appId, String endpoint) {}

  /**
   * What was there at the start.
   *
   * @param lastNumber the highest number that any delivery ever had, 0 for none
   * @param held whom endpoints know to be there
   * @param waiting how much waits for each endpoint
   * @param deadLetters how many were given up, for each endpoint
   */
  record Found(
      long lastNumber,
      List<Held> held,
      Map<Target, Amount> waiting,
      Map<Target, Long> deadLetters) {}

  /**
   * How much.
   *
   * @param events how many events
   * @param bytes how large their texts are
   */
  record Amount(long events, long bytes) {}

  /**
   * Somebody who was told to be there: an occupied channel, a member, a user who is online.
   *
   * @param target who was told
   * @param subject what it is, in the words of whoever stores it; unique for the target. The number
   *     of the events of the same subject is not forgotten while it is held
   * @param sinceMs since when, in Unix milliseconds
   */
  record Held(Target target, String subject, long sinceMs) {}

  /**
   * An event that is to be sent.
   *
   * @param delivery number of the delivery that it belongs to
   * @param place in that delivery, from 0; one that is there already is not added again, so that a
   *     commit may be tried again of which nobody knows whether it was made
   * @param id of that delivery
   * @param target where it goes
   * @param subject what its sequence number counts for: a channel or a user
   * @param raisedMs when it was raised, in Unix milliseconds
   * @param json its text
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, changed by nobody
  record NewEvent(
      long delivery,
      int place,
      UUID id,
      Target target,
      String subject,
      long raisedMs,
      byte[] json) {}

  /**
   * An event that was kept.
   *
   * @param subject a channel or a user
   * @param sequence its number among all of that target and subject, from 1; empty where it was
   *     never kept
   * @param raisedMs when it was raised, in Unix milliseconds
   * @param json its text
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, changed by nobody
  record Event(String subject, OptionalLong sequence, long raisedMs, byte[] json) {}

  /**
   * One request.
   *
   * @param number gives the order
   * @param id what the receiver knows it by
   * @param target where it goes
   * @param events what it says, in order
   * @param attempts how often it was tried
   * @param replayedMs when somebody had it queued again, in Unix milliseconds
   */
  record Delivery(
      long number,
      UUID id,
      Target target,
      List<Event> events,
      int attempts,
      OptionalLong replayedMs) {}

  /**
   * What was given up.
   *
   * @param delivery what it was
   * @param cause in a word
   * @param status of the last answer, if there was one
   * @param atMs when it was given up, in Unix milliseconds
   */
  record DeadLetter(Delivery delivery, String cause, Optional<Integer> status, long atMs) {}

  /**
   * A delivery that was given up now.
   *
   * @param number of the delivery
   * @param attempts how often it was tried
   * @param cause in a word
   * @param status of the last answer, if there was one
   * @param atMs when, in Unix milliseconds
   */
  record GivenUp(long number, int attempts, String cause, Optional<Integer> status, long atMs) {}

  /**
   * A dead letter that is queued again, under its old id.
   *
   * @param id which
   * @param number its new number, behind all others
   * @param atMs when, in Unix milliseconds
   */
  record Replayed(UUID id, long number, long atMs) {}

  /**
   * What was dropped to make room.
   *
   * @param target where it should have gone
   * @param events how many events
   * @param wasDead whether they had been given up before
   */
  record Dropped(Target target, long events, boolean wasDead) {}

  /**
   * What one commit changes, in this order.
   *
   * @param added events that are to be sent
   * @param attempted how often waiting deliveries were tried by now, by number
   * @param done deliveries that arrived, by number
   * @param givenUp deliveries that become dead letters
   * @param held who is known to be there from now on
   * @param released who is not any more
   * @param replayed dead letters that wait again
   * @param droppedLetters dead letters that go
   */
  record Changes(
      Collection<NewEvent> added,
      Map<Long, Integer> attempted,
      Collection<Long> done,
      Collection<GivenUp> givenUp,
      Collection<Held> held,
      Collection<Held> released,
      Collection<Replayed> replayed,
      Collection<UUID> droppedLetters) {
    /** Whether there is nothing: then a commit finds out if something can be kept. */
    public boolean isEmpty() {
      return added.isEmpty()
          && attempted.isEmpty()
          && done.isEmpty()
          && givenUp.isEmpty()
          && held.isEmpty()
          && released.isEmpty()
          && replayed.isEmpty()
          && droppedLetters.isEmpty();
    }
  }
}
