package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.server.app.Limit;
import io.belfry.server.metrics.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections end, counted by side and code. Codes as labels are few, and none that a stranger
 * chose.
 *
 * <p>Thread: stateless.
 *
 * @see "rule THR-43"
 */
public final class CloseCodes {
  private static final Logger LOG = LoggerFactory.getLogger(CloseCodes.class);

  /** The client closed without a code. */
  public static final int NONE = 1005;

  /** The socket is gone, and nobody has said why. */
  public static final int LOST = 1006;

  private static final List<String> OF_CLIENTS = List.of("1000", "1001", "1005", "1006");
  private static final String OTHER = "other";

  private CloseCodes() {}

  /** The client has ended the connection, or the network. */
  static void note(Connection gone, int code) {
    note(gone, "client", ofClient(code));
  }

  /** The server ends the connection. */
  static void note(Connection closing, CloseReason reason) {
    note(closing, "server", Integer.toString(reason.code()));
    switch (reason) {
      case MESSAGE_TOO_BIG -> closing.countRefusal(Limit.MAX_CLIENT_MESSAGE_BYTES.key());
      case NOT_AUTHORIZED_IN_TIME ->
          closing.countRefusal(Limit.AUTHORIZATION_TIMEOUT_SECONDS.key());
      default -> {}
    }
  }

  private static void note(Connection connection, String side, String code) {
    String app = connection.app().id();
    LOG.debug(
        "connection closes app={} socket={} by={} code={}", app, connection.socketId(), side, code);
    connection.metrics().count(Metric.CONNECTIONS_CLOSED, app, side, code);
  }

  /** A client's code. */
  static String ofClient(int code) {
    String text = Integer.toString(code < 0 ? NONE : code);
    return OF_CLIENTS.contains(text) ? text : OTHER;
  }

  /** All that are counted, each with the side that says it. */
  public static List<List<String>> all() {
    Set<String> ofServer =
        Arrays.stream(CloseReason.values())
            .map(reason -> Integer.toString(reason.code()))
            .collect(Collectors.toCollection(TreeSet::new));
    return Stream.concat(
            Stream.concat(OF_CLIENTS.stream(), Stream.of(OTHER))
                .map(code -> List.of("client", code)),
            ofServer.stream().map(code -> List.of("server", code)))
        .toList();
  }
}
