package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What connections leave behind, and what they cost while they are there, in a process of its own.
 * Nothing is asked of the server but how many objects of its classes are alive: a table that kept
 * an entry for each connection would show.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ChurnTest {
  /** With 100000 here it takes some minutes. */
  private static final int CONNECTIONS = Integer.getInteger("belfry.churn.connections", 1_500);

  private static final int CHANNELS = 10;
  private static final int SLACK = 100;
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final String TARGET = "/app/app-key?protocol=7&client=test&version=1";
  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String[] KINDS = {"", "private-", "presence-", "cache-", "presence-cache-"};

  private final ServerProcess server = ServerProcess.start("-Xmx256m");

  @AfterAll
  void stop() {
    server.close();
  }

  private void churn(int from, int count) {
    for (int i = from; i < from + count; i++) {
      try (RecordingClient client = RecordingClient.connect(server.port(), TARGET)) {
        Matcher socketId = SOCKET_ID.matcher(client.next());
        assertThat(socketId.find()).isTrue();
        visit(client, socketId.group(1), i);
        if (i % 3 == 0) {
          client.sendFrame(0x88, new byte[] {3, (byte) 232});
          client.awaitEnd();
        }
      }
    }
    server.awaitConnections(0);
  }

  /** Signs in, watches somebody, holds channels of each kind and lets some go again. */
  private static void visit(RecordingClient client, String socketId, int number) {
    String user = "{\"id\":\"u" + number + "\",\"watchlist\":[\"w" + number + "\"]}";
    client.send(
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\""
            + token(socketId + "::user::" + user)
            + "\",\"user_data\":"
            + quoted(user)
            + "}}");
    for (int i = 0; i < CHANNELS; i++) {
      String channel = KINDS[i % KINDS.length] + "c-" + number + "-" + i;
      client.send(
          "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\""
              + channel
              + "\",\"auth\":\""
              + token(socketId + ":" + channel)
              + "\"}}");
    }
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-no\"}}");
    client.send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"c-" + number + "-0\"}}");
    client.send("{\"event\":\"pusher:ping\"}");
    int succeeded = 0;
    for (String next = client.next(); !next.contains("pusher:pong"); next = client.next()) {
      succeeded += next.contains("succe") ? 1 : 0;
    }
    assertThat(succeeded).isEqualTo(CHANNELS + 1);
  }

  @Test
  @Tag("THR-39")
  @Tag("WS-014")
  void givenConnectionsThatComeAndGo_nothingOfThemIsLeft() {
    churn(0, 300);
    long objects = server.ownObjects();
    long bytes = server.usedBytes();
    churn(300, CONNECTIONS);
    assertThat(server.ownObjects() - objects).isLessThan(SLACK);
    assertThat(server.usedBytes() - bytes).isLessThan(5L * MIB);
  }

  @Test
  @Tag("THR-39")
  @Tag("THR-35")
  void givenIdleConnections_eachCostsLittle() {
    churn(1_000_000, 20);
    long before = server.usedBytes();
    List<RecordingClient> idle = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      idle.add(RecordingClient.connect(server.port(), TARGET));
      assertThat(idle.get(i).next()).contains("connection_established");
    }
    long each = (server.usedBytes() - before) / idle.size();
    idle.forEach(RecordingClient::close);
    server.awaitConnections(0);
    assertThat(each).isLessThan(8L * KIB);
  }

  @Test
  @Tag("THR-39")
  void givenAThousandSubscriptions_eachCostsLittle() {
    churn(2_000_000, 20);
    try (RecordingClient client = RecordingClient.connect(server.port(), TARGET)) {
      assertThat(client.next()).contains("connection_established");
      long before = server.usedBytes();
      for (int i = 0; i < 1000; i++) {
        client.send(
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a-channel-of-some-length-"
                + i
                + "\"}}");
        assertThat(client.next()).contains("succeeded");
      }
      long each = (server.usedBytes() - before) / 1000;
      assertThat(each).isLessThan(KIB * 3L / 2);
    }
    server.awaitConnections(0);
  }
}
