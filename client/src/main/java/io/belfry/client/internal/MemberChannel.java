package io.belfry.client.internal;

import io.belfry.client.channel.PresenceChannel;
import io.belfry.client.channel.PresenceChannelEventListener;
import io.belfry.client.channel.User;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.message.ServerMessage;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A presence channel.
 *
 * <p>Thread: thread-safe for the application.
 */
final class MemberChannel extends AuthorizedChannel implements PresenceChannel {
  private static final String ADDED = "pusher_internal:member_added";
  private static final String REMOVED = "pusher_internal:member_removed";

  private final PresenceRoster roster;
  private volatile String ownId = "";

  MemberChannel(ChannelName name, Parts parts, Bindings clientBindings) {
    super(name, parts, clientBindings);
    roster = new PresenceRoster(parts.callbacks().payloadReader());
  }

  @Override
  public Set<User> getUsers() {
    return roster.users();
  }

  @Override
  public @Nullable User getMe() {
    return roster.member(ownId);
  }

  @Override
  void left() {
    super.left();
    roster.clear();
  }

  @Override
  void authorized(String memberId) {
    ownId = memberId;
  }

  @Override
  void succeeded(String data) {
    roster.replace(data);
    super.succeeded(data);
    Set<User> users = roster.users();
    callbacks()
        .each(
            this::memberListeners,
            listener -> listener.onUsersInformationReceived(getName(), users));
  }

  @Override
  void event(ServerMessage.Event event) {
    if (event.event().equals(ADDED)) {
      roster
          .add(event.data())
          .ifPresent(
              user ->
                  callbacks()
                      .each(
                          this::memberListeners,
                          listener -> listener.userSubscribed(getName(), user)));
    } else if (event.event().equals(REMOVED)) {
      roster
          .remove(event.data())
          .ifPresent(
              user ->
                  callbacks()
                      .each(
                          this::memberListeners,
                          listener -> listener.userUnsubscribed(getName(), user)));
    } else {
      super.event(event);
    }
  }

  private List<PresenceChannelEventListener> memberListeners() {
    return listeners().stream()
        .filter(PresenceChannelEventListener.class::isInstance)
        .map(PresenceChannelEventListener.class::cast)
        .collect(Collectors.toList());
  }
}
