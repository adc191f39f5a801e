package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log why the engine cannot be reached: once for each reason, however often it is tried.
 *
 * <p>Thread: thread-safe.
 */
final class Complaints {
  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

  private final EngineAddress url;
  private String last = "";

  Complaints(EngineAddress url) {
    this.url = url;
  }

  synchronized void of(Throwable failure) {
    String words = Failures.words(failure);
    if (words.equals(last)) {
      LOG.debug("The engine at {} cannot be used: {}", url, words);
    } else {
      last = words;
      LOG.warn("The engine at {} cannot be used: {} It is tried again and again.", url, words);
    }
  }

  synchronized void areOver(HostAndPort place) {
    if (!last.isEmpty()) {
      last = "";
      LOG.info("The engine at {} can be used again, by {}.", url, place);
    }
  }
}
