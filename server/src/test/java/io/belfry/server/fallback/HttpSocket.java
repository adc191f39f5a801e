package io.belfry.server.fallback;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that does nothing by itself. Every wait ends after ten seconds with a failure.
 *
 * <p>Thread: confined to the test.
 */
final class HttpSocket implements AutoCloseable {
  private static final int WAIT_MILLIS = 10_000;
  private static final int SMALL_BUFFER_BYTES = 8 << 10;

  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream in;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream ahead = new ByteArrayOutputStream();
  private int status;

  private HttpSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.socket = channel.socket();
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** A socket from 127.0.0.{@code host}. */
  static HttpSocket from(int host, int port) {
    try {
      SocketChannel channel = SocketChannel.open();
      Socket socket = channel.socket();
      socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
      socket.setSoTimeout(WAIT_MILLIS);
      socket.bind(new InetSocketAddress(loopback(host), 0));
      socket.connect(new InetSocketAddress(loopback(1), port), WAIT_MILLIS);
      return new HttpSocket(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress loopback(int host) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host});
  }

  /** Sends a request and reads nothing. */
  HttpSocket send(String method, String target, String body, String... headerLines) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: ")
            .append(bytes.length)
            .append("\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    request.writeBytes(bytes);
    return sendBytes(request.toByteArray());
  }

  /**
   * Of two requests of which the server answers the earlier when the later comes: the one that it
   * keeps. That it does is then sure.
   */
  static HttpSocket keptOf(HttpSocket one, HttpSocket other) {
    return firstAnswered(one, other) == one ? other : one;
  }

  /** Waits until something of the answer is there, and reads nothing. */
  HttpSocket awaitAnswer() {
    return firstAnswered(this);
  }

  private static HttpSocket firstAnswered(HttpSocket... sockets) {
    try {
      SelectionKey answered = firstReadable(sockets);
      for (HttpSocket one : sockets) {
        one.channel.configureBlocking(true);
      }
      return (HttpSocket) answered.attachment();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SelectionKey firstReadable(HttpSocket... sockets) throws IOException {
    try (Selector selector = Selector.open()) {
      for (HttpSocket one : sockets) {
        one.channel.configureBlocking(false);
        one.channel.register(selector, SelectionKey.OP_READ, one);
      }
      if (selector.select(WAIT_MILLIS) == 0) {
        throw new AssertionError("There was no answer within " + WAIT_MILLIS + " ms.");
      }
      return selector.selectedKeys().iterator().next();
    }
  }

  HttpSocket sendBytes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the head of an answer. */
  HttpSocket head() {
    String first = headLine();
    if (first.isEmpty()) {
      throw new AssertionError("The connection ended without an answer.");
    }
    status = Integer.parseInt(first.split(" ", 3)[1]);
    headers.clear();
    for (String line = headLine(); !line.isEmpty(); line = headLine()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return this;
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Reads a whole answer; its body. */
  String answer() {
    head();
    if (!header("Transfer-Encoding").isEmpty()) {
      StringBuilder all = new StringBuilder();
      for (String line = line(); line != null; line = line()) {
        all.append(line).append('\n');
      }
      return all.toString();
    }
    try {
      int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The next line of a chunked body, wherever its chunks begin and end; null behind the last. */
  @Nullable String line() {
    while (true) {
      String text = ahead.toString(StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      if (end >= 0) {
        ahead.reset();
        ahead.writeBytes(text.substring(end + 1).getBytes(StandardCharsets.UTF_8));
        return text.substring(0, end);
      }
      byte[] chunk = chunk();
      if (chunk.length == 0) {
        return null;
      }
      ahead.writeBytes(chunk);
    }
  }

  /** The next chunk; empty when it is the last one. */
  byte[] chunk() {
    try {
      String size = headLine();
      if (size.isEmpty()) {
        throw new EOFException();
      }
      byte[] bytes = in.readNBytes(Integer.parseInt(size, 16));
      headLine();
      return bytes;
    } catch (IOException e) {
      throw new AssertionError("No chunk came.", e);
    }
  }

  /** Reads until the socket has ended. */
  void awaitEnd() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The connection did not end.", e);
    } catch (IOException e) {
      // A reset is an end too.
      ahead.reset();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String headLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        if (b != '\r') {
          line.write(b);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("Nothing came within " + WAIT_MILLIS + " ms.", e);
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
