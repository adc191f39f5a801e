package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why an engine cannot be used, in a sentence that says what to do.
 *
 * <p>Thread: stateless.
 */
final class EngineTrouble {
  private static final String RIGHTS =
      " Give it the rights that the guide names, see docs/guide/clusters.md, \"The engine\".";
  private static final List<String> LOGIN =
      List.of("WRONGPASS", "NOAUTH", "AUTH <password>", "Client sent AUTH", "invalid password");

  private EngineTrouble() {}

  /** What a failure of an engine at that address means. */
  static String sentence(EngineSettings settings, String address, Throwable failure) {
    List<Throwable> chain = chain(failure);
    String words = Failures.words(failure);
    String engine = "The engine at " + address;
    if (chain.stream().anyMatch(it -> it instanceof UncheckedIOException)) {
      return "cluster.password_file cannot be read: " + words + ". Let this user read it.";
    }
    if (says(chain, LOGIN)) {
      return engine
          + " refuses the login"
          + (settings.username().isEmpty() ? "" : " of user " + settings.username())
          + ": "
          + words
          + ". Check cluster.username and cluster.password_file.";
    }
    if (says(chain, List.of("NOPERM"))) {
      return user(settings) + " may not do what a node needs: " + words + "." + RIGHTS;
    }
    if (chain.stream().anyMatch(it -> it instanceof SSLException)) {
      return encrypted(settings, engine, words);
    }
    if (chain.stream().anyMatch(UnknownHostException.class::isInstance)) {
      return "The name of "
          + address
          + " is not known. Check cluster.url, and the resolver of this machine.";
    }
    if (chain.stream().anyMatch(ConnectException.class::isInstance)) {
      return "Nothing listens at "
          + address
          + ". Is the engine running there, and does cluster.url name its port?";
    }
    if (isLate(chain)) {
      return engine
          + " does not answer in time. Check firewalls between, and how busy it is"
          + hint(settings);
    }
    if (says(chain, List.of("closed prematurely", "reset", "Connection closed"))) {
      return engine + " closes the connection" + hint(settings);
    }
    return engine + " cannot be used: " + words;
  }

  private static String encrypted(EngineSettings settings, String engine, String words) {
    if (words.contains("handshake timed out")) {
      return engine + " does not answer in time" + hint(settings);
    }
    if (words.contains("not an SSL/TLS record")) {
      return engine
          + " does not speak TLS. Write "
          + (settings.url().encrypted() ? "redis:// for rediss://" : "cluster.tls.enabled: false")
          + ", or the port on which it does.";
    }
    if (words.contains("subject alternative") || words.contains("No name matching")) {
      return engine
          + " has a certificate for another name: "
          + words
          + ". Name it in cluster.url as its certificate does.";
    }
    return engine
        + " has a certificate that is not trusted: "
        + words
        + ". Name the file of those who have signed it in cluster.tls.ca_file.";
  }

  private static String hint(EngineSettings settings) {
    return settings.isEncrypted()
        ? ". Does it speak TLS there?"
        : ". If it speaks TLS, write rediss://, or cluster.tls.enabled: true.";
  }

  /** That the user may not run these commands, or subscribe. */
  static String denied(EngineSettings settings, List<String> what) {
    return user(settings) + " may not run " + String.join(", ", what) + " at the engine." + RIGHTS;
  }

  private static String user(EngineSettings settings) {
    return settings.username().isEmpty() ? "The default user" : "The user " + settings.username();
  }

  private static boolean isLate(List<Throwable> chain) {
    return chain.stream()
        .anyMatch(
            it ->
                it instanceof TimeoutException
                    || it instanceof io.lettuce.core.RedisCommandTimeoutException
                    || it.getClass().getSimpleName().contains("Timeout"));
  }

  private static boolean says(List<Throwable> chain, List<String> words) {
    return chain.stream()
        .flatMap(it -> Stream.ofNullable(it.getMessage()))
        .anyMatch(message -> words.stream().anyMatch(message::contains));
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable it = failure; it != null; it = it.getCause()) {
      chain.add(it);
    }
    return chain;
  }

  /** The hosts of an address, for a sentence. */
  static String hosts(EngineAddress url) {
    return String.join(", ", url.hosts().stream().map(Object::toString).toList());
  }
}
