package io.belfry.server.truth;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.Channels;
import io.belfry.server.channel.Opening;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Decision.SignedIn;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.delivery.AppReports;
import io.belfry.server.user.OnlineState;
import io.belfry.server.user.Presences;
import io.belfry.server.user.Users;
import io.belfry.server.user.Watchlists;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop reports of one app to the owners of its channels and users.
 *
 * <p>Thread: confined to its event loop.
 */
public final class LoopReports implements AppReports {
  private final App first;
  private final Holder self;
  private final Owners owners;
  private final AppSource apps;

  /**
   * Reports of that loop.
   *
   * @param apps says how the app is set now
   */
  public LoopReports(App app, Holder self, Owners owners, AppSource apps) {
    this.first = app;
    this.self = self;
    this.owners = owners;
    this.apps = apps;
  }

  // Asked for each time: settings may have changed since the first connection.
  private App app() {
    return apps.byId(first.id()).orElseGet(first::gone);
  }

  @Override
  public Channels.ChannelReports channels() {
    return new ReportsOfChannels();
  }

  @Override
  public Users.UserReports users() {
    return new ReportsOfUsers();
  }

  @Override
  public Watchlists.WatcherReports watchlists() {
    return new ReportsOfWatchlists();
  }

  @Override
  public Presences presences() {
    return this::presencesOf;
  }

  private CompletionStage<Void> presencesOf(
      List<UserId> users, Consumer<Map<UserId, OnlineState>> part) {
    Map<Owner, Set<Subject.OfUser>> byOwner = new LinkedHashMap<>();
    for (UserId user : users) {
      byOwner
          .computeIfAbsent(owners.of(subject(user)), unused -> new LinkedHashSet<>())
          .add(subject(user));
    }
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    byOwner.forEach(
        (owner, own) ->
            parts.add(
                owners
                    .ask(owner, new OwnerQuestion.WhoIsOnline(own))
                    .thenAccept(online -> part.accept(presences(own, online)))
                    .toCompletableFuture()));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }

  private static Map<UserId, OnlineState> presences(
      Set<Subject.OfUser> asked, Set<Subject.OfUser> online) {
    Map<UserId, OnlineState> presences = new HashMap<>();
    for (Subject.OfUser user : asked) {
      presences.put(user.user(), online.contains(user) ? OnlineState.ONLINE : OnlineState.OFFLINE);
    }
    return presences;
  }

  private void tell(Report report) {
    owners.tell(report.subject(), owner -> owner.apply(report));
  }

  private Subject.OfChannel subject(ChannelName channel) {
    return new Subject.OfChannel(first.id(), channel);
  }

  private Subject.OfUser subject(UserId user) {
    return new Subject.OfUser(first.id(), user);
  }

  private final class ReportsOfChannels implements Channels.ChannelReports {
    private final @Nullable LateCounts late = owners.lateCounts(self);

    @Override
    public CompletionStage<Opening> firstIn(ChannelName channel) {
      Report.FirstIn report = new Report.FirstIn(subject(channel), self);
      return owners.ask(report.subject(), new OwnerQuestion.Enter(report));
    }

    @Override
    public void lastOut(ChannelName channel) {
      if (late != null) {
        late.forget(subject(channel));
      }
      tell(new Report.LastOut(subject(channel), self));
    }

    @Override
    public CompletionStage<List<Member>> roster(ChannelName channel) {
      Subject.OfChannel subject = subject(channel);
      return owners.ask(subject, new OwnerQuestion.Roster(subject));
    }

    @Override
    public CompletionStage<Opening> open(ChannelName channel, @Nullable Member member) {
      Subject.OfChannel subject = subject(channel);
      if (member == null) {
        return owners.ask(subject, new OwnerQuestion.Look(subject));
      }
      long most = app().limits().of(Limit.MAX_PRESENCE_MEMBERS);
      Report.MemberIn newcomer = new Report.MemberIn(subject, self, member, most);
      return owners.ask(subject, new OwnerQuestion.Join(newcomer));
    }

    @Override
    public void memberOut(ChannelName channel, UserId user) {
      tell(new Report.MemberOut(subject(channel), self, user));
    }

    @Override
    public void counted(ChannelName channel, int subscriptions) {
      if (app().settings().of(AppSettings.SUBSCRIPTION_COUNT_BROADCAST)
          && !channel.kind().has(Trait.ROSTER)) {
        if (late != null) {
          late.forget(subject(channel));
        }
        tell(new Report.HowMany(subject(channel), self, subscriptions));
      } else if (late != null) {
        late.counted(new Report.HowMany(subject(channel), self, subscriptions));
      }
    }
  }

  private final class ReportsOfUsers implements Users.UserReports {
    @Override
    public CompletionStage<Users.Welcome> signedIn(UserId user, int connections) {
      long most = app().limits().of(Limit.MAX_CONNECTIONS_PER_USER);
      Report.UserIn in = new Report.UserIn(subject(user), self, connections, most);
      return owners.ask(in.subject(), new OwnerQuestion.SignIn(in));
    }

    @Override
    public boolean wantsEach() {
      return app().limits().of(Limit.MAX_CONNECTIONS_PER_USER) >= 0;
    }

    @Override
    public void left(UserId user, int connections) {
      Subject.OfUser subject = subject(user);
      Report.HowMany left = new Report.HowMany(subject, self, connections);
      owners.tell(subject, owner -> owner.left(subject, left));
    }

    @Override
    public void lastOut(UserId user) {
      tell(new Report.LastOut(subject(user), self));
    }

    @Override
    public void sessionStarted(SignedIn session) {
      owners.sessionChanged(new Decision.SessionStarted(first.id(), session));
    }

    @Override
    public void sessionEnded(SignedIn session, int code) {
      owners.sessionChanged(new Decision.SessionEnded(first.id(), session, code));
    }
  }

  private final class ReportsOfWatchlists implements Watchlists.WatcherReports {
    private final Subject subject = new Subject.OfWatchers(first.id());

    @Override
    public void firstIn() {
      owners.tellAll(owner -> owner.apply(new Report.FirstIn(subject, self)));
    }

    @Override
    public void lastOut() {
      owners.tellAll(owner -> owner.apply(new Report.LastOut(subject, self)));
    }
  }
}
