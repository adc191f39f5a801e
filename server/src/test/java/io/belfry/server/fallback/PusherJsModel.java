package io.belfry.server.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * pusher-js on a fallback transport, as far as it decides what of an answer reaches the
 * application: it counts what a stream has brought, in UTF-16 units, and where a line ends beyond
 * its bound it drops the stream with all that is under way. And the browser below it: whose socket
 * ends before anything of the answer was read sends the same request once more.
 *
 * <p>Thread: confined to the test.
 */
final class PusherJsModel implements AutoCloseable {
  private static final int MAX_UNITS = 256 * 1024;
  private static final Pattern EVENT = Pattern.compile("\\\\\"data\\\\\":\\\\\"([0-9]+) ");

  private final TestServer server;
  private final String transport;
  private final Random random;
  private final int cutsInTen;
  private final List<Integer> events = new ArrayList<>();
  private final List<Integer> unitsOfStreams = new ArrayList<>();
  private final String base = "/pusher/app/" + TestServer.KEY + "/123/model001";
  private int number;
  private int cuts;
  private boolean isOpen;
  private @Nullable HttpSocket stream;
  private StringBuilder text = new StringBuilder();
  private byte[] rest = {};
  private int position;

  /** One that polls ({@code xhr}) or streams ({@code xhr_streaming}). */
  PusherJsModel(TestServer server, String transport, long seed, int cutsInTen) {
    this.server = server;
    this.transport = transport;
    this.random = new Random(seed);
    this.cutsInTen = cutsInTen;
  }

  /** The numbers that the events began with, in the order of their arrival. */
  List<Integer> events() {
    return events;
  }

  /** How much each stream had brought when it was dropped. */
  List<Integer> unitsOfStreams() {
    return unitsOfStreams;
  }

  /** How much the stream at hand has brought. */
  int units() {
    return text.length();
  }

  int cuts() {
    return cuts;
  }

  void connect() {
    while (!isOpen) {
      receive();
    }
    post(Browser.subscribe("news"));
  }

  /** Receives until there are so many events. */
  void receive(int count) {
    while (events.size() < count) {
      receive();
    }
  }

  /** Takes the next part of an answer, whatever it brings. */
  void receive() {
    HttpSocket open = stream == null ? open() : stream;
    stream = open;
    if (transport.equals("xhr")) {
      text.append(open.answer());
      assertThat(open.status()).isEqualTo(200);
      takeLines();
      drop();
    } else {
      byte[] chunk = open.chunk();
      assertThat(chunk).as("Connection interrupted").isNotEmpty();
      append(chunk);
      takeLines();
      if (position == text.length() && text.length() > MAX_UNITS) {
        unitsOfStreams.add(text.length());
        drop();
      }
    }
  }

  private HttpSocket open() {
    String target = base + "/" + transport + Browser.QUERY + "&t=1&n=" + ++number;
    text = new StringBuilder();
    position = 0;
    HttpSocket socket = send(target);
    while (random.nextInt(10) < cutsInTen) {
      cuts++;
      socket.awaitAnswer().close();
      socket = send(target);
    }
    return transport.equals("xhr") ? socket : socket.head();
  }

  private HttpSocket send(String target) {
    return HttpSocket.from(1, server.port()).send("POST", target, "");
  }

  private void drop() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  // A chunk may end within a character.
  private void append(byte[] chunk) {
    byte[] all = new byte[rest.length + chunk.length];
    System.arraycopy(rest, 0, all, 0, rest.length);
    System.arraycopy(chunk, 0, all, rest.length, chunk.length);
    int end = all.length;
    while (end > 0 && end > all.length - 4 && all[end - 1] < 0) {
      end--;
    }
    end = all[all.length - 1] == '\n' ? all.length : end;
    text.append(new String(all, 0, end, StandardCharsets.UTF_8));
    rest = Arrays.copyOfRange(all, end, all.length);
  }

  private void takeLines() {
    for (int end = text.indexOf("\n", position); end >= 0; end = text.indexOf("\n", position)) {
      String line = text.substring(position, end);
      position = end + 1;
      take(line);
    }
  }

  private void take(String line) {
    switch (line.charAt(0)) {
      case 'o' -> {
        assertThat(isOpen).as("Server lost session").isFalse();
        isOpen = true;
      }
      case 'h' -> {
        if (isOpen && !transport.equals("xhr")) {
          post();
        }
      }
      case 'a' -> {
        assertThat(isOpen).as("a message before the opening").isTrue();
        for (Matcher event = EVENT.matcher(line); event.find(); ) {
          events.add(Integer.parseInt(event.group(1)));
        }
      }
      default -> throw new AssertionError("Closed: " + line);
    }
  }

  private void post(String... messages) {
    String body =
        "[" + String.join(",", List.of(messages).stream().map(TestServer::quoted).toList()) + "]";
    try (HttpSocket post = HttpSocket.from(1, server.port())) {
      post.send("POST", base + "/xhr_send?t=1&n=" + ++number, body).answer();
      assertThat(post.status()).isEqualTo(204);
    }
  }

  @Override
  public void close() {
    drop();
  }
}
