package io.belfry.server.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which sockets of this machine listen, as Linux tells it. Listening sockets stand at the top of
 * its tables, so however many connections there are, only a few lines are read.
 *
 * <p>Thread: thread-safe.
 */
final class ListeningSockets {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String LISTENS = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;

  private ListeningSockets() {}

  /** How many listen on that port, whatever their address; empty where the system does not tell. */
  static OptionalInt on(int port) {
    int count = 0;
    boolean isTold = false;
    for (Path table : TABLES) {
      // A machine without IPv6 has no table for it.
      if (Files.isReadable(table)) {
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
          count += count(lines, port);
          isTold = true;
        } catch (IOException e) {
          return OptionalInt.empty();
        }
      }
    }
    return isTold ? OptionalInt.of(count) : OptionalInt.empty();
  }

  private static int count(BufferedReader lines, int port) throws IOException {
    String end = String.format(Locale.ROOT, ":%04X", port);
    int count = 0;
    lines.readLine();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] fields = line.strip().split(" +", STATE + 2);
      if (fields.length <= STATE || !fields[STATE].equals(LISTENS)) {
        break;
      }
      if (fields[ADDRESS].endsWith(end)) {
        count++;
      }
    }
    return count;
  }
}
