package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * Comings and goings of members at random, on two event loops, against a model that is a list: who
 * is joined as whom. Each subscriber replays what it is told; that has to make sense frame by frame
 * and end at the members of the model.
 */
class PresenceModelTest {
  private static final int CLIENTS = 5;
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";
  private static final Pattern MEMBER = Pattern.compile("\\\\\"user_id\\\\\":\\\\\"(u\\d)");
  private static final Pattern IDS = Pattern.compile("\\\\\"ids\\\\\":\\[([^]]*)]");

  private static final TestServer SERVER = TestServer.start();

  private static int rooms;

  /** What one client does next. */
  record Step(int client, Action action, String member) {}

  enum Action {
    JOIN,
    LEAVE,
    HANG_UP
  }

  @AfterContainer
  static void stop() {
    SERVER.close();
  }

  @Property(tries = 60, seed = "20261124")
  @Tag("WS-065")
  @Tag("WS-066")
  @Tag("WS-067")
  void givenAnyComingsAndGoings_everySubscriberKnowsTheTrueMembers(
      @ForAll @Size(max = 30) List<@From("steps") Step> steps) {
    String room = "presence-" + rooms++;
    Client[] clients = new Client[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      clients[i] = new Client(SERVER.connect(), room);
    }
    for (Step step : steps) {
      Client client = clients[step.client()];
      switch (step.action()) {
        case JOIN -> client.join(step.member());
        case LEAVE -> client.leave();
        case HANG_UP -> {
          client.connection.client().close();
          clients[step.client()] = new Client(SERVER.connect(), room);
        }
      }
    }
    Set<String> members = new TreeSet<>();
    for (Client client : clients) {
      if (client.member != null) {
        members.add(client.member);
      }
    }
    for (Client client : clients) {
      client.knows(members);
      client.connection.client().close();
    }
  }

  @Provide
  Arbitrary<Step> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, CLIENTS - 1),
            Arbitraries.of(Action.JOIN, Action.JOIN, Action.LEAVE, Action.HANG_UP),
            Arbitraries.of("u1", "u2", "u3"))
        .as(Step::new);
  }

  /** One subscriber and what it was told. */
  private static final class Client {
    private final TestConnection connection;
    private final String room;
    private final Set<String> told = new HashSet<>();
    private @Nullable String member;

    Client(TestConnection connection, String room) {
      this.connection = connection;
      this.room = room;
    }

    void join(String newMember) {
      if (member != null) {
        return;
      }
      member = newMember;
      String data = "{\"user_id\":\"" + newMember + "\"}";
      connection.send(
          "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
              + token(connection.socketId() + ":" + room + ":" + data)
              + "\",\"channel_data\":"
              + quoted(data)
              + ",\"channel\":\""
              + room
              + "\"}}");
      String success = connection.next();
      Matcher ids = IDS.matcher(success);
      assertThat(ids.find()).as(success).isTrue();
      for (String id : ids.group(1).replace("\\\"", "").split(",", -1)) {
        assertThat(told.add(id)).as(success).isTrue();
      }
      assertThat(told).contains(newMember);
    }

    void leave() {
      if (member == null) {
        return;
      }
      member = null;
      connection.unsubscribe(room);
      connection.send("{\"event\":\"pusher:ping\"}");
      for (String frame = connection.next(); !frame.equals(PONG); frame = connection.next()) {
        replay(frame);
      }
      told.clear();
    }

    void knows(Set<String> members) {
      if (member == null) {
        connection.hasNothing();
        return;
      }
      while (!told.equals(members)) {
        replay(connection.next());
      }
    }

    private void replay(String frame) {
      Matcher id = MEMBER.matcher(frame);
      assertThat(id.find()).as(frame).isTrue();
      boolean makesSense =
          frame.contains("member_added") ? told.add(id.group(1)) : told.remove(id.group(1));
      assertThat(makesSense).as(frame + " after " + told).isTrue();
    }
  }
}
