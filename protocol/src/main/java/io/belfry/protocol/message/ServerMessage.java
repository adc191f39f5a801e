package io.belfry.protocol.message;

import io.belfry.protocol.EventName;
import io.belfry.protocol.SocketId;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the server says.
 *
 * <p>Thread: immutable.
 */
public sealed interface ServerMessage {
  /** Hands the message to the method of its kind. */
  void to(Receiver receiver);

  /** What it is by the name of its event. */
  Kind kind();

  /** One constant for each record: a new one does not compile until the reader reads it. */
  enum Kind {
    /** {@link ServerMessage.ConnectionEstablished}. */
    CONNECTION_ESTABLISHED(EventName.CONNECTION_ESTABLISHED),
    /** {@link ServerMessage.Ping}. */
    PING(EventName.PING),
    /** {@link ServerMessage.Pong}. */
    PONG(EventName.PONG),
    /** {@link ServerMessage.Failure}. */
    FAILURE(EventName.ERROR),
    /** {@link ServerMessage.SigninSuccess}. */
    SIGNIN_SUCCESS(EventName.SIGNIN_SUCCESS),
    /** {@link ServerMessage.SubscriptionSucceeded}. */
    SUBSCRIPTION_SUCCEEDED(EventName.SUBSCRIPTION_SUCCEEDED),
    /** {@link ServerMessage.SubscriptionError}. */
    SUBSCRIPTION_ERROR(EventName.SUBSCRIPTION_ERROR),
    /** {@link ServerMessage.Event}: every other name. */
    EVENT(null);

    private static final Map<String, Kind> BY_EVENT =
        Arrays.stream(values())
            .filter(kind -> kind.event != null)
            .collect(Collectors.toMap(kind -> kind.event, kind -> kind));

    private final @Nullable String event;

    Kind(@Nullable String event) {
      this.event = event;
    }

    /** The kind of a message with that event. */
    static Kind of(String event) {
      return BY_EVENT.getOrDefault(event, EVENT);
    }
  }

  /** One answer for each kind: a new kind does not compile until every receiver has one. */
  interface Receiver {
    /** Takes it. */
    void on(ConnectionEstablished message);

    /** Takes it. */
    void on(Ping message);

    /** Takes it. */
    void on(Pong message);

    /** Takes it. */
    void on(Failure message);

    /** Takes it. */
    void on(SigninSuccess message);

    /** Takes it. */
    void on(SubscriptionSucceeded message);

    /** Takes it. */
    void on(SubscriptionError message);

    /** Takes it. */
    void on(Event message);
  }

  /**
   * Greets a connection; always its first frame.
   *
   * @param socketId public id of the connection
   * @param activityTimeoutSeconds silence after which a client should ping; 0 in the client when
   *     the server named none
   */
  record ConnectionEstablished(SocketId socketId, int activityTimeoutSeconds)
      implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.CONNECTION_ESTABLISHED;
    }
  }

  /** Asks for a {@link ClientMessage.Pong}. */
  record Ping() implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.PING;
    }
  }

  /** Answers a {@link ClientMessage.Ping}. */
  record Pong() implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.PONG;
    }
  }

  /**
   * A refusal, or the announcement of a close.
   *
   * @param code number of an {@code ErrorCode} or close code; 0 in the client when the server named
   *     none
   * @param message sentence for people
   */
  record Failure(int code, String message) implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.FAILURE;
    }
  }

  /**
   * The sign-in stands.
   *
   * @param userData the signed text, byte for byte as it was received
   */
  record SigninSuccess(String userData) implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.SIGNIN_SUCCESS;
    }
  }

  /**
   * The subscription stands.
   *
   * @param channel name of the channel
   * @param data {@code {}} on all channels but presence ones
   */
  record SubscriptionSucceeded(String channel, String data) implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.SUBSCRIPTION_SUCCEEDED;
    }
  }

  /**
   * The subscription was refused.
   *
   * @param channel name of the channel as the client gave it
   * @param type {@code AuthError}, {@code InvalidChannelName} …
   * @param error sentence for people
   * @param status the HTTP status that comes nearest
   */
  record SubscriptionError(String channel, String type, String error, int status)
      implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.SUBSCRIPTION_ERROR;
    }
  }

  /**
   * An event of the application or of another client, and any further frame of a channel.
   *
   * @param event name
   * @param channel channel it belongs to; null for events of the connection
   * @param data payload as text
   * @param userId member id of the sending client, on presence channels only
   */
  record Event(String event, @Nullable String channel, String data, @Nullable String userId)
      implements ServerMessage {
    @Override
    public void to(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public Kind kind() {
      return Kind.EVENT;
    }
  }
}
