package io.belfry.spring.embedded;

import io.belfry.rest.UserData;
import io.belfry.server.hook.Arrival;
import io.belfry.spring.LoginSessions;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The servlet container's sessions in which somebody is logged in, by their ids. The container
 * finds a session only for a request, so this listens to what becomes of them. A session of which
 * nobody is told, such as one that was kept over a restart, is found with its next request.
 *
 * <p>100,000 are known; who logs in beyond that signs in by the endpoint, which the log says once.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-243, HTTP-244"
 */
final class ServletSessions
    implements SessionFinder,
        HttpSessionAttributeListener,
        HttpSessionIdListener,
        HttpSessionListener,
        ServletRequestListener {
  private static final int MAX_SESSIONS = 100_000;

  private final System.Logger log = System.getLogger(ServletSessions.class.getName());
  private final Map<String, HttpSession> known = new ConcurrentHashMap<>();
  private final AtomicBoolean hasToldFull = new AtomicBoolean();
  private final Supplier<String> cookie;
  private final Predicate<String> isForbidden;
  private final int max;

  /**
   * Knows none yet.
   *
   * @param cookie name of the cookie with the id
   * @param isForbidden whether the application has ended the session of an id, which goes with its
   *     next request
   */
  ServletSessions(Supplier<String> cookie, Predicate<String> isForbidden) {
    this(cookie, isForbidden, MAX_SESSIONS);
  }

  ServletSessions(Supplier<String> cookie, Predicate<String> isForbidden, int max) {
    this.cookie = cookie;
    this.isForbidden = isForbidden;
    this.max = max;
  }

  private record Session(Principal who, HttpSession session) implements Found {
    @Override
    public UserData named(UserData user) {
      return LoginSessions.named(
          user, session.getId(), session::getAttribute, session::setAttribute);
    }
  }

  @Override
  public Optional<Found> find(Arrival arrival) {
    String id = arrival.cookie(cookie.get()).orElse("");
    HttpSession session = known.get(id);
    if (session == null || isForbidden.test(id)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(LoggedIn.of(session.getAttribute(LoggedIn.ATTRIBUTE)))
          .map(who -> new Session(who, session));
    } catch (IllegalStateException e) {
      // It has just ended.
      return Optional.empty();
    }
  }

  @Override
  public void attributeAdded(HttpSessionBindingEvent event) {
    if (event.getName().equals(LoggedIn.ATTRIBUTE)) {
      learn(event.getSession());
    }
  }

  @Override
  public void attributeRemoved(HttpSessionBindingEvent event) {
    if (event.getName().equals(LoggedIn.ATTRIBUTE)) {
      known.remove(event.getSession().getId());
    }
  }

  @Override
  public void sessionIdChanged(HttpSessionEvent event, String oldId) {
    if (known.remove(oldId) != null) {
      learn(event.getSession());
    }
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    known.remove(event.getSession().getId());
  }

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    if (event.getServletRequest() instanceof HttpServletRequest request) {
      String id = request.getRequestedSessionId();
      HttpSession session = id == null || known.containsKey(id) ? null : request.getSession(false);
      if (session != null && session.getAttribute(LoggedIn.ATTRIBUTE) != null) {
        learn(session);
      }
    }
  }

  private void learn(HttpSession session) {
    if (known.size() < max) {
      known.put(session.getId(), session);
    } else if (hasToldFull.compareAndSet(false, true)) {
      log.log(
          System.Logger.Level.WARNING,
          "{0} sessions are known. Who logs in beyond that is signed in by the endpoint alone.",
          max);
    }
  }
}
