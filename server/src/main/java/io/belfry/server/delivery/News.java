package io.belfry.server.delivery;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerEvents;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageWriter;
import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Keeper;
import io.belfry.server.cluster.Subject;
import io.belfry.server.metrics.Holding;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.user.Presence;
import java.util.function.Consumer;

/**
 * Turns what one owner decides into what connections are told.
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

  @Override
  public void accept(Decision decision) {
    switch (decision) {
      case Decision.Occupied occupied -> held.of(occupied.appId()).add(Holding.CHANNELS, 1);
      case Decision.Vacated vacated -> {
        held.of(vacated.appId()).add(Holding.CHANNELS, -1);
        counts.forget(new Subject.OfChannel(vacated.appId(), vacated.channel()));
      }
      case Decision.MemberAdded added ->
          tellChannel(
              added, added.channel(), ServerEvents.memberAdded(added.channel(), added.member()));
      case Decision.MemberRemoved removed ->
          tellChannel(
              removed,
              removed.channel(),
              ServerEvents.memberRemoved(removed.channel(), removed.user()));
      case Decision.Counted counted -> counts.counted(counted);
      case Decision.Online online -> {
        held.of(online.appId()).add(Holding.USERS, 1);
        tellWatchers(online, online.user(), Presence.ONLINE);
      }
      case Decision.Offline offline -> {
        held.of(offline.appId()).add(Holding.USERS, -1);
        tellWatchers(offline, offline.user(), Presence.OFFLINE);
      }
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

  private void tellWatchers(Decision decision, UserId user, Presence presence) {
    fanOut.onEach(holdings -> holdings.watched(decision.appId(), user, presence));
  }
}
