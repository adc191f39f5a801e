package io.belfry.cli.doctor;

import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.ServerAddress;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server answers over HTTP, and whether it lets itself be upgraded.
 *
 * <p>Thread: confined to its caller.
 */
final class Web {
  private static final int FALLBACK_TRIES = 6;
  private static final long SECONDS_WARNED = 30;
  private static final long SECONDS_REFUSED = 600;
  private static final String UPGRADE =
      "A proxy in between has to pass on the fields Upgrade and Connection, over HTTP/1.1. The page"
          + " about proxies has the lines for each.";

  private final Line line;

  Web(Line line) {
    this.line = line;
  }

  /** Health, clock and fallback transports. */
  List<Check> look() {
    List<Check> checks = new ArrayList<>();
    checks.add(health());
    if (checks.get(0).grade() == Check.Grade.FAIL) {
      return checks;
    }
    checks.add(ready());
    checks.add(clock());
    checks.add(fallback());
    return checks;
  }

  private Answer ask(String method, String path, String fields) throws IOException, NoAccess {
    try (Socket socket = line.open()) {
      send(socket, method, path, fields + "Connection: close\r\n");
      return Answer.read(socket.getInputStream());
    }
  }

  private void send(Socket socket, String method, String path, String fields) throws IOException {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + line.authority()
            + "\r\nUser-Agent: belfry-doctor\r\n"
            + fields
            + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private Check health() {
    try {
      int status = ask("GET", "/healthz", "").status();
      return status == 200
          ? Check.ok("health", "alive")
          : Check.warn(
              "health",
              "/healthz is answered " + status,
              status >= 500
                  ? "A proxy does not reach the server."
                  : "Fine if the proxy keeps that path to itself.");
    } catch (Answer.NotHttp e) {
      return Check.fail(
          "health",
          String.valueOf(e.getMessage()),
          "Use https:// where the port speaks TLS; else it is the port of another program.");
    } catch (SocketTimeoutException e) {
      return Check.fail("health", "no answer within 5 s", "Is that the port of another program?");
    } catch (IOException e) {
      return Check.fail(
          "health",
          "no answer: " + e.getMessage(),
          "Try https:// instead of http://, or the reverse.");
    } catch (NoAccess e) {
      return Check.fail("health", String.valueOf(e.getMessage()), "");
    }
  }

  private Check ready() {
    try {
      int status = ask("GET", "/readyz", "").status();
      if (status == 503) {
        return Check.fail(
            "ready",
            "/readyz says no",
            "It starts, drains or is full; /health of operations says.");
      }
      return status == 200
          ? Check.ok("ready", "takes connections")
          : Check.warn("ready", "/readyz is answered " + status, "Fine if the proxy keeps it.");
    } catch (IOException | NoAccess e) {
      return Check.fail("ready", "no answer: " + e.getMessage(), "Try again.");
    }
  }

  private Check clock() {
    try {
      Instant before = Instant.now();
      String date = ask("GET", "/healthz", "").header("date");
      Instant middle = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
      Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long apart = Math.abs(Duration.between(there, middle).toSeconds());
      if (apart < SECONDS_WARNED) {
        return Check.ok("clock", apart <= 1 ? "as here" : apart + " s apart");
      }
      String finding = apart + " s apart from the clock here";
      String advice = "Let both be set by NTP: calls are refused beyond 600 s.";
      return apart < SECONDS_REFUSED
          ? Check.warn("clock", finding, advice)
          : Check.fail("clock", finding, advice);
    } catch (DateTimeParseException e) {
      return Check.skip("clock", "the answer has no Date");
    } catch (IOException | NoAccess e) {
      return Check.fail("clock", "no answer: " + e.getMessage(), "Try again.");
    }
  }

  private Check fallback() {
    try {
      String path = ServerAddress.prefix(line.server()) + "/pusher/info";
      int status = ask("GET", path, "").status();
      return status == 200
          ? Check.ok("fallback", "transports without WebSocket answer")
          : Check.warn(
              "fallback",
              "no transports without WebSocket (" + status + ")",
              "Fine if server.fallback_prefixes is empty; else pass /pusher on.");
    } catch (IOException | NoAccess e) {
      return Check.warn("fallback", "no answer: " + e.getMessage(), "Pass /pusher on.");
    }
  }

  /** A WebSocket that was opened, or why it was not. */
  record Upgrade(Check check, @Nullable Talk talk) {}

  /** Whether all requests of a fallback session come to the node that has it. */
  Check stickiness(String key) {
    byte[] name = new byte[8];
    new SecureRandom().nextBytes(name);
    String session =
        ServerAddress.prefix(line.server())
            + "/pusher/app/"
            + key
            + "/"
            + (100 + (name[0] & 0xff))
            + "/"
            + HexFormat.of().formatHex(name);
    try {
      int opened = post(session + "/xhr?protocol=7&client=js&version=8.0.0");
      if (opened != 200) {
        return Check.skip("stickiness", "no fallback session opens (" + opened + ")");
      }
      int lost = 0;
      for (int i = 0; i < FALLBACK_TRIES; i++) {
        lost += post(session + "/xhr_send") == 404 ? 1 : 0;
      }
      return lost == 0
          ? Check.ok("stickiness", "a fallback session stays at its node")
          : Check.warn(
              "stickiness",
              lost + " of " + FALLBACK_TRIES + " requests of a fallback session miss its node",
              "Where WebSocket does not pass, clients start over again and again. Let the balancer"
                  + " hash the client's address for paths below /pusher/.");
    } catch (IOException | NoAccess e) {
      return Check.warn("stickiness", "no answer: " + e.getMessage(), "Pass /pusher on.");
    }
  }

  private int post(String path) throws IOException, NoAccess {
    try (Socket socket = line.open()) {
      send(
          socket,
          "POST",
          path,
          "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n");
      socket.getOutputStream().write(new byte[] {'[', ']'});
      socket.getOutputStream().flush();
      return Answer.read(socket.getInputStream()).status();
    }
  }

  /** Asks for a WebSocket. */
  Upgrade upgrade(String key) {
    try {
      Socket socket = line.open();
      send(socket, "GET", path(key), fields(""));
      Answer answer = Answer.read(socket.getInputStream());
      if (answer.status() == 101) {
        return new Upgrade(Check.ok("upgrade", "the WebSocket opens"), new Talk(socket));
      }
      socket.close();
      return new Upgrade(refused(answer.status()), null);
    } catch (IOException | NoAccess e) {
      return new Upgrade(Check.fail("upgrade", "no answer: " + e.getMessage(), UPGRADE), null);
    }
  }

  private String path(String key) {
    return ServerAddress.prefix(line.server())
        + "/app/"
        + key
        + "?protocol=7&client=belfry-doctor&version=1";
  }

  private static String fields(String more) {
    byte[] nonce = new byte[16];
    new SecureRandom().nextBytes(nonce);
    return "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: "
        + Base64.getEncoder().encodeToString(nonce)
        + "\r\n"
        + more;
  }

  private static Check refused(int status) {
    String finding = "the upgrade is answered " + status;
    return switch (status) {
      case 400, 426 -> Check.fail("upgrade", finding + ", so the server saw none", UPGRADE);
      case 404 ->
          Check.fail(
              "upgrade",
              finding,
              "Check the path: a client connects to /app/KEY below one of server.path_prefixes.");
      case 429 ->
          Check.fail("upgrade", finding, "Too many connections from one address: wait a little.");
      case 502, 503, 504 ->
          Check.fail("upgrade", finding, "A proxy does not reach the server: check its upstream.");
      default ->
          Check.fail(
              "upgrade",
              finding,
              status >= 300 && status < 400
                  ? "WebSockets follow no redirect: name the address that it leads to."
                  : UPGRADE);
    };
  }

  /** Whether compression is agreed on. */
  Check compression(String key) {
    try (Socket socket = line.open()) {
      send(
          socket,
          "GET",
          path(key),
          fields("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"));
      Answer answer = Answer.read(socket.getInputStream());
      String agreed = answer.header("sec-websocket-extensions");
      return answer.status() == 101 && agreed.startsWith("permessage-deflate")
          ? Check.ok("compression", "permessage-deflate")
          : Check.ok("compression", "none");
    } catch (IOException | NoAccess e) {
      return Check.warn("compression", "no answer: " + e.getMessage(), "Try again.");
    }
  }
}
