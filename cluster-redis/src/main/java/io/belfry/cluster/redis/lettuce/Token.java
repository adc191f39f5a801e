package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;
import java.util.Arrays;
import java.util.Optional;

/**
 * An app and a name as they stand in keys and entries: length of the app id in bytes, a colon, app
 * id, name.
 *
 * <p>Thread: immutable.
 *
 * @see "rule CLU-003"
 */
record Token(String appId, String name) {
  private static final int MAX_DIGITS = 5;

  /** Reads one; empty when it is malformed. */
  static Optional<Token> read(byte[] bytes) {
    int length = 0;
    for (int i = 0; i < Math.min(bytes.length, MAX_DIGITS + 1); i++) {
      if (bytes[i] == ':') {
        int end = i + 1 + length;
        return i > 0 && end < bytes.length
            ? Optional.of(split(bytes, i + 1, end))
            : Optional.empty();
      }
      if (bytes[i] < '0' || bytes[i] > '9') {
        return Optional.empty();
      }
      length = length * 10 + bytes[i] - '0';
    }
    return Optional.empty();
  }

  private static Token split(byte[] bytes, int from, int end) {
    return new Token(
        new String(bytes, from, end - from, UTF_8),
        new String(bytes, end, bytes.length - end, UTF_8));
  }

  /** The channel that it names, if it can be one. */
  Optional<Subject.OfChannel> channel() {
    return ChannelName.parse(name, Integer.MAX_VALUE, Integer.MAX_VALUE)
        .map(channel -> new Subject.OfChannel(appId, channel));
  }

  /** The user that it names, if it can be one. */
  Optional<Subject.OfUser> user() {
    return UserId.parse(name, Integer.MAX_VALUE).map(user -> new Subject.OfUser(appId, user));
  }

  /** A channel after {@code c}, or a user after {@code u}. */
  static Optional<? extends Subject> holding(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.empty();
    }
    Optional<Token> token = read(Arrays.copyOfRange(bytes, 1, bytes.length));
    return switch (bytes[0]) {
      case 'c' -> token.flatMap(Token::channel);
      case 'u' -> token.flatMap(Token::user);
      default -> Optional.empty();
    };
  }
}
