package io.belfry.protocol;

import java.util.Set;

/**
 * What a channel's name says about it. The prefix decides, longest first, case-sensitive; everybody
 * else asks {@link #has}.
 *
 * <p>Thread: immutable.
 */
public enum ChannelKind {
  /** Events of the application to one signed-in user, on all of that user's connections. */
  SERVER_TO_USER("#server-to-user-", Trait.OWN_USER_ONLY),
  /** Encrypted between the application's servers and its clients, with the last event kept. */
  PRIVATE_ENCRYPTED_CACHE(
      "private-encrypted-cache-", Trait.AUTHORIZED, Trait.ENCRYPTED, Trait.CACHE),
  /** Encrypted between the application's servers and its clients. */
  PRIVATE_ENCRYPTED("private-encrypted-", Trait.AUTHORIZED, Trait.ENCRYPTED),
  /** Authorised, with the last event kept. */
  PRIVATE_CACHE("private-cache-", Trait.AUTHORIZED, Trait.CACHE),
  /** Authorised by the application. */
  PRIVATE("private-", Trait.AUTHORIZED),
  /** Presence with the last event kept. */
  PRESENCE_CACHE("presence-cache-", Trait.AUTHORIZED, Trait.ROSTER, Trait.CACHE),
  /** Authorised, and its subscribers know each other as members. */
  PRESENCE("presence-", Trait.AUTHORIZED, Trait.ROSTER),
  /** Open to everybody, with the last event kept. */
  CACHE("cache-", Trait.CACHE),
  /** Open to everybody. */
  PUBLIC("");

  /** A property that a kind has or has not. */
  public enum Trait {
    /** A subscription needs a token of the application. */
    AUTHORIZED,
    /** Payloads are ciphertext. */
    ENCRYPTED,
    /** Subscribers are members with a user id. */
    ROSTER,
    /** The last event is kept for newcomers. */
    CACHE,
    /** Only a connection signed in as the user of the name may subscribe. */
    OWN_USER_ONLY
  }

  private static final ChannelKind[] LONGEST_PREFIX_FIRST = values();

  private final String prefix;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Trait> traits;

  ChannelKind(String prefix, Trait... traits) {
    this.prefix = prefix;
    this.traits = Set.of(traits);
  }

  /** The kind of a channel of that name. */
  public static ChannelKind of(String channelName) {
    for (ChannelKind kind : LONGEST_PREFIX_FIRST) {
      if (channelName.startsWith(kind.prefix)) {
        return kind;
      }
    }
    return PUBLIC;
  }

  /** What names of this kind begin with; empty for public channels. */
  public String prefix() {
    return prefix;
  }

  /** Whether channels of this kind have the trait. */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
