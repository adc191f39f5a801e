package io.belfry.client.internal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One {@code POST} over a connection of its own, which ends with it: no redirect is followed,
 * nothing is sent twice, nothing that the JVM keeps for all (cookies, credentials, proxies) has a
 * part in it. The exchange runs on a thread of its own, so the time limit holds for all of it and
 * an interrupt ends it.
 *
 * <p>Thread: stateless; blocks its caller.
 *
 * @see "rules CL-008, CL-019"
 */
public final class HttpPost {
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int CHUNK = 4096;
  private static final int HEXADECIMAL = 16;
  private static final int MAX_SIZE_DIGITS = 8;
  private static final int OK = 200;
  private static final int CREATED = 201;

  private HttpPost() {}

  /**
   * What is asked.
   *
   * @param url {@code http} or {@code https}
   * @param fields of the head, beside those that HTTP itself needs
   * @param tls keys and trusted certificates; null for those of the JVM
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Request(
      URI url, Map<String, String> fields, byte[] body, @Nullable SSLContext tls) {}

  /**
   * What came back.
   *
   * @param body read as UTF-8; empty unless the status is 200 or 201
   */
  public record Answer(int status, String body) {}

  /**
   * Asks and waits for the answer.
   *
   * @param patience longest wait, from the lookup of the host to the last byte
   * @throws SocketTimeoutException if that is over
   */
  public static Answer send(Request request, Duration patience)
      throws IOException, InterruptedException {
    Exchange exchange = new Exchange(request, patience);
    FutureTask<Answer> task = new FutureTask<>(exchange::run);
    Thread thread = Threads.inTheBackground("belfry-client-http", task);
    thread.start();
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("no answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? cause
          : new IOException("the request failed: " + e.getCause(), e);
    } finally {
      exchange.giveUp();
      thread.interrupt();
    }
  }

  private static final class Exchange implements Dialer.Holder {
    private final Request request;
    private final Duration patience;
    private volatile @Nullable WireSocket wire;
    private volatile boolean over;

    Exchange(Request request, Duration patience) {
      this.request = request;
      this.patience = patience;
    }

    @Override
    public void hold(WireSocket socket) throws SocketException {
      wire = socket;
      if (over) {
        socket.abort();
        throw new SocketException("given up");
      }
    }

    void giveUp() {
      over = true;
      WireSocket socket = wire;
      if (socket != null) {
        socket.abort();
      }
    }

    Answer run() throws IOException {
      URI url = request.url();
      Dialer.Destination destination =
          new Dialer.Destination(
              url.getHost(),
              HttpPlace.port(url),
              HttpPlace.isEncrypted(url),
              request.tls(),
              Proxy.NO_PROXY,
              "",
              patience);
      try {
        Dialer.Line line = Dialer.dial(destination, this);
        OutputStream out = line.out();
        out.write(message());
        out.flush();
        return answer(new ByteSource(line.in()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("given up");
      }
    }

    private byte[] message() throws IOException {
      Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      fields.put("Accept", "*/*");
      fields.put("Host", HttpPlace.hostField(request.url()));
      fields.put("Connection", "close");
      fields.put("Content-Length", String.valueOf(request.body().length));
      fields.putAll(request.fields());
      StringBuilder head = new StringBuilder("POST ");
      head.append(HttpPlace.target(request.url())).append(" HTTP/1.1\r\n");
      fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      message.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      message.write(request.body());
      return message.toByteArray();
    }
  }

  private static Answer answer(ByteSource source) throws IOException {
    HttpHead head = HttpHead.read(source);
    if (head.status() != OK && head.status() != CREATED) {
      return new Answer(head.status(), "");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.has("transfer-encoding")) {
      readChunks(head, source, body);
    } else if (head.has("content-length")) {
      copy(source, length(head.field("content-length")), body);
    } else {
      readToEnd(source, body);
    }
    return new Answer(head.status(), text(body));
  }

  // As browsers decode it: some frameworks put a byte order mark before all they send.
  private static String text(ByteArrayOutputStream body) {
    String text = new String(body.toByteArray(), StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static void readChunks(HttpHead head, ByteSource source, ByteArrayOutputStream body)
      throws IOException {
    if (!head.field("transfer-encoding").equalsIgnoreCase("chunked")) {
      throw new ProtocolException("the answer has a transfer encoding other than chunked");
    }
    for (long size = chunkSize(source); size > 0; size = chunkSize(source)) {
      copy(source, size, body);
      if (!line(source).isEmpty()) {
        throw new ProtocolException("a chunk is longer than it says");
      }
    }
  }

  private static long chunkSize(ByteSource source) throws IOException {
    String size = line(source).split(";", 2)[0].trim();
    if (!size.matches("[0-9A-Fa-f]{1," + MAX_SIZE_DIGITS + "}")) {
      throw new ProtocolException("a chunk has no size");
    }
    return Long.parseLong(size, HEXADECIMAL);
  }

  private static String line(ByteSource source) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = required(source); next != '\n'; next = required(source)) {
      if (line.length() == CHUNK) {
        throw new ProtocolException("a line between chunks is too long");
      }
      line.append((char) next);
    }
    return line.toString().trim();
  }

  private static int required(ByteSource source) throws IOException {
    try {
      return source.next();
    } catch (EOFException e) {
      throw new ProtocolException("the answer has no end");
    }
  }

  private static long length(String text) throws IOException {
    if (!text.matches("[0-9]{1,18}")) {
      throw new ProtocolException("the answer's length is no number");
    }
    return Long.parseLong(text);
  }

  private static void copy(ByteSource source, long count, ByteArrayOutputStream body)
      throws IOException {
    checkRoom(body.size() + count);
    try {
      body.write(source.exactly((int) count));
    } catch (EOFException e) {
      throw new ProtocolException("the answer is shorter than it says");
    }
  }

  private static void readToEnd(ByteSource source, ByteArrayOutputStream body) throws IOException {
    byte[] some = new byte[CHUNK];
    try {
      while (true) {
        int count = source.read(some, 0, CHUNK);
        checkRoom((long) body.size() + count);
        body.write(some, 0, count);
      }
    } catch (EOFException e) {
      // That is how this body ends.
      return;
    }
  }

  private static void checkRoom(long bytes) throws IOException {
    if (bytes > MAX_ANSWER_BYTES) {
      throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
    }
  }
}
