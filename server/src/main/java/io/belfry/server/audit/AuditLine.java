package io.belfry.server.audit;

import io.belfry.server.audit.AuditEntry.Concerned;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.setting.wording.LineText;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit log: a JSON object without what is not known. Nothing in it can end the
 * line, whatever a stranger wrote.
 *
 * <p>Thread: immutable.
 *
 * @param atMillis when it was, in Unix time
 * @param entry what it was
 * @param count for how many it stands
 */
record AuditLine(long atMillis, AuditEntry entry, long count) {
  private static final int CAPACITY = 320;

  /** One alone. */
  AuditLine(long atMillis, AuditEntry entry) {
    this(atMillis, entry, 1);
  }

  /**
   * Its bytes with the end of the line.
   *
   * @param node whose line it is
   * @param dropped how many before it are lost
   */
  byte[] bytes(String node, long dropped) {
    StringBuilder to = new StringBuilder(CAPACITY).append("{\"at_ms\":").append(atMillis);
    text(to, "node", node);
    text(to, "app", entry.app());
    text(to, "what", entry.what().word());
    text(to, "outcome", entry.outcome().word());
    text(to, "reason", entry.reason());
    who(to, entry.who());
    means(to, entry.means());
    number(to, "count", count, 1);
    number(to, "dropped", dropped, 0);
    return to.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void who(StringBuilder to, Concerned who) {
    InetAddress address = who.address();
    text(to, "user_id", who.user());
    text(to, "socket_id", who.socketId());
    text(to, "address", address == null ? null : address.getHostAddress());
    text(to, "user_agent", who.userAgent());
    text(to, "session", who.session());
  }

  private static void means(StringBuilder to, Means means) {
    text(to, "key", means.key());
    text(to, "method", means.method());
    text(to, "request_id", means.requestId());
    text(to, "origin", means.origin());
    text(to, "ignored", means.ignored());
    text(to, "issuer", means.issuer());
  }

  private static void number(StringBuilder to, String name, long number, long usual) {
    if (number != usual) {
      to.append(",\"").append(name).append("\":").append(number);
    }
  }

  private static void text(StringBuilder to, String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    to.append(",\"").append(name).append("\":");
    LineText.appendJson(to, value);
  }
}
