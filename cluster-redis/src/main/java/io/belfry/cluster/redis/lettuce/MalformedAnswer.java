package io.belfry.cluster.redis.lettuce;

import java.io.Serial;

/** The engine has answered something that cannot be an answer to what it was asked. */
final class MalformedAnswer extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  MalformedAnswer(String message) {
    super(message);
  }
}
