package io.belfry.server.net;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a request by lower-case name, the first value where a field is repeated. Few
 * are ever asked for, so each is looked up where Netty has left it.
 *
 * <p>Thread: immutable, as the head of a request is when it has come in.
 */
final class HeaderFields extends AbstractMap<String, String> {
  private final HttpHeaders headers;

  HeaderFields(HttpHeaders headers) {
    this.headers = headers;
  }

  @Override
  public @Nullable String get(@Nullable Object name) {
    return name instanceof String text ? headers.get(text) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name instanceof String text && headers.contains(text);
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    Map<String, String> all = new HashMap<>();
    for (Map.Entry<String, String> field : headers) {
      all.putIfAbsent(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
    }
    return all.entrySet();
  }
}
