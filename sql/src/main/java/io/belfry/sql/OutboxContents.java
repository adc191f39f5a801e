package io.belfry.sql;

import io.belfry.server.webhook.store.OutboxStore.Amount;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import io.belfry.server.webhook.store.OutboxStore.Event;
import io.belfry.server.webhook.store.OutboxStore.Found;
import io.belfry.server.webhook.store.OutboxStore.Held;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What an outbox has.
 *
 * <p>Thread: confined to that of the outbox.
 */
final class OutboxContents {
  /** Bits of an event's key that tell its place in the delivery. */
  static final int PLACE_BITS = 20;

  private static final int UUID_BYTES = 16;
  private static final long MOST_LETTER_BYTES = 16 << 20;
  private static final String DELIVERY =
      "SELECT number, id, target, attempts, replayed_ms, events, bytes, cause, status, dead_ms"
          + " FROM delivery WHERE ";

  private final Statements statements;
  private final OutboxTargets targets;

  OutboxContents(Statements statements, OutboxTargets targets) {
    this.statements = statements;
    this.targets = targets;
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(UUID_BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static UUID uuid(byte[] bytes) throws SQLException {
    if (bytes == null || bytes.length != UUID_BYTES) {
      throw new SQLException("An id of a delivery is none.");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  Found found() throws SQLException {
    List<Held> held = new ArrayList<>();
    statements.each(
        row -> held.add(new Held(targets.of(row.getLong(1)), row.getString(2), row.getLong(3))),
        "SELECT target, subject, since_ms FROM held");
    Map<Target, Amount> waiting = new HashMap<>();
    statements.each(
        row -> waiting.put(targets.of(row.getLong(1)), new Amount(row.getLong(2), row.getLong(3))),
        "SELECT target, sum(events), sum(bytes) FROM delivery WHERE dead_ms IS NULL"
            + " GROUP BY target");
    Map<Target, Long> letters = new HashMap<>();
    statements.each(
        row -> letters.put(targets.of(row.getLong(1)), row.getLong(2)),
        "SELECT target, count(*) FROM delivery WHERE dead_ms IS NOT NULL GROUP BY target");
    return new Found(statements.number("SELECT last_number FROM state"), held, waiting, letters);
  }

  List<Delivery> waiting(Target target, long after, int maxEvents, long maxBytes)
      throws SQLException {
    OptionalLong number = targets.known(target);
    if (number.isEmpty()) {
      return List.of();
    }
    PreparedStatement query =
        statements.of(
            DELIVERY + "dead_ms IS NULL AND target = ? AND number > ? ORDER BY number",
            number.getAsLong(),
            after);
    List<Delivery> found = new ArrayList<>();
    long events = 0;
    long bytes = 0;
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        events += row.getLong(6);
        bytes += row.getLong(7);
        if (!found.isEmpty() && (events > maxEvents || bytes > maxBytes)) {
          break;
        }
        found.add(delivery(row));
      }
    }
    return found;
  }

  List<DeadLetter> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) throws SQLException {
    List<DeadLetter> found = new ArrayList<>();
    long bytes = 0;
    for (long number : lettersOf(appId, endpoint, after, most)) {
      DeadLetter letter = letterOf(DELIVERY + "number = ?", number).orElseThrow();
      bytes += letter.delivery().events().stream().mapToLong(event -> event.json().length).sum();
      if (!found.isEmpty() && bytes > MOST_LETTER_BYTES) {
        break;
      }
      found.add(letter);
    }
    return found;
  }

  private List<Long> lettersOf(
      Optional<String> appId, Optional<String> endpoint, long after, int most) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    PreparedStatement query =
        statements.of(
            "SELECT number, target FROM delivery WHERE dead_ms IS NOT NULL AND number > ?"
                + " ORDER BY number",
            after);
    try (ResultSet row = query.executeQuery()) {
      while (numbers.size() < most && row.next()) {
        Target target = targets.of(row.getLong(2));
        if (appId.orElse(target.appId()).equals(target.appId())
            && endpoint.orElse(target.endpoint()).equals(target.endpoint())) {
          numbers.add(row.getLong(1));
        }
      }
    }
    return numbers;
  }

  Optional<DeadLetter> deadLetter(UUID delivery) throws SQLException {
    return letterOf(DELIVERY + "dead_ms IS NOT NULL AND id = ?", bytes(delivery));
  }

  private Optional<DeadLetter> letterOf(String query, Object value) throws SQLException {
    try (ResultSet row = statements.of(query, value).executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      int status = row.getInt(9);
      Optional<Integer> ofAnswer = row.wasNull() ? Optional.empty() : Optional.of(status);
      return Optional.of(
          new DeadLetter(delivery(row), row.getString(8), ofAnswer, row.getLong(10)));
    }
  }

  private Delivery delivery(ResultSet row) throws SQLException {
    long number = row.getLong(1);
    long replayed = row.getLong(5);
    OptionalLong replayedMs = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(replayed);
    return new Delivery(
        number,
        uuid(row.getBytes(2)),
        targets.of(row.getLong(3)),
        events(number, row.getInt(6)),
        row.getInt(4),
        replayedMs);
  }

  private List<Event> events(long delivery, int expected) throws SQLException {
    List<Event> events = new ArrayList<>();
    statements.each(
        row ->
            events.add(
                new Event(
                    row.getString(1),
                    OptionalLong.of(row.getLong(2)),
                    row.getLong(3),
                    row.getBytes(4))),
        "SELECT subject, sequence, raised_ms, json FROM event WHERE key BETWEEN ? AND ?"
            + " ORDER BY key",
        delivery << PLACE_BITS,
        ((delivery + 1) << PLACE_BITS) - 1);
    if (events.size() != expected) {
      throw new SQLException("Delivery " + delivery + " has not all of its events.");
    }
    return events;
  }
}
