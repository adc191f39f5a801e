package io.belfry.spring;

import io.belfry.rest.ApiException;
import io.belfry.rest.Pusher;
import io.belfry.rest.SessionsToEnd;
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
import org.springframework.security.web.session.HttpSessionDestroyedEvent;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Ends the connections of a user who logs out, or whose session ends: those that were signed in
 * from that session, where that is known by its {@link LoginSessions name}. Else all of the user's,
 * or where the application has a {@link SessionRegistry}, those with the user's last session. An
 * application that stops ends nobody's.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-224, HTTP-225, HTTP-246"
 */
class LogOuts {
  private static final String WHAT = "the order to end a user's connections";
  private static final String DONE = LogOuts.class.getName();
  private static final int NOT_FOUND = 404;

  private final OutgoingCalls calls;
  private final UserDataProvider users;
  private final ObjectProvider<SessionRegistry> sessions;
  private volatile boolean isStopping;

  LogOuts(OutgoingCalls calls, UserDataProvider users, ObjectProvider<SessionRegistry> sessions) {
    this.calls = calls;
    this.users = users;
    this.sessions = sessions;
  }

  /** A log-out, of which most often {@link #sessionEnded} was told within the same request. */
  @EventListener
  void loggedOut(LogoutSuccessEvent event) {
    Authentication who = event.getAuthentication();
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    boolean isDone =
        request != null
            && who.getName().equals(request.getAttribute(DONE, RequestAttributes.SCOPE_REQUEST));
    if (!isDone) {
      end(who, "");
    }
  }

  @EventListener
  void sessionEnded(SessionDestroyedEvent event) {
    String name = nameOf(event);
    for (SecurityContext each : event.getSecurityContexts()) {
      Authentication who = each.getAuthentication();
      if (name == null || who == null) {
        end(who, event.getId());
      } else {
        end(who, SessionsToEnd.ofSession(name));
      }
    }
  }

  @EventListener(ContextClosedEvent.class)
  void stopping() {
    isStopping = true;
  }

  private static @Nullable String nameOf(SessionDestroyedEvent event) {
    return event instanceof HttpSessionDestroyedEvent ended
            && ended.getSession().getAttribute(LoginSessions.ATTRIBUTE) instanceof String name
        ? name
        : null;
  }

  private void end(Authentication who, SessionsToEnd those) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request != null) {
      request.setAttribute(DONE, who.getName(), RequestAttributes.SCOPE_REQUEST);
    }
    if (!isStopping) {
      String user = users.userId(who);
      calls.add(WHAT, to -> end(to, user, those));
    }
  }

  // Servers that know no login sessions can end all of a user's connections.
  private static void end(Pusher server, String user, SessionsToEnd those) {
    try {
      server.users().terminate(user, those);
    } catch (ApiException e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
      server.terminateUserConnections(user);
    }
  }

  private void end(@Nullable Authentication who, String sessionId) {
    if (who == null
        || who instanceof AnonymousAuthenticationToken
        || isStopping
        || hasOtherSession(who, sessionId)) {
      return;
    }
    String user = users.userId(who);
    calls.add(WHAT, to -> to.terminateUserConnections(user));
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
