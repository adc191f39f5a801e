package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer.TestConnection;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SecretsTest {
  @Test
  @Tag("THR-47")
  @Tag("HTTP-037")
  @Tag("WS-104")
  void givenEverythingLogged_noSecretAndNoSignatureIsInIt() {
    Logger root = (Logger) LoggerFactory.getLogger("io.belfry");
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    root.setLevel(Level.TRACE);
    root.addAppender(logged);
    try (TestServer server = TestServer.start()) {
      TestConnection ada = server.signedIn("ada");
      ada.signin("{\"id\":\"bob\"}");
      assertThat(ada.next()).contains("4009");
      ada.signin("app-key:" + "0".repeat(64), "{\"id\":\"ada\"}");
      assertThat(ada.next()).contains("4009");
      ada.subscribePrivate("private-a");
      assertThat(ada.next()).contains("succeeded");
      server.publish("{\"name\":\"e\",\"channel\":\"private-a\",\"data\":\"x\"}");
      assertThat(ada.next()).contains("\"x\"");
      assertThat(server.post("/apps/2/events", "{}").statusCode()).isEqualTo(401);
      String token = TestServer.token(ada.socketId() + ":private-a");
      String all =
          List.copyOf(logged.list).stream()
              .map(ILoggingEvent::getFormattedMessage)
              .collect(Collectors.joining("\n"));
      assertThat(all)
          .isNotEmpty()
          .doesNotContain("a secret of app 1")
          .doesNotContain(token.substring(token.indexOf(':') + 1))
          .doesNotContain("auth_signature=");
    } finally {
      root.detachAppender(logged);
      root.setLevel(before);
    }
  }

  @Test
  @Tag("LIM-049")
  @Tag("THR-47")
  @Tag("THR-48")
  void givenEveryAnswerAboutAnApp_itIsCalledByItsIdAndNoSecretIsShown() {
    try (TestServer server = Api.serve("", "", "")) {
      Api api = new Api(server);
      TestConnection ada = server.signedIn("ada");
      ada.subscribePrivate("private-a");
      assertThat(ada.next()).contains("succeeded");
      List<HttpResponse<String>> answers =
          List.of(
              api.page("/metrics"),
              api.page("/health"),
              api.page("/openapi.yaml"),
              api.get("/apps/1/channels"),
              api.get("/apps/1/channels/private-a"),
              api.get("/apps/1/channels", "info", "nothing"),
              api.post("/apps/1/events", "{}"),
              api.post("/apps/2/events", "{}"),
              new Api(server, Secret.of("wrong")).get("/apps/1/channels"));
      assertThat(answers.get(0).body()).contains("app=\"1\"").doesNotContain("app-key");
      assertThat(answers)
          .allSatisfy(
              answer -> {
                assertThat(answer.body()).doesNotContain("a secret of app", "\tat ", "io.belfry.");
                assertThat(answer.headers().firstValue("Server")).isEmpty();
              });
    }
  }
}
