package io.belfry.spring;

import java.util.Locale;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Keeps the secrets out of what Actuator shows, also where an application has it show values.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rule HTTP-212"
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
class BelfrySanitizingAutoConfiguration {
  BelfrySanitizingAutoConfiguration() {}

  @Bean
  SanitizingFunction belfrySanitizingFunction() {
    return data -> isSecret(data.getKey()) ? data.withSanitizedValue() : data;
  }

  /** Whether it is the name of a secret, as a property or as a variable of the environment. */
  static boolean isSecret(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(".", "");
    return plain.startsWith("belfry")
        && (plain.endsWith("secret") || plain.endsWith("encryptionmasterkey"));
  }
}
