package io.belfry.server.delivery;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.Channels;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.Opening;
import io.belfry.server.cluster.Holder;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.user.Presence;
import io.belfry.server.user.Presences;
import io.belfry.server.user.Users;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop reports of one app to the owners of its channels and users.
 *
 * <p>Thread: confined to its event loop.
 */
final class LoopReports {
  private final App first;
  private final Holder self;
  private final Loop loop;
  private final Owners owners;

  LoopReports(App app, Holder self, Loop loop, Owners owners) {
    this.first = app;
    this.self = self;
    this.loop = loop;
    this.owners = owners;
  }

  Channels.Reports ofChannels() {
    return new OfChannels();
  }

  Users.Reports ofUsers() {
    return new OfUsers();
  }

  // Asked for each time: settings may have changed since the first connection.
  private App app() {
    return owners.current(first);
  }

  Presences presences() {
    return this::presencesOf;
  }

  private CompletionStage<Void> presencesOf(
      List<UserId> users, Consumer<Map<UserId, Presence>> part) {
    Map<Owner, List<UserId>> byOwner = new LinkedHashMap<>();
    for (UserId user : users) {
      byOwner.computeIfAbsent(owners.of(subject(user)), unused -> new ArrayList<>()).add(user);
    }
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    byOwner.forEach(
        (owner, own) ->
            parts.add(
                owners
                    .ask(loop, owner, asked -> presences(asked, own))
                    .thenAccept(part)
                    .toCompletableFuture()));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }

  private Map<UserId, Presence> presences(Owner owner, List<UserId> users) {
    Map<UserId, Presence> presences = new HashMap<>();
    for (UserId user : users) {
      boolean isOnline = owner.keeper().isOnline(subject(user));
      presences.put(user, isOnline ? Presence.ONLINE : Presence.OFFLINE);
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

  private final class OfChannels implements Channels.Reports {
    @Override
    public CompletionStage<Opening> firstIn(ChannelName channel) {
      Report report = new Report.FirstIn(subject(channel), self);
      return owners.ask(
          loop,
          report.subject(),
          owner -> {
            owner.apply(report);
            return Opening.PLAIN;
          });
    }

    @Override
    public void lastOut(ChannelName channel) {
      tell(new Report.LastOut(subject(channel), self));
    }

    @Override
    public CompletionStage<Opening> open(ChannelName channel, @Nullable Member member) {
      Subject.OfChannel subject = subject(channel);
      if (member == null) {
        return owners.ask(loop, subject, owner -> owner.opening(subject));
      }
      long most = app().limits().of(Limit.MAX_PRESENCE_MEMBERS);
      Report.MemberIn newcomer = new Report.MemberIn(subject, self, member, most);
      return owners.ask(loop, subject, owner -> owner.open(newcomer));
    }

    @Override
    public CompletionStage<List<Member>> roster(ChannelName channel) {
      Subject.OfChannel subject = subject(channel);
      return owners.ask(loop, subject, owner -> owner.roster(subject));
    }

    @Override
    public void memberOut(ChannelName channel, UserId user) {
      tell(new Report.MemberOut(subject(channel), self, user));
    }

    @Override
    public void counted(ChannelName channel, int subscriptions) {
      if (app().settings().features().countFrames() && !channel.kind().has(Trait.ROSTER)) {
        tell(new Report.Counted(subject(channel), self, subscriptions));
      }
    }
  }

  private final class OfUsers implements Users.Reports {
    @Override
    public CompletionStage<Users.Verdict> signedIn(UserId user, int connections) {
      long most = app().limits().of(Limit.MAX_CONNECTIONS_PER_USER);
      Report.UserIn in = new Report.UserIn(subject(user), self, connections, most);
      return owners.ask(loop, in.subject(), owner -> owner.signIn(in));
    }

    @Override
    public boolean wantsEach() {
      return app().limits().of(Limit.MAX_CONNECTIONS_PER_USER) >= 0;
    }

    @Override
    public void left(UserId user, int connections) {
      tell(new Report.Counted(subject(user), self, connections));
    }

    @Override
    public void lastOut(UserId user) {
      Subject.OfUser subject = subject(user);
      owners.tell(
          subject,
          owner -> owner.lastOut(subject, self, app().settings().watching().offlineGrace()));
    }
  }
}
