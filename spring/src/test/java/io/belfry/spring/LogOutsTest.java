package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.session.SessionDestroyedEvent;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.web.session.HttpSessionDestroyedEvent;

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

  @Test
  @Tag("HTTP-246")
  void givenASessionWithAName_itsConnectionsEndAndNoOthers() {
    TestBelfry.Connection other = signedIn("phone");
    MockHttpSession phone = new MockHttpSession();
    UserData user = named(UserData.of("ada").withSession("phone"), phone);

    assertThat(user.session()).contains("phone");
    logOuts.sessionEnded(new Destroyed(phone));
    mark();

    assertThat(other.client().next()).contains("4009");
    assertThat(connection.client().next()).contains("still here");
  }

  @Test
  @Tag("HTTP-246")
  void givenASessionThatAnotherUserGoesOnWith_theConnectionsOfBothEnd() {
    TestBelfry.Connection other = signedIn("shared");
    MockHttpSession shared = new MockHttpSession();
    named(UserData.of("ada").withSession("shared"), shared);
    named(UserData.of("bob").withSession("shared"), shared);

    logOuts.sessionEnded(new Destroyed(shared, "bob"));

    assertThat(other.client().next()).contains("4009");
  }

  @Test
  @Tag("HTTP-246")
  void givenASessionWhoseIdChanges_itsNameStaysAndIsNotTheId() {
    MockHttpSession session = new MockHttpSession();
    UserData ada = UserData.of("ada");

    String name = named(ada, session).session().orElseThrow();
    String id = session.getId();
    session.changeSessionId();

    assertThat(named(ada, session).session()).contains(name);
    assertThat(name).hasSizeGreaterThan(20).isNotEqualTo(id);
    assertThat(named(ada, new MockHttpSession()).session()).get().isNotEqualTo(name);
  }

  @Test
  @Tag("HTTP-246")
  void givenAServerThatKnowsNoSessions_allConnectionsOfTheUserEnd() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    HttpServer old =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    old.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          exchange.sendResponseHeaders(path.contains("/sessions/") ? 404 : 200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    old.start();
    MockHttpSession session = new MockHttpSession();
    named(UserData.of("ada"), session);
    String url = "http://127.0.0.1:" + old.getAddress().getPort();
    try (Pusher to = new Pusher(RestOptions.of(url, "1", "k", "s3cret"));
        OutgoingCalls handed = new OutgoingCalls(to)) {
      new LogOuts(handed, (who, request) -> UserData.of(who.getName()), none())
          .sessionEnded(new Destroyed(session));

      assertThat(asked.poll(20, TimeUnit.SECONDS)).endsWith("/users/ada/sessions/terminate");
      assertThat(asked.poll(20, TimeUnit.SECONDS)).endsWith("/users/ada/terminate_connections");
    } finally {
      old.stop(0);
    }
  }

  private static UserData named(UserData user, MockHttpSession session) {
    return LoginSessions.named(user, session.getId(), session::getAttribute, session::setAttribute);
  }

  private static ObjectProvider<SessionRegistry> none() {
    return new StaticListableBeanFactory().getBeanProvider(SessionRegistry.class);
  }

  private TestBelfry.Connection signedIn(String session) {
    TestBelfry.Connection other = belfry.connect();
    UserData ada = UserData.of("ada").withSession(session);
    String signed = pusher.authenticateUser(other.socketId(), ada).toJson();
    assertThat(other.ask("pusher:signin", signed)).contains("signin_success");
    return other;
  }

  /** What the container tells of a session in which Ada was logged in. */
  private static final class Destroyed extends HttpSessionDestroyedEvent {
    private static final long serialVersionUID = 1L;

    Destroyed(MockHttpSession session) {
      this(session, "ada");
    }

    Destroyed(MockHttpSession session, String user) {
      super(session);
      session.setAttribute(
          "SPRING_SECURITY_CONTEXT",
          new SecurityContextImpl(
              UsernamePasswordAuthenticationToken.authenticated(user, "", List.of())));
    }
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
