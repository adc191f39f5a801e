package io.belfry.server.webhook;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.cluster.Decision;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which app has an endpoint that wants to hear of what: what event loops look at before they hand
 * anything over.
 *
 * <p>Thread: immutable.
 */
final class Interests {
  private static final Set<Type> NOTHING = Set.of();

  private final Map<String, Set<Type>> types = new HashMap<>();

  private Interests() {}

  static Interests of(Collection<App> apps) {
    Interests interests = new Interests();
    for (App app : apps) {
      Set<Type> wanted = EnumSet.noneOf(Type.class);
      for (WebhookEndpoint endpoint : app.webhooks()) {
        endpoint.types().stream().filter(endpoint::wants).forEach(wanted::add);
      }
      if (!app.settings().of(AppSettings.SUBSCRIPTION_COUNT_BROADCAST)) {
        wanted.remove(Type.SUBSCRIPTION_COUNT);
      }
      if (!wanted.isEmpty()) {
        interests.types.put(app.id(), wanted);
      }
    }
    return interests;
  }

  /** Whether nobody wants to hear anything. */
  boolean isEmpty() {
    return types.isEmpty();
  }

  /** How many apps want to hear something. */
  int apps() {
    return types.size();
  }

  boolean has(Decision decision) {
    Set<Type> wanted = types.getOrDefault(decision.appId(), NOTHING);
    return !wanted.isEmpty()
        && switch (decision) {
          case Decision.Occupied it -> isTold(it.channel()) && wantsChannels(wanted);
          case Decision.Vacated it -> isTold(it.channel()) && wantsChannels(wanted);
          case Decision.MemberAdded it -> wantsMembers(wanted);
          case Decision.MemberRemoved it -> wantsMembers(wanted);
          case Decision.Counted it ->
              isTold(it.channel())
                  && !it.channel().kind().has(Trait.ROSTER)
                  && wanted.contains(Type.SUBSCRIPTION_COUNT);
          case Decision.Online it -> wantsUsers(wanted);
          case Decision.Offline it -> wantsUsers(wanted);
          case Decision.SessionStarted it -> wantsSessions(wanted);
          case Decision.SessionEnded it -> wantsSessions(wanted);
          case Decision.Watched it -> false;
          case Decision.Unwatched it -> false;
        };
  }

  /** Whether the app wants to hear of events of that type on that channel. */
  boolean has(String appId, Type type, ChannelName channel) {
    return types.getOrDefault(appId, NOTHING).contains(type) && isTold(channel);
  }

  private static boolean isTold(ChannelName channel) {
    return channel.kind() != ChannelKind.SERVER_TO_USER;
  }

  private static boolean wantsChannels(Set<Type> wanted) {
    return wanted.contains(Type.CHANNEL_OCCUPIED) || wanted.contains(Type.CHANNEL_VACATED);
  }

  private static boolean wantsMembers(Set<Type> wanted) {
    return wanted.contains(Type.MEMBER_ADDED) || wanted.contains(Type.MEMBER_REMOVED);
  }

  private static boolean wantsSessions(Set<Type> wanted) {
    return wanted.contains(Type.SESSION_STARTED) || wanted.contains(Type.SESSION_ENDED);
  }

  private static boolean wantsUsers(Set<Type> wanted) {
    return wanted.contains(Type.USER_ONLINE) || wanted.contains(Type.USER_OFFLINE);
  }
}
