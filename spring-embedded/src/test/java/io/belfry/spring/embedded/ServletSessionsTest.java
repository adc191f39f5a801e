package io.belfry.spring.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Hooks.ClientTransport;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;

/** What is remembered of sessions. */
class ServletSessionsTest {
  private final ServletSessions sessions = new ServletSessions(() -> "ID", id -> false, 1);

  @Test
  @Tag("HTTP-243")
  void givenMoreSessionsThanAreRemembered_theFirstStayKnownAndTheirPlaceIsFreeAgain() {
    MockHttpSession first = loggedIn();
    MockHttpSession second = loggedIn();

    assertThat(isKnown(first)).isTrue();
    assertThat(isKnown(second)).isFalse();
    sessions.sessionDestroyed(new HttpSessionEvent(first));
    tell(second);
    assertThat(isKnown(first)).isFalse();
    assertThat(isKnown(second)).isTrue();
  }

  @Test
  @Tag("HTTP-244")
  void givenASessionThatHasEndedAndNobodyWasTold_itIsNotFound() {
    MockHttpSession session = loggedIn();

    session.invalidate();

    assertThat(isKnown(session)).isFalse();
  }

  private MockHttpSession loggedIn() {
    MockHttpSession session = new MockHttpSession();
    session.setAttribute(
        LoggedIn.ATTRIBUTE,
        new SecurityContextImpl(
            UsernamePasswordAuthenticationToken.authenticated("ada", "", List.of())));
    tell(session);
    return session;
  }

  private void tell(MockHttpSession session) {
    sessions.attributeAdded(
        new HttpSessionBindingEvent(
            session, LoggedIn.ATTRIBUTE, session.getAttribute(LoggedIn.ATTRIBUTE)));
  }

  private boolean isKnown(MockHttpSession session) {
    Map<String, String> headers = Map.of("cookie", "ID=" + session.getId());
    return sessions
        .find(new Arrival(ClientTransport.WEBSOCKET, null, false, true, null, headers))
        .isPresent();
  }
}
