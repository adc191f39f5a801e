package io.belfry.bench.library;

import io.belfry.testkit.Frame;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.nio.charset.StandardCharsets;

/**
 * A server that is never the limit: greets two clients one after the other, lets each subscribe,
 * and writes events as fast as the socket takes them.
 *
 * <p>Thread: runs on one of its own.
 */
final class EventSource implements AutoCloseable {
  static final String CHANNEL = "news";
  static final String EVENT = "headline";

  // The first warms up, the second is measured.
  private static final int CLIENTS = 2;
  private static final int BURST = 200;
  private static final int NORMAL = 1000;
  private static final int TEXT = 0x81;
  private static final int TWO_BYTES = 126;

  private final ScriptedServer server = ScriptedServer.start();
  private final Thread thread;

  /** Begins to listen; sends each so many. */
  EventSource(int count) {
    thread = Thread.ofPlatform().start(() -> serve(count));
  }

  int port() {
    return server.port();
  }

  private void serve(int count) {
    for (int client = 0; client < CLIENTS; client++) {
      serveOne(count);
    }
  }

  private void serveOne(int count) {
    try (ServerSide side = server.accept()) {
      side.greet("1.1", 120);
      side.next();
      side.send(
          "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"news\",\"data\":\"{}\"}");
      byte[] burst = burst();
      for (int sent = 0; sent < count; sent += BURST) {
        side.sendBytes(burst);
      }
      Frame last = side.nextFrame();
      while (last.opcode() != Frame.CLOSE) {
        last = side.nextFrame();
      }
      side.sendClose(NORMAL, "");
    }
  }

  private static byte[] burst() {
    byte[] text =
        ("{\"event\":\"headline\",\"channel\":\"news\",\"data\":\"{\\\"text\\\":\\\""
                + "x".repeat(120)
                + "\\\"}\"}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] burst = new byte[BURST * (4 + text.length)];
    for (int i = 0, at = 0; i < BURST; i++) {
      burst[at++] = (byte) TEXT;
      burst[at++] = TWO_BYTES;
      burst[at++] = (byte) (text.length >> 8);
      burst[at++] = (byte) text.length;
      System.arraycopy(text, 0, burst, at, text.length);
      at += text.length;
    }
    return burst;
  }

  @Override
  public void close() {
    server.close();
    thread.interrupt();
  }
}
