package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Which page of a list is asked for, and how the next one is named.
 *
 * <p>Thread: immutable.
 *
 * @param limit most entries of the page
 * @param after only what stands behind this text; null for all
 * @see "rule USR-010"
 */
record Paging(int limit, @Nullable String after) {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  /** Reads it; throws {@link ApiError} with what is wrong. */
  static Paging of(Parameters parameters) {
    return new Paging(
        parameters.first("limit").map(Paging::limit).orElse(USUAL),
        parameters.first("after").map(Paging::text).orElse(null));
  }

  private static int limit(String text) {
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST) {
      throw ApiReason.LIMIT_INVALID.error(Shortened.of(text), MOST);
    }
    return limit;
  }

  private static String text(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid(cursor);
    }
  }

  private static ApiError invalid(String cursor) {
    return ApiReason.CURSOR_INVALID.error(Shortened.of(cursor));
  }

  /** The user behind whom the page begins; null for the first page. */
  @Nullable UserId afterUser() {
    String id = after;
    return id == null
        ? null
        : UserId.parse(id, Integer.MAX_VALUE).orElseThrow(() -> invalid(cursor(id)));
  }

  /** How many entries to look for: one more than fits tells whether there is another page. */
  int lookedFor() {
    return limit + 1;
  }

  /** What of those stands on the page. */
  <T> List<T> shown(List<T> found) {
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  /** Names the next page, if there is one. */
  void writeNext(JsonGenerator json, int found, String last) {
    if (found > limit) {
      json.writeStringProperty("next", cursor(last));
    }
  }

  private static String cursor(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }
}
