package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.channel.PrivateChannel;
import io.belfry.e2e.JavaClientScene.Client;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our client against our server: users and channels. */
class JavaClientTest {
  @Test
  void givenTwoClientsOfAUser_bothGetItsEventsAndAnotherUserNone() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client first = scene.signedIn("ada");
      Client second = scene.signedIn("ada");
      Client other = scene.signedIn("bob");
      scene.backend().sendToUser("ada", "order", "{\"n\":1}");
      first.heard().await("order {\"n\":1}");
      second.heard().await("order {\"n\":1}");

      scene.backend().sendToUser("bob", "order", "{\"n\":2}");
      assertThat(other.heard().await("order {\"n\":2}")).isEmpty();
    }
  }

  @Test
  void givenATerminatedUser_allItsClientsEndAndStayAway() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client first = scene.signedIn("ada");
      Client second = scene.signedIn("ada");
      Client other = scene.signedIn("bob");
      scene.backend().terminateUserConnections("ada");

      for (Client ended : List.of(first, second)) {
        assertThat(ended.heard().await("DISCONNECTED"))
            .containsExactly("error 4009 ConnectionFailureException", "DISCONNECTING");
      }
      scene.backend().sendToUser("bob", "order", "{}");
      assertThat(other.heard().await("order {}")).isEmpty();
    }
  }

  @Test
  void givenAPublicChannel_itsEventsArrive() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client client = scene.client();
      client.pusher().connect();
      client.pusher().subscribe("news", client.heard(), "hello");
      client.heard().await("subscribed news");
      scene.backend().trigger("news", "hello", "{\"n\":1}");

      client.heard().await("hello {\"n\":1}");
    }
  }

  @Test
  void givenAPrivateChannel_theEndpointDecides() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client client = scene.client();
      client.pusher().subscribePrivate("private-orders", client.heard());
      client.pusher().connect();
      client.heard().await("subscribed private-orders");
      client.pusher().subscribePrivate("private-forbidden", client.heard());

      assertThat(client.heard().await("refused AuthorizationFailureException")).isEmpty();
    }
  }

  @Test
  void givenAClientEvent_theOthersGetIt() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client sender = scene.client();
      Client hearer = scene.client();
      hearer.pusher().connect();
      hearer.pusher().subscribePrivate("private-chat", hearer.heard(), "client-typing");
      hearer.heard().await("subscribed private-chat");
      sender.pusher().connect();
      PrivateChannel channel =
          sender.pusher().subscribePrivate("private-chat", sender.heard(), "client-typing");
      sender.heard().await("subscribed private-chat");
      channel.trigger("client-typing", "{\"who\":\"ada\"}");

      hearer.heard().await("client-typing {\"who\":\"ada\"}");
    }
  }

  @Test
  void givenTlsOffAndAnUnknownKey_itStopsWithTheServersCode() {
    try (JavaClientScene scene = JavaClientScene.start();
        Pusher pusher = new Pusher("unknown", scene.options())) {
      JavaClientScene.Heard heard = new JavaClientScene.Heard();
      pusher.connect(heard);

      assertThat(heard.await("DISCONNECTED")).contains("error 4001 ConnectionFailureException");
    }
  }

  @Test
  @Tag("CL-020")
  void givenAClosedClient_noThreadIsLeft() throws InterruptedException {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
      Client client = scene.signedIn("ada");
      Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
      started.removeAll(before);
      started.removeIf(thread -> !thread.getName().matches("(belfry-client|HttpClient).*"));
      assertThat(started).isNotEmpty();
      client.pusher().close();

      for (Thread thread : started) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }
}
