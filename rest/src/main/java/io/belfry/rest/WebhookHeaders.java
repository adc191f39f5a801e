package io.belfry.rest;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a request, in the form in which a web framework has them.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HOOK-080"
 */
interface WebhookHeaders {
  /** The field of that name in any spelling; empty when it is missing or says several things. */
  Optional<String> value(String name);

  /** Fields by name, each a text, several, or an array of such. */
  static WebhookHeaders of(Map<String, ?> headers) {
    return name -> {
      Set<String> values = new HashSet<>();
      headers.forEach(
          (field, value) -> {
            // The JDK's own connections have the first line of a head under no name at all.
            if (name.equalsIgnoreCase(field)) {
              addTexts(value, values);
            }
          });
      return values.size() == 1 ? Optional.of(values.iterator().next()) : Optional.empty();
    };
  }

  private static void addTexts(@Nullable Object value, Set<String> texts) {
    if (value instanceof Iterable<?> several) {
      several.forEach(each -> addTexts(each, texts));
    } else if (value instanceof Object[] several) {
      addTexts(Arrays.asList(several), texts);
    } else if (value != null) {
      texts.add(value.toString());
    }
  }
}
