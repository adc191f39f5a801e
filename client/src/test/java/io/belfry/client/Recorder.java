package io.belfry.client;

import static org.assertj.core.api.Assertions.fail;

import io.belfry.client.channel.PresenceChannelEventListener;
import io.belfry.client.channel.PrivateEncryptedChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.User;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionStateChange;
import io.belfry.client.user.SigninEventListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens to everything and keeps it, a line each, in the order of the calls. */
final class Recorder
    implements ConnectionEventListener,
        PresenceChannelEventListener,
        PrivateEncryptedChannelEventListener,
        SigninEventListener {
  private static final int WAIT_SECONDS = 10;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private volatile @Nullable Exception lastFailure;
  private volatile String lastMessage = "";

  @Override
  public void onConnectionStateChange(ConnectionStateChange change) {
    lines.add(change.getCurrentState().name());
  }

  @Override
  public void onError(String message, @Nullable String code, Exception e) {
    lastFailure = e;
    lastMessage = message;
    lines.add("error " + code + " " + e.getClass().getSimpleName());
  }

  @Override
  public void onEvent(PusherEvent event) {
    lines.add("event " + event.getEventName() + " " + event.getData());
  }

  @Override
  public void onSubscriptionSucceeded(String channelName) {
    lines.add("subscribed " + channelName);
  }

  @Override
  public void onUsersInformationReceived(String channelName, Set<User> users) {
    lines.add("users " + users.stream().map(u -> u.getId() + "=" + u.getInfo()).toList());
  }

  @Override
  public void userSubscribed(String channelName, User user) {
    lines.add("joined " + user.getId() + (user.getInfo() == null ? "" : "=" + user.getInfo()));
  }

  @Override
  public void userUnsubscribed(String channelName, User user) {
    lines.add("gone " + user.getId());
  }

  @Override
  public void onAuthenticationFailure(String message, Exception e) {
    lastFailure = e;
    lines.add("refused " + e.getClass().getSimpleName());
  }

  @Override
  public void onDecryptionFailure(String event, String reason) {
    lines.add("dropped " + event + ": " + reason);
  }

  @Override
  public void onSignedIn(String userId) {
    lines.add("signed in " + userId);
  }

  void note(String line) {
    lines.add(line);
  }

  String lastMessage() {
    return lastMessage;
  }

  @Nullable Exception lastFailure() {
    return lastFailure;
  }

  /** Waits for a line; gives those that came before it. */
  List<String> await(String wanted) {
    List<String> before = new ArrayList<>();
    for (String line = next(before); !line.equals(wanted); line = next(before)) {
      before.add(line);
    }
    return before;
  }

  private String next(List<String> before) {
    try {
      String line = lines.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      return line == null ? fail("Nothing more came; before: " + before) : line;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  String next() {
    return next(List.of());
  }
}
