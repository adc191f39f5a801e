package io.belfry.sql;

import io.belfry.server.webhook.store.OutboxStore;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers the events of each endpoint and subject. A client chooses names of channels, so the
 * numbers of subjects that nobody holds are bounded: beyond that those used longest ago go, a tenth
 * at a time, since finding them means to look at all. So it is for all endpoints together, since
 * there may be any number of those.
 *
 * <p>Thread: confined to that of the outbox.
 */
final class OutboxSequences {
  private static final long MOST = OutboxStore.MAX_NUMBERS;
  private static final long MOST_IN_ALL = 10 * MOST;
  private static final long IN_ALL = -1;
  private static final String UNHELD =
      " FROM sequence AS s WHERE s.target BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM held AS h"
          + " WHERE h.target = s.target AND h.subject = s.subject)";

  private final Statements statements;
  private final long most;
  private final long mostInAll;

  // How many more there may be before there can be too many; never more than the truth.
  private final Map<Long, Long> room = new HashMap<>();

  OutboxSequences(Statements statements) throws SQLException {
    this(statements, MOST, MOST_IN_ALL);
  }

  /** With other bounds than the usual ones. */
  OutboxSequences(Statements statements, long most, long mostInAll) throws SQLException {
    this.statements = statements;
    this.most = most;
    this.mostInAll = mostInAll;
    statements.each(
        row -> room.put(row.getLong(1), most - row.getLong(2)),
        "SELECT target, count(*) FROM sequence GROUP BY target");
    room.put(IN_ALL, mostInAll - statements.number("SELECT count(*) FROM sequence"));
  }

  /**
   * The next number.
   *
   * @param used grows with each use
   */
  long next(long target, String subject, long used) throws SQLException {
    long number =
        statements.number(
            "INSERT INTO sequence(target, subject, last, used) VALUES(?, ?, 1, ?)"
                + " ON CONFLICT(target, subject) DO UPDATE SET last = last + 1,"
                + " used = excluded.used RETURNING last",
            target,
            subject,
            used);
    if (number == 1) {
      released(target);
    }
    return number;
  }

  /** One more of that endpoint may be held by nobody. */
  void released(long target) {
    room.merge(target, most - 1, (left, unused) -> left - 1);
    room.merge(IN_ALL, mostInAll - 1, (left, unused) -> left - 1);
  }

  /** A transaction was taken back, so nothing is known any more. */
  void lookAgain() {
    room.replaceAll((target, left) -> -1L);
  }

  /** Forgets what is too much. */
  void forgetSurplus() throws SQLException {
    for (Map.Entry<Long, Long> one : room.entrySet()) {
      if (one.getValue() < 0) {
        one.setValue(bound(one.getKey()) - leftOf(one.getKey()));
      }
    }
  }

  private long bound(long target) {
    return target == IN_ALL ? mostInAll : most;
  }

  private long leftOf(long target) throws SQLException {
    long first = target == IN_ALL ? 0 : target;
    long last = target == IN_ALL ? Long.MAX_VALUE : target;
    long unheld = statements.number("SELECT count(*)" + UNHELD, first, last);
    if (unheld <= bound(target)) {
      return unheld;
    }
    long kept = bound(target) / 10 * 9;
    statements.update(
        "DELETE FROM sequence WHERE (target, subject) IN (SELECT s.target, s.subject"
            + UNHELD
            + " ORDER BY s.used LIMIT ?)",
        first,
        last,
        unheld - kept);
    return kept;
  }
}
