package io.belfry.junit;

import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.UserData;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection by what the server has written to it.
 *
 * <p>Thread: {@link #text} is confined to the thread that carries the bytes; the rest is
 * thread-safe.
 */
final class TappedConnection {
  private static final String INTERNAL = "pusher";

  private final Deliveries deliveries;
  private volatile @Nullable String socketId;
  private volatile @Nullable String user;

  TappedConnection(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  @Nullable String socketId() {
    return socketId;
  }

  @Nullable String user() {
    return user;
  }

  /** What is written to it is not read along, and why. */
  void cannotRead(String sentence) {
    deliveries.cannotRead(sentence);
  }

  /** A message has been written to the client. */
  void text(String text) {
    Optional<ServerMessage> message = ServerMessageReader.read(text);
    if (message.isEmpty()) {
      return;
    }
    if (message.get() instanceof ServerMessage.ConnectionEstablished established) {
      socketId = established.socketId().text();
    } else if (message.get() instanceof ServerMessage.SigninSuccess success) {
      user = idOf(success.userData());
    } else if (message.get() instanceof ServerMessage.Event event) {
      delivered(event);
    }
    deliveries.changed();
  }

  private void delivered(ServerMessage.Event event) {
    String id = socketId;
    if (id != null && !event.event().startsWith(INTERNAL)) {
      deliveries.add(new Delivery(id, user, event.channel(), event.event(), event.data()));
    }
  }

  private static @Nullable String idOf(String userData) {
    try {
      return UserData.parse(userData, Integer.MAX_VALUE).id().text();
    } catch (ProtocolException e) {
      return null;
    }
  }
}
