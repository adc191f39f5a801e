package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.HeldHooks.Asked;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.hook.Hooks.SendingEvent;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application that decides which client events pass. */
class ClientEventHooksTest {
  private static final String ROOM = "private-room";

  private final HeldHooks hooks = new HeldHooks(SendingEvent.class);
  @AutoClose private final TestServer server = TestServer.withHooks(2, hooks);

  private TestConnection inRoom(TestConnection connection) {
    connection.subscribePrivate(ROOM);
    assertThat(connection.next()).isEqualTo(succeeded(ROOM));
    return connection;
  }

  private static void say(TestConnection from, String event, String data) {
    from.send("{\"event\":\"" + event + "\",\"channel\":\"" + ROOM + "\",\"data\":" + data + "}");
  }

  private static String heard(String event, String data) {
    return "{\"event\":\"" + event + "\",\"channel\":\"" + ROOM + "\",\"data\":" + data + "}";
  }

  @Test
  @Tag("WS-133")
  void givenAHookThatTakesItsTime_eventsOfThatConnectionPassInOrderAndOthersAtOnce() {
    TestConnection ada = inRoom(server.signedIn("ada"));
    TestConnection bob = inRoom(server.connect());
    say(ada, "client-one", "\"a \\\"word\\\"\"");
    Asked one = hooks.next();
    SendingEvent facts = (SendingEvent) one.facts();
    assertThat(facts.channel().text()).isEqualTo(ROOM);
    assertThat(facts.user()).hasToString("ada");
    assertThat(facts.member()).isNull();
    assertThat(facts.event()).isEqualTo("client-one");
    assertThat(facts.data()).isEqualTo("a \"word\"");
    assertThat(facts.toString()).doesNotContain("word");
    say(ada, "client-two", "{\"n\":2}");
    say(bob, "client-three", "\"3\"");
    hooks.next().allow();
    assertThat(ada.next()).isEqualTo(heard("client-three", "\"3\""));

    one.allow();
    Asked two = hooks.next();
    assertThat(((SendingEvent) two.facts()).data()).isEqualTo("{\"n\":2}");
    two.allow();
    assertThat(bob.next()).contains("client-one");
    assertThat(bob.next()).contains("client-two");
  }

  @Test
  @Tag("WS-133")
  void givenAnEventThatIsRefusedOrUndecided_itsSenderIsToldAndNobodyGetsIt() {
    TestConnection ada = inRoom(server.connect());
    TestConnection bob = inRoom(server.connect());
    say(ada, "client-one", "\"1\"");
    hooks.next().refuse("Not in this room");
    assertThat(ada.next()).isEqualTo(error(4301, "Not in this room"));

    say(ada, "client-two", "\"2\"");
    Asked late = hooks.next();
    hooks.outlast(server);
    assertThat(ada.next()).isEqualTo(error(4309, "The server could not do this now. Try again."));
    late.allow();
    ada.hasNothing();
    bob.hasNothing();
  }

  @Test
  @Tag("WS-133")
  void givenAnEventThatALimitRefuses_noHookIsAskedAboutIt() {
    TestConnection stranger = server.connect();
    say(stranger, "client-one", "\"1\"");
    assertThat(stranger.next()).contains("4301").contains("not subscribed");

    TestConnection ada = inRoom(server.connect());
    say(ada, "client-two", "\"2\"");
    Asked first = hooks.next();
    assertThat(((SendingEvent) first.facts()).event()).isEqualTo("client-two");
    first.allow();
  }
}
