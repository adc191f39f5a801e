package io.belfry.client.internal;

import io.belfry.client.EncryptionUnavailableException;
import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.crypto.SecretBox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The channels that the application wants, by name.
 *
 * <p>Thread: thread-safe.
 */
final class Channels {
  private final Parts parts;
  private final Bindings clientBindings;
  private final Map<String, SubscribedChannel> byName = new ConcurrentHashMap<>();

  Channels(Parts parts, Bindings clientBindings) {
    this.parts = parts;
    this.clientBindings = clientBindings;
  }

  /**
   * The channel of that name, new if it was not wanted before.
   *
   * @throws IllegalArgumentException if no channel can have that name
   * @throws EncryptionUnavailableException if it is encrypted and Bouncy Castle is missing
   */
  SubscribedChannel open(String name) {
    return byName.computeIfAbsent(name, unused -> create(checked(name)));
  }

  @Nullable SubscribedChannel find(String name) {
    return byName.get(name);
  }

  @Nullable SubscribedChannel remove(String name) {
    return byName.remove(name);
  }

  boolean isWanted(SubscribedChannel channel) {
    return channel.equals(byName.get(channel.getName()));
  }

  List<SubscribedChannel> all() {
    return List.copyOf(byName.values());
  }

  /** The class that stands for channels of a kind. */
  static Class<? extends SubscribedChannel> typeOf(ChannelKind kind) {
    if (kind.has(Trait.ROSTER)) {
      return MemberChannel.class;
    }
    if (kind.has(Trait.ENCRYPTED)) {
      return EncryptedChannel.class;
    }
    return kind.has(Trait.AUTHORIZED) ? AuthorizedChannel.class : SubscribedChannel.class;
  }

  private SubscribedChannel create(ChannelName name) {
    if (name.kind().has(Trait.ROSTER)) {
      return new MemberChannel(name, parts, clientBindings);
    }
    if (name.kind().has(Trait.ENCRYPTED)) {
      checkCipher();
      return new EncryptedChannel(name, parts, clientBindings);
    }
    return name.kind().has(Trait.AUTHORIZED)
        ? new AuthorizedChannel(name, parts, clientBindings)
        : new SubscribedChannel(name, parts.callbacks(), clientBindings);
  }

  // Lengths are the server's business: an app may allow longer names than usual.
  private static ChannelName checked(String name) {
    return ChannelName.parse(name, Integer.MAX_VALUE, Integer.MAX_VALUE)
        .filter(known -> known.kind() != ChannelKind.SERVER_TO_USER)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Channel \""
                        + Shortened.of(name)
                        + "\" cannot be subscribed (expected: letters, digits and _-=@,.;)"));
  }

  private static void checkCipher() {
    try {
      SecretBox.checkAvailable();
    } catch (IllegalStateException e) {
      throw new EncryptionUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }
}
