package io.belfry.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node says of itself at its operations port.
 *
 * <p>Thread: immutable.
 *
 * @param state the word of {@code /readyz}
 * @param version of Belfry; empty when it does not say
 * @param cluster figures of its cluster by name, without their prefix; none for a node alone
 */
record NodeFigures(String state, String version, Map<String, Double> cluster) {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int ANSWER_SECONDS = 5;
  private static final int MOST_BYTES = 16 << 20;
  private static final int LONGEST_WORD = 32;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final Pattern FIGURE =
      Pattern.compile("(?m)^belfry_cluster_([a-z_]{1,64}) ([0-9.E+-]{1,32})$");
  private static final Pattern VERSION =
      Pattern.compile("(?m)^belfry_build_info\\{[^}\\n]{0,200}version=\"([^\"\\n]{1,64})\"");

  NodeFigures {
    cluster = Map.copyOf(cluster);
  }

  /**
   * Asks the node.
   *
   * @param at its operations port
   * @throws IOException if that does not answer as one of Belfry does; the message is for people
   */
  static NodeFigures ask(URI at) throws IOException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      String state = get(client, at.resolve("/readyz")).strip();
      String page = get(client, at.resolve("/metrics"));
      if (state.length() > LONGEST_WORD || !page.contains("belfry_ready ")) {
        throw new IOException("it is not the operations port of a Belfry");
      }
      Map<String, Double> cluster = new HashMap<>();
      FIGURE
          .matcher(page)
          .results()
          .forEach(found -> cluster.put(found.group(1), Double.parseDouble(found.group(2))));
      Matcher version = VERSION.matcher(page);
      return new NodeFigures(state, version.find() ? version.group(1) : "", cluster);
    }
  }

  private static String get(HttpClient client, URI at) throws IOException {
    // A time-out of the client would end with the head of the answer; this one spans its body too.
    CompletableFuture<String> text =
        client
            .sendAsync(
                HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(NodeFigures::read, task -> Thread.ofVirtual().start(task));
    try {
      return text.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("it was broken off", e);
    } catch (TimeoutException e) {
      client.shutdownNow();
      throw new IOException("no answer within " + ANSWER_SECONDS + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String words = cause.getMessage();
      throw new IOException(
          words == null ? "no answer" : words.replaceFirst("^java\\.[A-Za-z.]+: ", ""), e);
    }
  }

  private static String read(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != OK && answer.statusCode() != UNAVAILABLE) {
        throw new IOException(answer.uri().getPath() + " is answered " + answer.statusCode());
      }
      return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isInCluster() {
    return cluster.containsKey("partitions");
  }

  /** A figure, as a whole number. */
  long of(String name) {
    return Math.round(cluster.getOrDefault(name, 0.0));
  }

  /** What differs where apps are set differently. */
  OptionalDouble appsHash() {
    Double hash = cluster.get("apps_hash");
    return hash == null ? OptionalDouble.empty() : OptionalDouble.of(hash);
  }
}
