package io.belfry.server.truth;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.CachedEvents.CachedEvent;
import io.belfry.server.store.CachedEvents.Retention;
import io.belfry.server.webhook.Happenings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The truth of a node alone: what the node holds is what is true, so every report is granted and
 * decided on the spot. Only who has just gone is online a little longer than held, and only the
 * store of kept events may take its time. What happens is told to the webhooks as well; of users
 * they hear without that grace, since they have their own.
 *
 * <p>Thread: confined to its owner.
 *
 * @see "rules WS-074, WS-088, LIM-045"
 */
final class LocalTruth implements Truth {
  private static final CompletionStage<Ruling> GRANTED =
      CompletableFuture.completedFuture(Ruling.GRANTED);
  private static final Duration SWEEP_GAP = Duration.ofMinutes(1);

  private final SubjectOwner owner;
  private final AppSource apps;
  private final CachedEvents events;
  private final Happenings happenings;
  // Who has gone and may be back in time, each time with another mark. Who is there, the owner
  // knows.
  private final Map<Subject.OfUser, Object> away = new HashMap<>();
  private final Map<Subject.OfChannel, CacheSearch> searches = new HashMap<>();

  /** Waits for a store that takes its time; what is placed meanwhile is looked up once more. */
  private static final class CacheSearch {
    private final CompletableFuture<ChannelTruth> answer = new CompletableFuture<>();
    private boolean isOutdated;
  }

  LocalTruth(SubjectOwner owner, AppSource apps, CachedEvents events, Happenings happenings) {
    this.owner = owner;
    this.apps = apps;
    this.events = events;
    this.happenings = happenings;
    owner.execute(this::sweepLater);
  }

  private void sweepLater() {
    owner.after(
        SWEEP_GAP,
        () -> {
          events.sweep();
          sweepLater();
        });
  }

  @Override
  public CompletionStage<Ruling> tell(Report report) {
    switch (report) {
      case Report.FirstIn in -> firstIn(in.subject());
      case Report.LastOut out -> lastOut(out.subject());
      case Report.MemberIn in ->
          decided(
              new Decision.MemberAdded(in.subject().appId(), in.subject().channel(), in.member()));
      case Report.MemberOut out ->
          decided(
              new Decision.MemberRemoved(
                  out.subject().appId(), out.subject().channel(), out.user()));
      case Report.UserIn in -> userIn(in.subject());
      case Report.HowMany counted -> counted(counted.subject(), counted.connections());
    }
    return GRANTED;
  }

  private void decided(Decision decision) {
    happenings.decided(decision);
    owner.decided(decision);
  }

  private void firstIn(Subject subject) {
    switch (subject) {
      case Subject.OfChannel of -> decided(new Decision.Occupied(of.appId(), of.channel()));
      case Subject.OfUser of -> userIn(of);
      case Subject.OfWatchers of -> owner.decided(new Decision.Watched(of.appId()));
    }
  }

  private void lastOut(Subject subject) {
    switch (subject) {
      case Subject.OfChannel of -> {
        noneLeft(of);
        decided(new Decision.Vacated(of.appId(), of.channel()));
      }
      case Subject.OfUser of -> userOut(of);
      case Subject.OfWatchers of -> owner.decided(new Decision.Unwatched(of.appId()));
    }
  }

  // Nobody is there who could be told of that number, but the application counts along.
  private void noneLeft(Subject.OfChannel channel) {
    Optional<App> app = apps.byId(channel.appId());
    if (app.isPresent() && app.get().settings().of(AppSettings.SUBSCRIPTION_COUNT_BROADCAST)) {
      happenings.decided(new Decision.Counted(channel.appId(), channel.channel(), 0));
    }
  }

  private void counted(Subject subject, int connections) {
    if (subject instanceof Subject.OfChannel of) {
      decided(new Decision.Counted(of.appId(), of.channel(), connections));
    }
  }

  private void userIn(Subject.OfUser user) {
    if (owner.hasTold(user)) {
      return;
    }
    Decision online = new Decision.Online(user.appId(), user.user());
    happenings.decided(online);
    if (away.remove(user) == null) {
      owner.decided(online);
    }
  }

