package io.belfry.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The signed requests that real libraries sent, and some that nobody must accept. */
public final class Vectors {
  private Vectors() {}

  /** One request and what has to become of it. */
  public record RequestVector(
      String id,
      String method,
      String target,
      String body,
      Instant clock,
      boolean isAccepted,
      String reason) {}

  /** All of them. JSON is YAML, so the configuration's parser reads the file. */
  public static Stream<RequestVector> requests() {
    try (InputStream file =
        Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors-http.json"))) {
      LoadSettings settings = LoadSettings.builder().setCodePointLimit(1 << 20).build();
      Map<?, ?> root = (Map<?, ?>) new Load(settings).loadFromInputStream(file);
      List<?> vectors = (List<?>) Objects.requireNonNull(root.get("vectors"));
      return vectors.stream()
          .map(entry -> (Map<?, ?>) entry)
          .filter(vector -> "request_signature".equals(vector.get("kind")))
          .map(Vectors::request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RequestVector request(Map<?, ?> vector) {
    Object clock = vector.get("clock");
    return new RequestVector(
        text(vector, "id"),
        text(vector, "method"),
        text(vector, "target"),
        text(vector, "body"),
        Instant.ofEpochSecond(clock == null ? 0 : ((Number) clock).longValue()),
        "accept".equals(vector.get("expect")),
        text(vector, "reason"));
  }

  private static String text(Map<?, ?> vector, String name) {
    return Objects.requireNonNullElse(vector.get(name), "").toString();
  }
}
