package io.belfry.server.delivery;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.channel.Channels;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.LoopShard;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.Publication;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.shutout.RevokedSessions;
import io.belfry.server.user.OnlineState;
import io.belfry.server.user.SignedInUser;
import io.belfry.server.user.Users;
import io.belfry.server.user.Watchlists;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop holds: the channels, users and connections of each app that has any. What it
 * holds is not what is true for the app; that is decided where it {@linkplain AppReports reports}
 * to.
 *
 * <p>Thread: confined to its event loop.
 */
public final class LoopHoldings {
  private final Map<String, AppHoldings> apps = new HashMap<>();
  private final Loop loop;
  private final LoopCounts counts;
  private final AppSource source;
  private @Nullable Function<App, AppReports> reports;

  /**
   * Holdings of that loop.
   *
   * @param counts takes note of what is delivered
   * @param source says how apps are set now
   */
  public LoopHoldings(Loop loop, LoopCounts counts, AppSource source) {
    this.loop = loop;
    this.counts = counts;
    this.source = source;
  }

  /** Says where it reports what it holds of an app; called once, before the first connection. */
  public void reportTo(Function<App, AppReports> newReports) {
    reports = newReports;
  }

  /** The loop. */
  public Loop loop() {
    return loop;
  }

  /** What is counted with every message of this loop. */
  public LoopCounts counts() {
    return counts;
  }

  /** What this loop holds of an app. */
  public AppHoldings of(App app) {
    AppHoldings holdings = apps.get(app.id());
    if (holdings == null) {
      if (reports == null) {
        throw new IllegalStateException("A connection came before the owners were known.");
      }
      AppReports reporting = reports.apply(app);
      holdings =
          new AppHoldings(
              new Channels(
                  reporting.channels(), () -> loop.newReceivers(counts), counts.of(app.id())),
              new Users(reporting.users()),
              new Watchlists(reporting.watchlists()),
              reporting.presences(),
              new SocketTable());
      apps.put(app.id(), holdings);
    }
    return holdings;
  }

  /** The app as it is set now; one that is gone may do nothing any more. */
  public App current(App app) {
    return source.byId(app.id()).orElseGet(app::gone);
  }

  /** What this loop holds of an app; null when it never held anything. */
  public @Nullable AppHoldings find(String appId) {
    return apps.get(appId);
  }

  /** Queues a publication for everyone on this loop who is to get it. */
  void deliver(Publication publication, OutboundFrame frame) {
    AppHoldings holdings = apps.get(publication.appId());
    if (holdings == null) {
      return;
    }
    ChannelName channel = publication.channel();
    Receiver excluded = excluded(holdings, publication.excluded());
    if (channel.kind().has(ChannelKind.Trait.OWN_USER_ONLY)) {
      SignedInUser user = channel.user().map(holdings.users()::user).orElse(null);
      if (user != null) {
        user.deliver(frame, excluded);
      }
      return;
    }
    LoopShard shard = holdings.channels().shard(channel);
    deliver(shard, frame, excluded);
  }

  /** Queues a frame for all subscribers of a channel. */
  public void deliver(String appId, ChannelName channel, OutboundFrame frame) {
    deliver(shard(appId, channel), frame, null);
  }

  private void deliver(
      @Nullable LoopShard shard, OutboundFrame frame, @Nullable Receiver excluded) {
    if (shard != null) {
      shard.deliver(frame, excluded);
    }
  }

  /** Queues a frame for the subscribers of a channel whose libraries cope with it. */
  public void deliverOptional(String appId, ChannelName channel, OutboundFrame frame) {
    LoopShard shard = shard(appId, channel);
    if (shard != null) {
      shard.deliverOptional(frame);
    }
  }

  /** Tells those who watch the user. */
  public void watched(String appId, UserId user, OnlineState state) {
    AppHoldings holdings = apps.get(appId);
    if (holdings != null) {
      holdings.watchlists().changed(user, state);
    }
  }

  /** Ends those sessions of this loop that are to end; how many there were. */
  public int terminate(ClusterMessage.Terminate message) {
    AppHoldings holdings = apps.get(message.appId());
    SignedInUser user = holdings == null ? null : holdings.users().user(message.user());
    return user == null ? 0 : user.terminate(message.selector(), message.ending(), message.age());
  }

  /** Ends those sessions of a user on this loop that are revoked; how many there were. */
  public int revoke(String appId, UserId user, RevokedSessions revoked, Ending ending) {
    AppHoldings holdings = apps.get(appId);
    SignedInUser signedIn = holdings == null ? null : holdings.users().user(user);
    return signedIn == null ? 0 : signedIn.revoke(revoked, ending);
  }

  /** The first users of an app on this loop behind that one, in the order of their ids. */
  public List<UserId> users(String appId, @Nullable UserId after, int most) {
    AppHoldings holdings = apps.get(appId);
    return holdings == null
        ? List.of()
        : holdings.users().page("", after, most).stream().map(SignedInUser::id).toList();
  }

  private @Nullable LoopShard shard(String appId, ChannelName channel) {
    AppHoldings holdings = apps.get(appId);
    return holdings == null ? null : holdings.channels().shard(channel);
  }

  private static @Nullable Receiver excluded(AppHoldings holdings, @Nullable SocketId socketId) {
    return socketId == null ? null : holdings.sockets().find(socketId);
  }
}
