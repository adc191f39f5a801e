package io.belfry.cluster.redis.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.RaisedHook.Happened;
import io.belfry.server.cluster.RaisedHook.OfCacheMiss;
import io.belfry.server.cluster.RaisedHook.OfClientEvent;
import io.belfry.server.cluster.RaisedHook.OfDecision;
import io.belfry.server.cluster.Subject;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads what an entry of the stream of webhooks says has happened.
 *
 * <p>Thread: stateless.
 */
final class HookReading {
  private HookReading() {}

  /** What has happened; empty for what this version does not know, and for what is malformed. */
  static Optional<Happened> read(HookEntry entry) {
    String app = entry.appId();
    return switch (entry.kind()) {
      case "channel_occupied" -> channel(entry, it -> new Decision.Occupied(app, it));
      case "channel_vacated" -> channel(entry, it -> new Decision.Vacated(app, it));
      case "member_added" ->
          member(entry, (it, user) -> new Decision.MemberAdded(app, it, new Member(user, null)));
      case "member_removed" ->
          member(entry, (it, user) -> new Decision.MemberRemoved(app, it, user));
      case "user_online" -> user(entry.name()).map(it -> decided(new Decision.Online(app, it)));
      case "user_offline" -> user(entry.name()).map(it -> decided(new Decision.Offline(app, it)));
      case "session_started" ->
          SessionText.read(entry).map(it -> decided(new Decision.SessionStarted(app, it)));
      case "session_ended" -> sessionEnded(entry);
      case "subscription_count" -> counted(entry);
      case "client_event" ->
          channel(app, entry.name())
              .flatMap(it -> Payload.parse(it, entry.data()))
              .map(payload -> new OfClientEvent(payload.publication()));
      case "cache_miss" -> channel(app, entry.name()).map(OfCacheMiss::new);
      default -> Optional.empty();
    };
  }

  private static Happened decided(Decision decision) {
    return new OfDecision(decision);
  }

  private static Optional<Happened> channel(HookEntry entry, Function<ChannelName, Decision> of) {
    return channel(entry.appId(), entry.name()).map(it -> decided(of.apply(it.channel())));
  }

  private static Optional<Happened> member(
      HookEntry entry, BiFunction<ChannelName, UserId, Decision> of) {
    return user(entry.user()).flatMap(user -> channel(entry, channel -> of.apply(channel, user)));
  }

  private static Optional<Happened> sessionEnded(HookEntry entry) {
    try {
      int code = Integer.parseInt(entry.user());
      return SessionText.read(entry)
          .map(it -> decided(new Decision.SessionEnded(entry.appId(), it, code)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Happened> counted(HookEntry entry) {
    try {
      long number = Long.parseLong(new String(entry.data(), US_ASCII));
      return channel(entry, it -> new Decision.Counted(entry.appId(), it, number));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<UserId> user(String text) {
    return UserId.parse(text, Integer.MAX_VALUE);
  }

  /** A channel whose name was good enough for the node that has said it. */
  private static Optional<Subject.OfChannel> channel(String appId, String name) {
    return ChannelName.parse(name, Integer.MAX_VALUE, Integer.MAX_VALUE)
        .map(channel -> new Subject.OfChannel(appId, channel));
  }
}
