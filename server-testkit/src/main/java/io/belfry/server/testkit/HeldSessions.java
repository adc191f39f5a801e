package io.belfry.server.testkit;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.UserFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The inbox of a node that has sessions of users, as a test gives them to it. Thread-safe. */
final class HeldSessions implements ClusterAdapter.Inbox {
  private final NavigableMap<UserId, List<SessionFacts>> sessions = new TreeMap<>();
  private final List<ClusterMessage.Terminate> ended = new CopyOnWriteArrayList<>();
  private final HeldShutouts shutouts = new HeldShutouts();
  private boolean isSilent;

  /** The user has this session here. */
  synchronized void hold(UserId user, SessionFacts session) {
    sessions.computeIfAbsent(user, unused -> new ArrayList<>()).add(session);
  }

  /** From now on nothing is answered. */
  synchronized void fail() {
    isSilent = true;
  }

  /** What was said of ended sessions until now. */
  List<ClusterMessage.Terminate> ended() {
    return ended;
  }

  @Override
  public CompletionStage<Reached> accept(ClusterMessage message) {
    if (message instanceof ClusterMessage.Terminate terminate) {
      end(terminate);
    }
    return CompletableFuture.completedFuture(Reached.ALL_NODES);
  }

  @Override
  public synchronized CompletionStage<Long> end(ClusterMessage.Terminate message) {
    ended.add(message);
    List<SessionFacts> own = new ArrayList<>(sessions.getOrDefault(message.user(), List.of()));
    long before = own.size();
    own.removeIf(it -> message.selector().matches(it.socketId(), it.session()));
    long count = before - own.size();
    if (own.isEmpty()) {
      sessions.remove(message.user());
    } else {
      sessions.put(message.user(), own);
    }
    return isSilent
        ? CompletableFuture.failedFuture(new IllegalStateException("silent"))
        : CompletableFuture.completedFuture(count);
  }

  @Override
  public HeldShutouts shutouts() {
    return shutouts;
  }

  @Override
  public CompletionStage<Set<String>> send(RaisedHook hook) {
    return CompletableFuture.completedFuture(Set.of());
  }

  @Override
  @SuppressWarnings("unchecked") // each question is answered with its own kind of value
  public synchronized <A> CompletionStage<A> answer(Question<A> question) {
    if (isSilent) {
      return CompletableFuture.failedFuture(new IllegalStateException("silent"));
    }
    Object answer =
        switch (question) {
          case Question.OnlineUsers page ->
              sessions.keySet().stream()
                  .filter(user -> user.text().startsWith(page.prefix()))
                  .filter(user -> page.after() == null || user.compareTo(page.after()) > 0)
                  .limit(page.most())
                  .map(this::facts)
                  .toList();
          case Question.OfUsers of -> {
            Map<UserId, UserFacts> known = new HashMap<>();
            of.users().stream()
                .filter(sessions::containsKey)
                .forEach(user -> known.put(user, facts(user)));
            yield known;
          }
          case Question.Sessions of -> List.copyOf(sessions.getOrDefault(of.user(), List.of()));
          case Question.OfCluster<?> other -> other.nothing();
        };
    return CompletableFuture.completedFuture((A) answer);
  }

  private UserFacts facts(UserId user) {
    List<SessionFacts> own = sessions.getOrDefault(user, List.of());
    long since = own.stream().mapToLong(SessionFacts::signedInAtMillis).min().orElseThrow();
    return new UserFacts(user, own.size(), since);
  }
}
