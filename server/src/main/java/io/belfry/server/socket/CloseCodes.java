package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.server.app.Limit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How connections end, counted by side and code. Codes as labels are few, and none that a stranger
 * chose.
 *
 * <p>Thread: stateless.
 *
 * @see "rule THR-43"
 */
public final class CloseCodes {
  /** The client closed without a code. */
  public static final int NONE = 1005;

  /** The socket is gone, and nobody has said why. */
  public static final int LOST = 1006;

  private static final List<String> OF_CLIENTS = List.of("1000", "1001", "1005", "1006");
  private static final String OTHER = "other";

  private CloseCodes() {}

  /** The limit that ends a connection for that reason; null when it is none. */
  static @Nullable Limit limitOf(CloseReason reason) {
    return switch (reason) {
      case MESSAGE_TOO_BIG -> Limit.MAX_CLIENT_MESSAGE_BYTES;
      case NOT_AUTHORIZED_IN_TIME -> Limit.AUTHORIZATION_TIMEOUT_SECONDS;
      default -> null;
    };
  }

  /** A client's code. */
  static String ofClient(int code) {
    String text = Integer.toString(given(code));
    return OF_CLIENTS.contains(text) ? text : OTHER;
  }

  /** The code of a close; {@link #NONE} where there was none. */
  static int given(int code) {
    return code < 0 ? NONE : code;
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
