package io.belfry.protocol.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that happened on a channel or to a user, as an application is told by a webhook.
 * Channels, users and socket ids are text here, since a reader takes what it is sent.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HOOK-020 to HOOK-030, USR-060, USR-063"
 */
public sealed interface WebhookEvent {
  /** Its name on the wire. */
  String name();

  /** The channel that it is about, where it is about one. */
  Optional<String> channel();

  /** The user that it is about, where it is about one. */
  Optional<String> user();

  /** Kinds of events that the server raises. */
  enum Type {
    /** A channel has its first subscriber. */
    CHANNEL_OCCUPIED("channel_occupied", true),
    /** A channel has had no subscriber for the grace period. */
    CHANNEL_VACATED("channel_vacated", true),
    /** A user has come into a presence channel. */
    MEMBER_ADDED("member_added", true),
    /** A user has been gone from a presence channel for the grace period. */
    MEMBER_REMOVED("member_removed", true),
    /** A client event was accepted. */
    CLIENT_EVENT("client_event", true),
    /** Somebody subscribed to a cache channel that keeps nothing. */
    CACHE_MISS("cache_miss", true),
    /** The number of subscriptions has changed. */
    SUBSCRIPTION_COUNT("subscription_count", true),
    /** A user has signed in who was not online. */
    USER_ONLINE("user_online", false),
    /** A user has been offline for the grace period. */
    USER_OFFLINE("user_offline", false),
    /** A connection has signed in. */
    SESSION_STARTED("session_started", false),
    /** A connection that had signed in has ended. */
    SESSION_ENDED("session_ended", false);

    private final String wireName;
    private final boolean standard;

    Type(String wireName, boolean standard) {
      this.wireName = wireName;
      this.standard = standard;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }

    /** Those of hosted Channels, which an endpoint gets that names none. */
    public static Set<Type> standard() {
      return Arrays.stream(values()).filter(type -> type.standard).collect(Collectors.toSet());
    }

    /** The type of that name. */
    public static Optional<Type> of(String wireName) {
      return Arrays.stream(values()).filter(type -> type.wireName.equals(wireName)).findFirst();
    }

    /** All names, in the order of this list. */
    public static List<String> wireNames() {
      return Arrays.stream(values()).map(Type::wireName).collect(Collectors.toList());
    }
  }

  /** An event of a type that the server raises. */
  sealed interface Raised extends WebhookEvent {
    /** Its type. */
    Type type();

    @Override
    default String name() {
      return type().wireName();
    }
  }

  /** An event about a channel. */
  sealed interface OfChannel extends Raised {
    /** Name of the channel. */
    String channelName();

    @Override
    default Optional<String> channel() {
      return Optional.of(channelName());
    }

    @Override
    default Optional<String> user() {
      return Optional.empty();
    }
  }

  /** An event about a user of the app. */
  sealed interface OfUser extends Raised {
    /** Id of the user. */
    String userId();

    @Override
    default Optional<String> channel() {
      return Optional.empty();
    }

    @Override
    default Optional<String> user() {
      return Optional.of(userId());
    }
  }

  /** A channel has its first subscriber. */
  record ChannelOccupied(String channelName) implements OfChannel {
    @Override
    public Type type() {
      return Type.CHANNEL_OCCUPIED;
    }
  }

  /** A channel has had no subscriber for the grace period. */
  record ChannelVacated(String channelName) implements OfChannel {
    @Override
    public Type type() {
      return Type.CHANNEL_VACATED;
    }
  }

  /** A user has come into a presence channel. */
  record MemberAdded(String channelName, String userId) implements OfChannel {
    @Override
    public Type type() {
      return Type.MEMBER_ADDED;
    }

    @Override
    public Optional<String> user() {
      return Optional.of(userId);
    }
  }

  /** A user has been gone from a presence channel for the grace period. */
  record MemberRemoved(String channelName, String userId) implements OfChannel {
    @Override
    public Type type() {
      return Type.MEMBER_REMOVED;
    }

    @Override
    public Optional<String> user() {
      return Optional.of(userId);
    }
  }

  /**
   * A client event was accepted.
   *
   * @param event its name
   * @param data the string that the client sent, or the source text of the JSON value that it sent;
   *     empty where a receiver finds none
   * @param socketId who sent it
   * @param user the member who sent it, on presence channels only
   */
  record ClientEvent(
      String channelName,
      String event,
      Optional<String> data,
      Optional<String> socketId,
      Optional<String> user)
      implements OfChannel {
    @Override
    public Type type() {
      return Type.CLIENT_EVENT;
    }
  }

  /** Somebody subscribed to a cache channel that keeps nothing. */
  record CacheMiss(String channelName) implements OfChannel {
    @Override
    public Type type() {
      return Type.CACHE_MISS;
    }
  }

  /** The number of subscriptions of a channel has changed. */
  record SubscriptionCount(String channelName, long subscriptions) implements OfChannel {
    @Override
    public Type type() {
      return Type.SUBSCRIPTION_COUNT;
    }
  }

  /**
   * A user has signed in who was not online.
   *
   * @param atMs when, in Unix milliseconds
   */
  record UserOnline(String userId, long atMs) implements OfUser {
    @Override
    public Type type() {
      return Type.USER_ONLINE;
    }
  }

  /**
   * A user has been offline for the grace period.
   *
   * @param atMs when the last connection went, in Unix milliseconds
   * @param onlineMs how long the user had been online; empty where that is not known
   */
  record UserOffline(String userId, long atMs, OptionalLong onlineMs) implements OfUser {
    @Override
    public Type type() {
      return Type.USER_OFFLINE;
    }
  }

  /**
   * A session, as a webhook tells of it.
   *
   * @param userId who is signed in
   * @param socketId on which connection
   * @param session the application's login session, if the sign-in named one
   * @param device what the application calls the device, if it did
   */
  record Session(
      String userId, String socketId, Optional<String> session, Optional<String> device) {}

  /**
   * A connection has signed in.
   *
   * @param atMs when, in Unix milliseconds
   */
  record SessionStarted(Session of, long atMs) implements OfUser {
    @Override
    public Type type() {
      return Type.SESSION_STARTED;
    }

    @Override
    public String userId() {
      return of.userId();
    }
  }

  /**
   * A connection that had signed in has ended.
   *
   * @param atMs when, in Unix milliseconds
   * @param code with which it was closed; 1006 where nobody said why it went, as after a crash
   */
  record SessionEnded(Session of, long atMs, int code) implements OfUser {
    @Override
    public Type type() {
      return Type.SESSION_ENDED;
    }

    @Override
    public String userId() {
      return of.userId();
    }
  }

  /**
   * An event of a name that this version does not know, or one that lacks a field of its type.
   *
   * @param name as it came; empty where it had none
   * @param json the object as it came
   */
  record Unknown(String name, Optional<String> channel, Optional<String> user, String json)
      implements WebhookEvent {}

  /**
   * A client event of an encrypted channel that could not be deciphered.
   *
   * @param event as it came, with the ciphertext
   * @param problem why, in words for the application
   */
  record Undeciphered(ClientEvent event, String problem) implements WebhookEvent {
    @Override
    public String name() {
      return event.name();
    }

    @Override
    public Optional<String> channel() {
      return event.channel();
    }

    @Override
    public Optional<String> user() {
      return event.user();
    }
  }
}
