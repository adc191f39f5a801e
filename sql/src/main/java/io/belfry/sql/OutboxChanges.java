package io.belfry.sql;

import static io.belfry.sql.OutboxContents.PLACE_BITS;

import io.belfry.server.webhook.store.OutboxStore.Changes;
import io.belfry.server.webhook.store.OutboxStore.Dropped;
import io.belfry.server.webhook.store.OutboxStore.GivenUp;
import io.belfry.server.webhook.store.OutboxStore.Held;
import io.belfry.server.webhook.store.OutboxStore.NewEvent;
import io.belfry.server.webhook.store.OutboxStore.Replayed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Changes an outbox, in whole transactions.
 *
 * <p>Thread: confined to that of the outbox.
 */
final class OutboxChanges {
  // Of rows and of their places in indexes, with some room: measured are 150 to 250.
  private static final long OVERHEAD_BYTES = 300;

  private final Statements statements;
  private final OutboxTargets targets;
  private final OutboxSequences sequences;
  private long bytes;
  private long bytesAfter;

  OutboxChanges(Statements statements, OutboxTargets targets) throws SQLException {
    this.statements = statements;
    this.targets = targets;
    this.sequences = new OutboxSequences(statements);
    this.bytes =
        statements.number(
            "SELECT coalesce(sum(" + OVERHEAD_BYTES + " * (1 + events) + bytes), 0) FROM delivery");
  }

  @FunctionalInterface
  private interface Steps<T> {
    T make() throws SQLException;
  }

  /** What is kept takes no more than this. */
  long bytes() {
    return bytes;
  }

  long freePages() throws SQLException {
    return statements.number("PRAGMA freelist_count");
  }

  long[] make(Changes changes) throws SQLException {
    return whole(
        () -> {
          long[] numbers = new long[changes.added().size()];
          long last = 0;
          int i = 0;
          for (NewEvent event : changes.added()) {
            numbers[i++] = add(event);
            last = Math.max(last, event.delivery());
          }
          attempted(changes.attempted());
          for (long number : changes.done()) {
            take("number = ? AND dead_ms IS NULL", number);
          }
          for (GivenUp given : changes.givenUp()) {
            giveUp(given);
          }
          hold(changes);
          for (Replayed replayed : changes.replayed()) {
            replay(replayed);
            last = Math.max(last, replayed.number());
          }
          for (UUID id : changes.droppedLetters()) {
            take("id = ? AND dead_ms IS NOT NULL", OutboxContents.bytes(id));
          }
          if (last > 0 || changes.isEmpty()) {
            // Where nothing else is written this finds out whether anything can be.
            raiseLastNumber(last);
          }
          sequences.forgetSurplus();
          return numbers;
        });
  }

  private <T> T whole(Steps<T> steps) throws SQLException {
    bytesAfter = bytes;
    statements.run("BEGIN IMMEDIATE");
    T made;
    try {
      made = steps.make();
      statements.run("COMMIT");
    } catch (SQLException e) {
      takeBack(e);
      throw e;
    }
    bytes = bytesAfter;
    return made;
  }

