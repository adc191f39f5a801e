package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Small requests with large answers, which must not be had at the pace of small ones. */
@Tag("nodes")
class LargeAnswersTest {
  private static final String ROOM = "presence-room";
  private static final int MEMBERS = 40;
  private static final int BURST = 200;

  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private static void join(TestConnection connection, int number) {
    String data = "{\"user_id\":\"u" + number + "\",\"user_info\":\"" + "x".repeat(1_000) + "\"}";
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
            + token(connection.socketId() + ":" + ROOM + ":" + data)
            + "\",\"channel_data\":"
            + quoted(data)
            + ",\"channel\":\""
            + ROOM
            + "\"}}");
  }

  private TestConnection lastOfMany() {
    for (int i = 0; i < MEMBERS - 1; i++) {
      joined(i);
    }
    return joined(MEMBERS - 1);
  }

  private TestConnection joined(int number) {
    TestConnection member = server.connect();
    join(member, number);
    assertThat(member.next()).contains("subscription_succeeded");
    return member;
  }

  private static int rostersUntilWarned(TestConnection member) {
    int rosters = 0;
    for (String next = member.next(); !next.contains("\"code\":4307"); next = member.next()) {
      rosters += next.contains("subscription_succeeded") ? 1 : 0;
    }
    return rosters;
  }

  @Test
  @Tag("THR-37")
  @Tag("WS-058")
  void givenAMemberWhoAsksAgainAndAgainForAllMembers_itIsSlowedDownByTheSizeOfTheAnswer() {
    TestConnection member = lastOfMany();
    for (int i = 0; i < BURST; i++) {
      join(member, MEMBERS - 1);
    }
    assertThat(rostersUntilWarned(member)).isLessThan(BURST / 4);
    server.clock().advance(Duration.ofSeconds(1));
    assertThat(member.next()).contains("subscription_succeeded");
  }

  @Test
  @Tag("THR-37")
  @Tag("THR-40")
  void givenAMemberWhoLeavesAndJoinsWithoutEnd_itIsSlowedDownByTheSizeOfTheAnswer() {
    TestConnection member = lastOfMany();
    for (int i = 0; i < BURST; i++) {
      member.unsubscribe(ROOM);
      join(member, MEMBERS - 1);
    }
    assertThat(rostersUntilWarned(member)).isLessThan(BURST / 4);
  }
}
