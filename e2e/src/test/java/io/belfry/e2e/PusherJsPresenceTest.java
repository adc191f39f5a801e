package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Presence channels in web pages. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsPresenceTest {
  private static final String ROOM = "presence-room";
  private static final String MEMBERS =
      "Object.keys(pusher.channel('presence-room').members.members).sort().join()";

  @AutoClose private final Scene scene;

  PusherJsPresenceTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
  }

  @BeforeEach
  void signWithTheServerSdk() {
    ServerSdk backend = new PusherHttpJava(scene.belfry().account());
    scene.app().channels(AuthEndpoint.signingWith(backend));
  }

  @Test
  @Tag("WS-064")
  @Tag("WS-065")
  void givenMembersWhoJoin_everyPageKnowsThem() {
    Tab alice = scene.tab("alice").connect().join(ROOM);
    Tab bob = scene.tab("bob").connect().join(ROOM);

    assertThat(alice.next(ROOM + ":pusher:member_added"))
        .isEqualTo("{\"id\":\"bob\",\"info\":{\"name\":\"Name of bob\"}}");
    assertThat(alice.evaluate(MEMBERS)).isEqualTo("alice,bob");
    assertThat(bob.evaluate(MEMBERS)).isEqualTo("alice,bob");
    assertThat(bob.evaluate("pusher.channel('presence-room').members.me.id")).isEqualTo("bob");
  }

  @Test
  @Tag("WS-066")
  void givenTheLastTabOfAMemberLeaves_theOthersAreTold() {
    Tab alice = scene.tab("alice").connect().join(ROOM);
    Tab phone = scene.tab("bob").connect().join(ROOM);
    Tab laptop = scene.tab("bob").connect().join(ROOM);
    phone.evaluate("pusher.unsubscribe('presence-room')");
    phone.settle();
    alice.settle();
    assertThat(alice.seen(ROOM + ":pusher:member_removed")).isEmpty();
    laptop.evaluate("pusher.disconnect()");

    assertThat(alice.next(ROOM + ":pusher:member_removed"))
        .isEqualTo("{\"id\":\"bob\",\"info\":{\"name\":\"Name of bob\"}}");
    assertThat(alice.evaluate(MEMBERS)).isEqualTo("alice");
  }

  @Test
  @Tag("WS-082")
  void givenAClientEvent_itSaysWhichMemberSentIt() {
    Tab alice = scene.tab("alice").connect().join(ROOM);
    Tab bob = scene.tab("bob").connect().join(ROOM);
    alice.evaluate(
        "void pusher.channel('presence-room').bind('client-typing',"
            + " (data, {user_id}) => see('typing:' + user_id, data))");
    bob.evaluate("pusher.channel('presence-room').trigger('client-typing', {chars: 3})");

    assertThat(alice.next("typing:bob")).isEqualTo("{\"chars\":3}");
  }

  @Test
  void givenACutConnection_theMemberIsThereAgain() {
    Tab alice = scene.tab("alice").connect().join(ROOM);
    scene.proxy().cut();
    alice.next("state:connected");
    alice.next(ROOM + ":pusher:subscription_succeeded");

    assertThat(alice.evaluate(MEMBERS)).isEqualTo("alice");
  }
}
