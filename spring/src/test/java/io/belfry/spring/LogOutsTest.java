package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.session.SessionDestroyedEvent;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;

/** Sessions that end, as a connection of the user at a real server sees them. */
class LogOutsTest {
  private final SessionRegistryImpl registry = new SessionRegistryImpl();
  private TestBelfry belfry;
  private Pusher pusher;
  private OutgoingCalls calls;
  private TestBelfry.Connection connection;
  private LogOuts logOuts;

  @BeforeEach
  void start() throws IOException {
    belfry = TestBelfry.start();
    pusher = belfry.backend();
    calls = new OutgoingCalls(pusher);
    connection = belfry.connect();
    String signed = pusher.authenticateUser(connection.socketId(), UserData.of("ada")).toJson();
    assertThat(connection.ask("pusher:signin", signed)).contains("signin_success");
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("registry", registry);
    logOuts =
        new LogOuts(
            calls,
            (who, request) -> UserData.of(who.getName()),
            beans.getBeanProvider(SessionRegistry.class));
  }

  @AfterEach
  void stop() {
    connection.close();
    calls.close();
    pusher.close();
    belfry.close();
  }

  @Test
  @Tag("HTTP-225")
  void givenTwoKnownSessions_theConnectionsEndWithTheLast() {
    registry.registerNewSession("phone", "ada");
    registry.registerNewSession("laptop", "ada");

    logOuts.sessionEnded(new Ended("phone"));
    mark();
    registry.removeSessionInformation("phone");
    logOuts.sessionEnded(new Ended("laptop"));

    assertThat(connection.client().next()).contains("still here");
    assertThat(connection.client().next()).contains("4009");
  }

  @Test
  @Tag("HTTP-225")
  void givenAnApplicationThatStops_nobodysConnectionsEnd() {
    logOuts.stopping();

    logOuts.sessionEnded(new Ended("laptop"));
    mark();

    assertThat(connection.client().next()).contains("still here");
    assertThat(connection.ask("pusher:ping", "{}")).contains("pusher:pong");
  }

  /** What is handed over before this is carried out before the event comes. */
  private void mark() {
    calls.add("a mark", to -> to.sendToUser("ada", "mark", "\"still here\""));
  }

  private static final class Ended extends SessionDestroyedEvent {
    private static final long serialVersionUID = 1L;

    private final String id;

    Ended(String id) {
      super(id);
      this.id = id;
    }

    @Override
    public List<SecurityContext> getSecurityContexts() {
      return List.of(
          new SecurityContextImpl(
              UsernamePasswordAuthenticationToken.authenticated("ada", "", List.of())));
    }

    @Override
    public String getId() {
      return id;
    }
  }
}
