package io.belfry.spring.embedded;

import io.belfry.rest.UserData;
import io.belfry.server.hook.Arrival;
import io.belfry.spring.LoginSessions;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * The sessions of Spring Session, wherever they are kept.
 *
 * <p>Thread: thread-safe, as the repository is.
 *
 * @param <S> type of its sessions
 * @see "rule HTTP-243"
 */
final class SpringSessions<S extends Session> implements SessionFinder {
  private static final int MAX_COOKIE = 512;

  private final SessionRepository<S> repository;
  private final Supplier<String> cookie;

  /**
   * Asks a repository.
   *
   * @param cookie name of the cookie with the id
   */
  SpringSessions(SessionRepository<S> repository, Supplier<String> cookie) {
    this.repository = repository;
    this.cookie = cookie;
  }

  private final class Of implements Found {
    private final Principal who;
    private final S session;

    Of(Principal who, S session) {
      this.who = who;
      this.session = session;
    }

    @Override
    public Principal who() {
      return who;
    }

    @Override
    public UserData named(UserData user) {
      AtomicBoolean isChanged = new AtomicBoolean();
      UserData named =
          LoginSessions.named(
              user,
              session.getId(),
              session::getAttribute,
              (attribute, value) -> {
                session.setAttribute(attribute, value);
                isChanged.set(true);
              });
      if (isChanged.get()) {
        repository.save(session);
      }
      return named;
    }
  }

  @Override
  public Optional<Found> find(Arrival arrival) {
    String value = arrival.cookie(cookie.get()).orElse("");
    if (value.isEmpty() || value.length() > MAX_COOKIE) {
      return Optional.empty();
    }
    for (String id : ids(value)) {
      S session = repository.findById(id);
      if (session != null && !session.isExpired()) {
        @Nullable Principal who = LoggedIn.of(session.getAttribute(LoggedIn.ATTRIBUTE));
        return Optional.ofNullable(who).map(found -> new Of(found, session));
      }
    }
    return Optional.empty();
  }

  /** The id in Base64, which is Spring Session's way, and as it stands. */
  private static List<String> ids(String value) {
    List<String> ids = new ArrayList<>();
    try {
      ids.add(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return List.of(value);
    }
    ids.add(value);
    return ids;
  }
}
