package io.belfry.server.truth;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerEvents;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageWriter;
import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Subject;
import io.belfry.server.delivery.FanOut;
import io.belfry.server.metrics.AppGauge;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.user.OnlineState;
import java.util.function.Consumer;

/**
 * Turns what is decided about an owner's part into what connections of this node are told.
 *
 * <p>Thread: confined to the event loop of its owner.
 *
 * @see "rules WS-065, WS-066, WS-079, WS-088"
 */
final class News implements Consumer<Decision> {
  private final Keeper keeper;
  private final FanOut fanOut;
  private final CountPace counts;
  private final LoopCounts held;

  News(Loop loop, Keeper keeper, FanOut fanOut) {
    this.held = fanOut.counts(loop);
    this.keeper = keeper;
    this.fanOut = fanOut;
    this.counts = new CountPace(loop, this::tellCount);
  }

  /** What this node itself holds has changed. */
  void held(Decision own) {
    switch (own) {
      case Decision.Occupied it -> count(it, AppGauge.CHANNELS, 1);
      case Decision.Vacated it -> {
        count(it, AppGauge.CHANNELS, -1);
        counts.forget(new Subject.OfChannel(it.appId(), it.channel()));
      }
      case Decision.Online it -> count(it, AppGauge.USERS, 1);
      case Decision.Offline it -> count(it, AppGauge.USERS, -1);
      case Decision.MemberAdded it -> {}
      case Decision.MemberRemoved it -> {}
      case Decision.Counted it -> {}
      case Decision.Watched it -> {}
      case Decision.Unwatched it -> {}
      case Decision.SessionStarted it -> {}
      case Decision.SessionEnded it -> {}
    }
  }

  private void count(Decision own, AppGauge holding, int change) {
    held.of(own.appId()).add(holding, change);
  }

  @Override
  public void accept(Decision decision) {
    switch (decision) {
      case Decision.Occupied it -> {}
      case Decision.Vacated it -> {}
      case Decision.MemberAdded added ->
          tellChannel(
              added, added.channel(), ServerEvents.memberAdded(added.channel(), added.member()));
      case Decision.MemberRemoved removed ->
          tellChannel(
              removed,
              removed.channel(),
              ServerEvents.memberRemoved(removed.channel(), removed.user()));
      case Decision.Counted counted -> counts.counted(counted);
      case Decision.Online online -> tellWatchers(online, online.user(), OnlineState.ONLINE);
      case Decision.Offline offline -> tellWatchers(offline, offline.user(), OnlineState.OFFLINE);
      case Decision.Watched it -> {}
      case Decision.Unwatched it -> {}
      case Decision.SessionStarted it -> {}
      case Decision.SessionEnded it -> {}
    }
  }

  private void tellChannel(Decision decision, ChannelName channel, ServerMessage message) {
    fanOut.toHolders(
        ServerMessageWriter.write(message),
        keeper.holders(new Subject.OfChannel(decision.appId(), channel)),
        (holdings, frame) -> holdings.deliver(decision.appId(), channel, frame));
  }

  private void tellCount(Decision.Counted counted) {
    fanOut.toHolders(
        ServerMessageWriter.write(
            ServerEvents.subscriptionCount(counted.channel(), counted.subscriptions())),
        keeper.holders(new Subject.OfChannel(counted.appId(), counted.channel())),
        (holdings, frame) -> holdings.deliverOptional(counted.appId(), counted.channel(), frame));
  }

  private void tellWatchers(Decision decision, UserId user, OnlineState state) {
    fanOut.onEach(
        keeper.holders(new Subject.OfWatchers(decision.appId())),
        holdings -> holdings.watched(decision.appId(), user, state));
  }
}
