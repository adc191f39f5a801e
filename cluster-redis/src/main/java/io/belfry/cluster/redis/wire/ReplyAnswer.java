package io.belfry.cluster.redis.wire;

import java.util.Optional;

/**
 * What comes of a {@link ReplyCall}.
 *
 * <p>Thread: immutable; bytes must not be written to.
 */
public sealed interface ReplyAnswer {
  /** It is done; a claim is granted. */
  record Done() implements ReplyAnswer {}

  /** The app has so many keys under way that no other is taken. */
  record Full() implements ReplyAnswer {}

  /**
   * The claim came too late, and nothing was done.
   *
   * @param engineMillis what the engine's clock says
   */
  record Late(long engineMillis) implements ReplyAnswer {}

  /**
   * Somebody has claimed it before.
   *
   * @param fingerprint of the request that it was claimed for
   * @param reply empty while that is carried out
   */
  record Stands(String fingerprint, Optional<byte[]> reply) implements ReplyAnswer {}
}
