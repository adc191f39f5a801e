package io.belfry.junit;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One connection of a client through the wire, with its two sockets.
 *
 * <p>Thread: thread-safe.
 */
final class WiredConnection {
  private final Socket client;
  private final Socket server;
  private final Consumer<WiredConnection> gone;
  private final TappedConnection tapped;
  private final Pump up;
  private final Pump down;

  WiredConnection(
      Socket client,
      Socket server,
      Supplier<Duration> delay,
      TappedConnection tapped,
      Consumer<WiredConnection> gone) {
    this.client = client;
    this.server = server;
    this.gone = gone;
    this.tapped = tapped;
    this.up = new Pump(delay);
    this.down = new Pump(delay);
  }

  void start() {
    FrameTap tap = new FrameTap(tapped::text);
    FirstBytes first = new FirstBytes();
    begin(
        () ->
            up.read(
                client.getInputStream(), bytes -> first.read(bytes).ifPresent(this::cannotRead)));
    begin(
        () -> {
          up.write(server.getOutputStream(), bytes -> {});
          server.shutdownOutput();
        });
    begin(() -> down.read(server.getInputStream(), bytes -> {}));
    begin(
        () -> {
          down.write(client.getOutputStream(), bytes -> tap.read(bytes, bytes.length));
          // Nobody answers any more, so what the client still says is of no use.
          client.shutdownOutput();
          end();
        });
  }

  /** A part of the carrying. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  private void begin(Part part) {
    Thread.ofVirtual()
        .name("belfry-wire")
        .start(
            () -> {
              try {
                part.run();
              } catch (IOException | InterruptedException e) {
                // One side is gone, so the other has nobody to talk to.
                cut();
              }
            });
  }

  private void cannotRead(String sentence) {
    tapped.cannotRead(sentence);
    if (sentence.equals(FirstBytes.TLS)) {
      cut();
    }
  }

  TappedConnection tapped() {
    return tapped;
  }

  /** Takes nothing more from the server, which is what a slow client does. */
  void stopReading() {
    down.hold();
  }

  void readOn() {
    down.release();
  }

  /** Ends both sides with a reset. */
  void cut() {
    reset(client);
    reset(server);
    end();
  }

  private void end() {
    up.end();
    down.end();
    close(client);
    close(server);
    gone.accept(this);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      return; // closed already
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return; // it has no use any more
    }
  }
}
