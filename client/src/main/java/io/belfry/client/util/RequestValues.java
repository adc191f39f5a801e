package io.belfry.client.util;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Headers or parameters of requests: those that are always the same, then those that a provider
 * gives for each request, which win where names are the same.
 *
 * <p>Thread: thread-safe.
 */
final class RequestValues {
  private volatile Map<String, String> fixed = Map.of();
  private volatile Supplier<? extends CompletionStage<Map<String, String>>> provider =
      () -> CompletableFuture.completedFuture(Map.of());

  void fix(Map<String, String> values) {
    fixed = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  void provide(Supplier<Map<String, String>> supplier) {
    provider = () -> CompletableFuture.completedFuture(supplier.get());
  }

  void provideLater(Supplier<? extends CompletionStage<Map<String, String>>> supplier) {
    provider = supplier;
  }

  /** Asks the provider; the values come when it has them. */
  CompletableFuture<Map<String, String>> next() {
    return provider
        .get()
        .thenApply(
            provided -> {
              Map<String, String> all = new LinkedHashMap<>(fixed);
              provided.forEach(
                  (name, value) -> {
                    all.remove(name);
                    all.put(name, value);
                  });
              return all;
            })
        .toCompletableFuture();
  }
}
