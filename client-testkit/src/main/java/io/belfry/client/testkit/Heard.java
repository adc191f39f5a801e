package io.belfry.client.testkit;

import io.belfry.client.internal.Transport;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What came from a WebSocket, a line each.
 *
 * <p>Thread: thread-safe.
 */
public final class Heard implements Transport.Events {
  private static final int WAIT_SECONDS = 10;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Override
  public void text(String message) {
    lines.add(message);
  }

  @Override
  public void activity() {
    lines.add("activity");
  }

  @Override
  public void ended(int code, String reason) {
    lines.add("ended " + code + " " + reason);
  }

  @Override
  public void failed(Throwable cause) {
    lines.add("failed: " + cause);
  }

  /** The next line. */
  public String next() {
    try {
      String line = lines.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("Nothing came.");
      }
      return line;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next line that is no sign of life. */
  public String nextOfSubstance() {
    String line = next();
    while (line.equals("activity")) {
      line = next();
    }
    return line;
  }

  /** What came and was not asked for. */
  public List<String> rest() {
    return List.copyOf(lines);
  }
}
