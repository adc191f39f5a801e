package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.client.channel.PresenceChannel;
import com.pusher.client.channel.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Private, presence and encrypted channels with the official Java client. */
@Tag("nodes")
class OfficialJavaClientChannelTest {
  private static final String ROOM = "presence-room";

  private final Belfry belfry = Belfry.start();
  private final ServerSdk backend = new PusherHttpJava(belfry.account());
  private final TestApp app = new TestApp(belfry.backend());
  private final List<OfficialJavaClient> clients = new ArrayList<>();

  @BeforeEach
  void signWithTheServerSdk() {
    app.channels(AuthEndpoint.signingWith(backend));
  }

  @AfterEach
  void close() {
    clients.forEach(OfficialJavaClient::close);
    app.close();
    belfry.close();
  }

  @Test
  void givenAPrivateChannel_itsEventsArrive() {
    OfficialJavaClient alice = client("alice").joinPrivate("private-news", "headline");
    backend.trigger(List.of("private-news"), "headline", Map.of("title", "Rain"));

    alice.awaits("event headline {\"title\":\"Rain\"}");
  }

  @Test
  @Tag("WS-064")
  @Tag("WS-065")
  @Tag("WS-066")
  void givenAPresenceChannel_membersComeAndGo() {
    OfficialJavaClient alice = client("alice").joinPresence(ROOM);
    OfficialJavaClient bob = client("bob").joinPresence(ROOM);
    PresenceChannel room = bob.pusher().getPresenceChannel(ROOM);

    alice.awaits("joined bob {\"name\":\"Name of bob\"}");
    assertThat(room.getMe().getId()).isEqualTo("bob");
    assertThat(room.getUsers()).extracting(User::getId).containsExactlyInAnyOrder("alice", "bob");
    bob.close();
    alice.awaits("left bob");
  }

  @Test
  @Tag("WS-082")
  void givenAClientEventOnAPrivateChannel_theOthersGetIt() {
    OfficialJavaClient alice = client("alice").joinPrivate("private-room", "client-typing");
    OfficialJavaClient bob = client("bob").joinPrivate("private-room", "client-typing");
    bob.pusher().getPrivateChannel("private-room").trigger("client-typing", "{\"chars\":3}");

    alice.awaits("event client-typing {\"chars\":3}");
    bob.join("news");
    assertThat(bob.others()).noneMatch(line -> line.startsWith("event client-typing"));
  }

  @Test
  @Tag("WS-082")
  void givenAClientEventOnAPresenceChannel_itSaysWhichMemberSentIt() {
    OfficialJavaClient alice = client("alice").joinPresence(ROOM, "client-typing");
    OfficialJavaClient bob = client("bob").joinPresence(ROOM);
    bob.pusher().getPresenceChannel(ROOM).trigger("client-typing", "{\"chars\":3}");

    alice.awaits("event client-typing {\"chars\":3}");
    alice.awaits("sent by bob");
  }

  @Test
  void givenAnEncryptedChannel_theClientDeciphersItsEvents() {
    OfficialJavaClient alice = client("alice").joinEncrypted("private-encrypted-news", "headline");
    backend.trigger(List.of("private-encrypted-news"), "headline", Map.of("title", "Ångström"));

    alice.awaits("event headline {\"title\":\"Ångström\"}");
  }

  private OfficialJavaClient client(String user) {
    OfficialJavaClient client = new OfficialJavaClient(Belfry.KEY, belfry.port(), app, user);
    clients.add(client);
    return client.start();
  }
}
