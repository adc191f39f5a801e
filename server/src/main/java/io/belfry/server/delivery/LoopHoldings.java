package io.belfry.server.delivery;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.channel.Channels;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.LoopShard;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.Keeper.Subject;
import io.belfry.server.cluster.Publication;
import io.belfry.server.user.SignedInUser;
import io.belfry.server.user.Users;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop holds: the channels, users and connections of each app that has any. What it
 * holds is not what is true for the app; that is decided by the {@link Keepers} it reports to.
 *
 * <p>Thread: confined to its event loop.
 */
public final class LoopHoldings {
  private final Map<String, AppHoldings> apps = new HashMap<>();
  private final Loop loop;
  private final Keepers keepers;

  /** Holdings of that loop. */
  public LoopHoldings(Loop loop, Keepers keepers) {
    this.loop = loop;
    this.keepers = keepers;
  }

  /** What this loop holds of an app. */
  public AppHoldings of(String appId) {
    AppHoldings holdings = apps.get(appId);
    if (holdings == null) {
      holdings =
          new AppHoldings(
              new Channels(new ChannelReports(appId)),
              new Users(new UserReports(appId)),
              new SocketTable());
      apps.put(appId, holdings);
    }
    return holdings;
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
    if (shard != null) {
      shard.deliver(frame, excluded);
    }
  }

  /** Ends this loop's connections of a user. */
  void terminate(String appId, UserId id) {
    AppHoldings holdings = apps.get(appId);
    SignedInUser user = holdings == null ? null : holdings.users().user(id);
    if (user != null) {
      user.terminate();
    }
  }

  private static @Nullable Receiver excluded(AppHoldings holdings, @Nullable SocketId socketId) {
    return socketId == null ? null : holdings.sockets().find(socketId);
  }

  private final class ChannelReports implements Channels.Reports {
    private final String appId;

    ChannelReports(String appId) {
      this.appId = appId;
    }

    @Override
    public CompletionStage<Void> firstIn(ChannelName channel) {
      return keepers.firstIn(loop, new Subject.OfChannel(appId, channel));
    }

    @Override
    public void lastOut(ChannelName channel) {
      keepers.lastOut(loop, new Subject.OfChannel(appId, channel));
    }
  }

  private final class UserReports implements Users.Reports {
    private final String appId;

    UserReports(String appId) {
      this.appId = appId;
    }

    @Override
    public CompletionStage<Void> firstIn(UserId user) {
      return keepers.firstIn(loop, new Subject.OfUser(appId, user));
    }

    @Override
    public void lastOut(UserId user) {
      keepers.lastOut(loop, new Subject.OfUser(appId, user));
    }
  }
}
