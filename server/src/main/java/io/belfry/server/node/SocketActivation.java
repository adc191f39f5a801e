package io.belfry.server.node;

import io.belfry.server.node.ListenFrom.Inherited;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the variables with which systemd, and whoever does as it does, hands over listening
 * sockets.
 *
 * <p>Thread: stateless.
 */
public final class SocketActivation {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int MOST = 16;

  private SocketActivation() {}

  /**
   * The sockets that are meant for this process; none where the variables are absent, unreadable or
   * for another one.
   *
   * @param environment variables of this process
   * @param pid number of this process
   */
  public static List<Inherited> read(Map<String, String> environment, long pid) {
    if (number(environment.get("LISTEN_PID")) != pid) {
      return List.of();
    }
    int count = Math.clamp(number(environment.get("LISTEN_FDS")), 0, MOST);
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    List<Inherited> inherited = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      inherited.add(new Inherited(FIRST_DESCRIPTOR + i, i < names.length ? names[i] : ""));
    }
    return inherited;
  }

  private static long number(@org.jspecify.annotations.Nullable String text) {
    try {
      return text == null ? -1 : Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
