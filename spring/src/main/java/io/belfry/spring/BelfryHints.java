package io.belfry.spring;

import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ReflectionUtils;

/**
 * What a native image has to keep that Spring does not see by itself.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HTTP-226"
 */
final class BelfryHints implements RuntimeHintsRegistrar {
  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints.resources().registerPattern("io/belfry/spring/belfry.js");
    // The server library asks for it by name, since Java 17 has it not.
    var shutdown = ReflectionUtils.findMethod(HttpClient.class, "shutdownNow");
    if (shutdown != null) {
      hints.reflection().registerMethod(shutdown, ExecutableMode.INVOKE);
    }
  }
}
