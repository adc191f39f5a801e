package io.belfry.sql;

import io.belfry.server.webhook.store.OutboxStore.Target;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Numbers that stand for endpoints in the rows of an outbox.
 *
 * <p>Thread: confined to that of the outbox.
 */
final class OutboxTargets {
  private final Statements statements;
  private final Map<Target, Long> numbers = new HashMap<>();
  private final Map<Long, Target> targets = new HashMap<>();

  OutboxTargets(Statements statements) throws SQLException {
    this.statements = statements;
    read();
  }

  private void read() throws SQLException {
    numbers.clear();
    targets.clear();
    statements.each(
        row -> put(new Target(row.getString(2), row.getString(3)), row.getLong(1)),
        "SELECT id, app, endpoint FROM target");
  }

  private void put(Target target, long number) {
    numbers.put(target, number);
    targets.put(number, target);
  }

  /** What was made last may have been taken back. */
  void readAgain() throws SQLException {
    read();
  }

  OptionalLong known(Target target) {
    Long number = numbers.get(target);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** Its number, which it gets now if it has none. */
  long number(Target target) throws SQLException {
    Long known = numbers.get(target);
    if (known != null) {
      return known;
    }
    long made =
        statements.number(
            "INSERT INTO target(app, endpoint) VALUES(?, ?) RETURNING id",
            target.appId(),
            target.endpoint());
    put(target, made);
    return made;
  }

  Target of(long number) throws SQLException {
    Target target = targets.get(number);
    if (target == null) {
      throw new SQLException("Endpoint " + number + " is not in the table of endpoints.");
    }
    return target;
  }

  Map<Target, Long> all() {
    return Map.copyOf(numbers);
  }
}
