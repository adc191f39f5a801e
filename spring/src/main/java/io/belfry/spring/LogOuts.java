package io.belfry.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.session.SessionDestroyedEvent;
import org.springframework.security.core.session.SessionRegistry;

/**
 * Ends the connections of a user who logs out, or whose session ends. Which connections belong to
 * which session nobody knows, so all of the user's end; where the application has a {@link
 * SessionRegistry}, only with the user's last session. An application that stops ends nobody's.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-224, HTTP-225"
 */
class LogOuts {
  private final OutgoingCalls calls;
  private final UserDataProvider users;
  private final ObjectProvider<SessionRegistry> sessions;
  private volatile boolean isStopping;

  LogOuts(OutgoingCalls calls, UserDataProvider users, ObjectProvider<SessionRegistry> sessions) {
    this.calls = calls;
    this.users = users;
    this.sessions = sessions;
  }

  @EventListener
  void loggedOut(LogoutSuccessEvent event) {
    end(event.getAuthentication(), "");
  }

  @EventListener
  void sessionEnded(SessionDestroyedEvent event) {
    for (SecurityContext each : event.getSecurityContexts()) {
      end(each.getAuthentication(), event.getId());
    }
  }

  @EventListener(ContextClosedEvent.class)
  void stopping() {
    isStopping = true;
  }

  private void end(@Nullable Authentication who, String sessionId) {
    if (who == null
        || who instanceof AnonymousAuthenticationToken
        || isStopping
        || hasOtherSession(who, sessionId)) {
      return;
    }
    String user = users.userId(who);
    calls.add("the order to end a user's connections", to -> to.terminateUserConnections(user));
  }

  private boolean hasOtherSession(Authentication who, String ended) {
    SessionRegistry known = sessions.getIfUnique();
    Object principal = who.getPrincipal();
    return known != null
        && principal != null
        && known.getAllSessions(principal, false).stream()
            .anyMatch(session -> !session.getSessionId().equals(ended));
  }
}
