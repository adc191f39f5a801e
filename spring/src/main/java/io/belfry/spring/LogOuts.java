package io.belfry.spring;

import io.belfry.rest.ApiException;
import io.belfry.rest.Pusher;
import io.belfry.rest.SessionsToEnd;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
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
 * from that session, by whomever, where that is known by its {@link LoginSessions name}. Else all
 * of the user's, or where the application has a {@link SessionRegistry}, those with the user's last
 * session. An application that stops ends nobody's.
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
    Map<String, String> signedIn =
        event instanceof HttpSessionDestroyedEvent ended ? signedIn(ended.getSession()) : Map.of();
    signedIn.forEach((user, name) -> end(user, SessionsToEnd.ofSession(name)));
    for (SecurityContext each : event.getSecurityContexts()) {
      Authentication who = each.getAuthentication();
      if (signedIn.isEmpty() || who == null) {
        end(who, event.getId());
      } else {
        done(who);
      }
    }
  }

  @EventListener(ContextClosedEvent.class)
  void stopping() {
    isStopping = true;
  }

  /** The names that users signed in by from a session, by the user's id. */
  private static Map<String, String> signedIn(HttpSession session) {
    Map<String, String> names = new TreeMap<>();
    for (String attribute : Collections.list(session.getAttributeNames())) {
      if (attribute.startsWith(LoginSessions.OF_USER)
          && session.getAttribute(attribute) instanceof String name) {
        names.put(attribute.substring(LoginSessions.OF_USER.length()), name);
      }
    }
    return names;
  }

  private static void done(Authentication who) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request != null) {
      request.setAttribute(DONE, who.getName(), RequestAttributes.SCOPE_REQUEST);
    }
  }

  private void end(String user, SessionsToEnd those) {
    if (!isStopping) {
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