  /** Somebody who comes back within the grace period was never away. */
  private void userOut(Subject.OfUser user) {
    Duration grace = graceOf(user.appId());
    Object gone = new Object();
    if (away.putIfAbsent(user, gone) != null) {
      return;
    }
    happenings.decided(new Decision.Offline(user.appId(), user.user()));
    if (grace.isPositive()) {
      owner.after(grace, () -> offline(user, gone));
    } else {
      offline(user, gone);
    }
  }

  private void offline(Subject.OfUser user, Object gone) {
    if (away.remove(user, gone)) {
      owner.decided(new Decision.Offline(user.appId(), user.user()));
    }
  }

  private Duration graceOf(String appId) {
    Optional<App> app = apps.byId(appId);
    return app.isEmpty()
        ? Duration.ZERO
        : app.get().settings().of(AppSettings.WATCHLIST_OFFLINE_GRACE);
  }

  @Override
  public CompletionStage<ChannelTruth> read(Subject.OfChannel channel) {
    if (!channel.channel().kind().has(Trait.CACHE)) {
      return CompletableFuture.completedFuture(reading(channel, Optional.empty()));
    }
    CacheSearch running = searches.get(channel);
    if (running != null) {
      return running.answer;
    }
    CompletableFuture<Optional<CachedEvent>> found = find(channel);
    if (found.isDone() && !found.isCompletedExceptionally()) {
      return found.thenApply(event -> reading(channel, event));
    }
    CacheSearch search = new CacheSearch();
    searches.put(channel, search);
    goOn(channel, search, found);
    return search.answer;
  }

  private CompletableFuture<Optional<CachedEvent>> find(Subject.OfChannel channel) {
    return events.find(channel.appId(), channel.channel()).toCompletableFuture();
  }

  private void goOn(
      Subject.OfChannel channel,
      CacheSearch search,
      CompletableFuture<Optional<CachedEvent>> found) {
    found.whenComplete(
        (event, failure) -> owner.execute(() -> found(channel, search, event, failure)));
  }

  private void found(
      Subject.OfChannel channel,
      CacheSearch search,
      Optional<CachedEvent> event,
      @Nullable Throwable failure) {
    if (failure == null && search.isOutdated) {
      search.isOutdated = false;
      goOn(channel, search, find(channel));
      return;
    }
    searches.remove(channel);
    if (failure == null) {
      search.answer.complete(reading(channel, event));
    } else {
      search.answer.completeExceptionally(failure);
    }
  }

  private ChannelTruth reading(Subject.OfChannel channel, Optional<CachedEvent> kept) {
    return new ChannelTruth(owner.roster(channel), kept);
  }

  @Override
  public CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> asked) {
    Set<Subject.OfUser> online = new HashSet<>(asked);
    online.removeIf(user -> !owner.hasTold(user) && !away.containsKey(user));
    return CompletableFuture.completedFuture(online);
  }

  @Override
  public int members(Subject.OfChannel channel) {
    return owner.members(channel);
  }

  @Override
  public void placed(Publication publication) {
    if (publication.origin() == Origin.CLIENT) {
      happenings.said(publication);
    } else {
      keep(publication);
    }
  }

  private void keep(Publication publication) {
    ChannelName channel = publication.channel();
    CacheSearch search = searches.get(new Subject.OfChannel(publication.appId(), channel));
    if (search != null) {
      search.isOutdated = true;
    }
    events.put(publication.appId(), channel, publication.text(), retention(publication.appId()));
  }

  @Override
  public void missed(Subject.OfChannel channel) {
    happenings.missed(channel);
  }

  private Retention retention(String appId) {
    Limits limits = apps.byId(appId).map(App::limits).orElse(Limits.DEFAULTS);
    return new Retention(
        Duration.ofSeconds(limits.of(Limit.CACHE_TTL_SECONDS)), limits.of(Limit.MAX_CACHE_BYTES));
  }

  @Override
  public void close() {
    away.clear();
    searches.clear();
  }
}
