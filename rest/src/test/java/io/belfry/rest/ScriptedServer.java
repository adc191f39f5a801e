package io.belfry.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that does by hand what a test wants of each connection, which it keeps the number of.
 */
final class ScriptedServer implements AutoCloseable {
  static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  private final ServerSocket listener;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  /** What is done with a connection, on a thread of its own; it is closed afterwards. */
  interface Script {
    void run(int number, Peer peer) throws IOException;
  }

  /** The other end of a connection. */
  final class Peer {
    private final Socket socket;

    private Peer(Socket socket) {
      this.socket = socket;
    }

    /** Reads a request with its body, and gives its first line. */
    String request() throws IOException {
      String head = head();
      if (head.toLowerCase(java.util.Locale.ROOT).contains("content-length: ")) {
        String length = head.replaceAll("(?is).*content-length: (\\d+).*", "$1");
        socket.getInputStream().readNBytes(Integer.parseInt(length));
      }
      return head.lines().findFirst().orElseThrow();
    }

    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new IOException("The connection ended in the head: " + head);
        }
        head.append((char) next);
      }
      return head.toString();
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits for the end of the connection, whatever comes before. */
    void awaitEnd() throws IOException {
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }

    void close() throws IOException {
      socket.close();
    }

    /** Tells the test something. */
    void say(String word) {
      said.add(word);
    }
  }

  ScriptedServer(Script script) {
    try {
      listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(() -> accept(script));
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "scripted");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(Script script) {
    for (int number = 1; !listener.isClosed(); number++) {
      try {
        Socket socket = listener.accept();
        socket.setSoTimeout(20_000);
        int mine = number;
        thread(() -> run(script, mine, socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void run(Script script, int number, Socket socket) {
    Peer peer = new Peer(socket);
    try (socket) {
      script.run(number, peer);
    } catch (IOException e) {
      peer.say("broken");
    }
  }

  RestOptions options() {
    return RestOptions.of(
        "http://127.0.0.1:" + listener.getLocalPort(), "7", "app-key", RecordingServer.SECRET);
  }

  /** What a script said next, or null when it says nothing. */
  String next() throws InterruptedException {
    return String.valueOf(said.poll(20, TimeUnit.SECONDS));
  }

  boolean hasSaidNothingMore() {
    return said.isEmpty();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
