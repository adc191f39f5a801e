package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Watchlists and subscription counts under random comings and goings, against a number. */
class OnlineAndCountModelTest {
  private static final Pattern COUNT = Pattern.compile("subscription_count\\\\\":(\\d+)");

  private static final TestServer SERVER =
      TestServer.start("subscription_count: {broadcast: true}", "watchlist: {batch_ms: 0}");

  private static int names;

  enum Action {
    COME,
    GO
  }

  @AfterContainer
  static void stop() {
    SERVER.close();
  }

  @Property(tries = 40, seed = "20261124")
  @Tag("WS-079")
  void givenAnyComingsAndGoings_theLastNumberToldIsTheTrueOne(
      @ForAll @Size(max = 25) List<@From("actions") Action> actions) {
    String channel = "count-" + names++;
    TestConnection first = SERVER.connect();
    first.subscribe(channel);
    assertThat(first.next()).isEqualTo(succeeded(channel));
    List<TestConnection> others = new ArrayList<>();
    for (Action action : actions) {
      if (action == Action.COME) {
        TestConnection other = SERVER.connect();
        other.subscribe(channel);
        assertThat(other.next()).isEqualTo(succeeded(channel));
        others.add(other);
      } else if (!others.isEmpty()) {
        others.remove(0).client().close();
      }
    }
    int told = 0;
    while (told != others.size() + 1) {
      told = count(first.next());
    }
    others.forEach(other -> other.client().close());
    while (told != 1) {
      told = count(first.next());
    }
    first.client().close();
  }

  private static int count(String frame) {
    Matcher matcher = COUNT.matcher(frame);
    assertThat(matcher.find()).as(frame).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Property(tries = 40, seed = "20261124")
  @Tag("WS-088")
  @Tag("WS-089")
  void givenAnyComingsAndGoings_aWatcherIsToldOnlineAndOfflineInTurnAndEndsRight(
      @ForAll @Size(max = 25) List<@From("actions") Action> actions) {
    String user = "user-" + names++;
    TestConnection watcher = SERVER.connect();
    watcher.signin("{\"id\":\"watcher\",\"watchlist\":[\"" + user + "\"]}");
    assertThat(watcher.next()).contains("signin_success");
    assertThat(watcher.next()).contains("offline");
    List<TestConnection> connections = new ArrayList<>();
    for (Action action : actions) {
      if (action == Action.COME) {
        connections.add(SERVER.signedIn(user));
      } else if (!connections.isEmpty()) {
        connections.remove(0).client().close();
      }
    }
    connections.add(SERVER.signedIn(user));
    boolean isOnline = false;
    while (!isOnline) {
      isOnline = told(watcher.next(), isOnline);
    }
    connections.forEach(connection -> connection.client().close());
    while (isOnline) {
      isOnline = told(watcher.next(), isOnline);
    }
    watcher.client().close();
  }

  // Whatever is told has to be the other of the two.
  private static boolean told(String frame, boolean before) {
    boolean now = frame.contains("online");
    assertThat(frame).contains("watchlist_events");
    assertThat(now).as(frame).isNotEqualTo(before);
    return now;
  }

  @Provide
  Arbitrary<Action> actions() {
    return Arbitraries.of(Action.COME, Action.COME, Action.GO);
  }
}
