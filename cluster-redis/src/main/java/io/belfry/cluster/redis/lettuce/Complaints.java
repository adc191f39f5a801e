package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.HostAndPort;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log why the engine cannot be used: once for each reason until it can be used again,
 * however often and in whatever turns they come.
 *
 * <p>Thread: thread-safe.
 */
final class Complaints {
  static final int MOST = 8;
  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

  private final EngineAddress url;
  private final Set<String> said = new HashSet<>();

  Complaints(EngineAddress url) {
    this.url = url;
  }

  /** Tells it, and whether it was new. */
  synchronized boolean of(Throwable failure) {
    String words = Failures.words(failure);
    String sentence = words.endsWith(".") ? words : words + ".";
    if (said.size() >= MOST || !said.add(words)) {
      LOG.debug("The engine at {} cannot be used: {}", url, sentence);
      return false;
    }
    LOG.warn("The engine at {} cannot be used: {} It is tried again and again.", url, sentence);
    return true;
  }

  synchronized void areOver(HostAndPort place) {
    if (!said.isEmpty()) {
      said.clear();
      LOG.info("The engine at {} can be used again, by {}.", url, place);
    }
  }
}