  // A full disk may have ended the transaction already, and then there is nothing to roll back.
  private void takeBack(SQLException cause) {
    sequences.lookAgain();
    statements.prepareAgain();
    try {
      statements.run("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    try {
      targets.readAgain();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private long add(NewEvent event) throws SQLException {
    if (event.place() >> PLACE_BITS != 0) {
      throw new SQLException("Delivery " + event.delivery() + " has too many events.");
    }
    long key = event.delivery() << PLACE_BITS | event.place();
    OptionalLong same = statements.numberIfAny("SELECT sequence FROM event WHERE key = ?", key);
    if (same.isPresent()) {
      return same.getAsLong();
    }
    long target = targets.number(event.target());
    long before =
        statements.number(
            "INSERT INTO delivery(number, id, target, events, bytes) VALUES(?, ?, ?, 1, ?)"
                + " ON CONFLICT(number) DO UPDATE SET events = events + 1,"
                + " bytes = bytes + excluded.bytes RETURNING events - 1",
            event.delivery(),
            OutboxContents.bytes(event.id()),
            target,
            event.json().length);
    long sequence = sequences.next(target, event.subject(), event.delivery());
    statements.run(
        "INSERT INTO event(key, subject, sequence, raised_ms, json) VALUES(?, ?, ?, ?, ?)",
        key,
        event.subject(),
        sequence,
        event.raisedMs(),
        event.json());
    bytesAfter += event.json().length + OVERHEAD_BYTES * (before == 0 ? 2 : 1);
    return sequence;
  }

  private void attempted(Map<Long, Integer> attempted) throws SQLException {
    for (Map.Entry<Long, Integer> one : attempted.entrySet()) {
      statements.update(
          "UPDATE delivery SET attempts = ? WHERE number = ? AND dead_ms IS NULL",
          one.getValue(),
          one.getKey());
    }
  }

  private void take(String which, Object value) throws SQLException {
    long number;
    try (ResultSet row =
        statements
            .of("DELETE FROM delivery WHERE " + which + " RETURNING number, events, bytes", value)
            .executeQuery()) {
      if (!row.next()) {
        return;
      }
      number = row.getLong(1);
      bytesAfter -= size(row.getLong(2), row.getLong(3));
    }
    statements.update(
        "DELETE FROM event WHERE key BETWEEN ? AND ?",
        number << PLACE_BITS,
        ((number + 1) << PLACE_BITS) - 1);
  }

  private static long size(long events, long bytes) {
    return OVERHEAD_BYTES * (1 + events) + bytes;
  }

  private void giveUp(GivenUp given) throws SQLException {
    statements.update(
        "UPDATE delivery SET attempts = ?, cause = ?, status = nullif(?, -1), dead_ms = ?"
            + " WHERE number = ? AND dead_ms IS NULL",
        given.attempts(),
        given.cause(),
        given.status().orElse(-1),
        given.atMs(),
        given.number());
  }

  private void hold(Changes changes) throws SQLException {
    for (Held held : changes.held()) {
      statements.update(
          "INSERT INTO held(target, subject, since_ms) VALUES(?, ?, ?)"
              + " ON CONFLICT(target, subject) DO UPDATE SET since_ms = excluded.since_ms",
          targets.number(held.target()),
          held.subject(),
          held.sinceMs());
    }
    for (Held released : changes.released()) {
      long target = targets.number(released.target());
      // Only then one more is held by nobody; to look without need takes its time.
      if (statements.update(
              "DELETE FROM held WHERE target = ? AND subject = ?", target, released.subject())
          == 1) {
        sequences.released(target);
      }
    }
  }

  private void replay(Replayed replayed) throws SQLException {
    long number;
    try (ResultSet row =
        statements
            .of(
                "SELECT number FROM delivery WHERE id = ? AND dead_ms IS NOT NULL",
                OutboxContents.bytes(replayed.id()))
            .executeQuery()) {
      if (!row.next()) {
        return;
      }
      number = row.getLong(1);
    }
    statements.update(
        "UPDATE delivery SET number = ?, replayed_ms = ?, dead_ms = NULL, cause = NULL,"
            + " status = NULL WHERE number = ?",
        replayed.number(),
        replayed.atMs(),
        number);
    statements.update(
        "UPDATE event SET key = key + ? WHERE key BETWEEN ? AND ?",
        (replayed.number() - number) << PLACE_BITS,
        number << PLACE_BITS,
        ((number + 1) << PLACE_BITS) - 1);
  }

  private void raiseLastNumber(long last) throws SQLException {
    statements.update("UPDATE state SET last_number = max(last_number, ?)", last);
  }

  List<Dropped> shrinkTo(long maxBytes) throws SQLException {
    if (bytes <= maxBytes) {
      return List.of();
    }
    return whole(
        () -> {
          List<Dropped> dropped = new ArrayList<>();
          drop(maxBytes, "NOT NULL", dropped);
          drop(maxBytes, "NULL", dropped);
          return dropped;
        });
  }

  private void drop(long maxBytes, String deadMs, List<Dropped> dropped) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    long left = bytesAfter;
    try (ResultSet row =
        statements
            .of(
                "SELECT number, target, events, bytes FROM delivery WHERE dead_ms IS "
                    + deadMs
                    + " ORDER BY number")
            .executeQuery()) {
      while (left > maxBytes && row.next()) {
        numbers.add(row.getLong(1));
        long events = row.getLong(3);
        dropped.add(new Dropped(targets.of(row.getLong(2)), events, "NOT NULL".equals(deadMs)));
        left -= size(events, row.getLong(4));
      }
    }
    for (long number : numbers) {
      take("number = ?", number);
    }
  }
}
