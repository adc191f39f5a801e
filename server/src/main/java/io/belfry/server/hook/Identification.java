package io.belfry.server.hook;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.ObjectCursor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a hook says of a connection that wants to sign in without a token.
 *
 * <p>Thread: immutable.
 */
public sealed interface Identification {
  /**
   * It is this user, whose data has to keep the limits that a signed one has to keep.
   *
   * @param id who it is
   * @param userInfo a JSON object about the user, for presence channels; null for none
   * @param watchlist users whose presence this one follows
   */
  record KnownUser(UserId id, @Nullable String userInfo, List<UserId> watchlist)
      implements Identification {
    /**
     * Checks the info, and takes a copy of the watchlist.
     *
     * @throws IllegalArgumentException if the info is no JSON object
     */
    public KnownUser {
      watchlist = List.copyOf(watchlist);
      if (userInfo != null && !ObjectCursor.isSignable(userInfo)) {
        throw new IllegalArgumentException(
            "userInfo: expected the text of a JSON object, such as {\"name\":\"Ada\"}");
      }
    }

    /** A user of whom nothing else is said. */
    public KnownUser(UserId id) {
      this(id, null, List.of());
    }

    /**
     * A user of whom nothing else is said.
     *
     * @param id not empty, without control characters, and within the app's limit of ids
     * @throws IllegalArgumentException if it is not well-formed
     */
    public KnownUser(String id) {
      this(new UserId(id));
    }

    /** The text that an auth endpoint would have signed. */
    public String userData() {
      return Json.objectText(
          json -> {
            json.writeStringProperty("id", id.text());
            if (userInfo != null) {
              json.writeName("user_info");
              json.writeRawValue(userInfo);
            }
            if (!watchlist.isEmpty()) {
              json.writeName("watchlist");
              json.writeStartArray();
              watchlist.forEach(user -> json.writeString(user.text()));
              json.writeEndArray();
            }
          });
    }
  }

  /**
   * It is the user of a text that an auth endpoint would have signed, which may name a login
   * session, a device and an end as well. It has to keep the limits that a signed one has to keep.
   *
   * @param userData a JSON object with an {@code id}
   */
  record DescribedUser(String userData) implements Identification {
    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    public DescribedUser {
      if (!ObjectCursor.isSignable(userData)) {
        throw new IllegalArgumentException(
            "userData: expected the text of a JSON object, such as {\"id\":\"ada\"}");
      }
    }
  }

  /**
   * Nobody is said to be signed in: refused as a sign-in without a token is where no hook is asked.
   */
  record UnknownUser() implements Identification {}

  /**
   * The client is not signed in, and told so with error 4009 and these words.
   *
   * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
   */
  record RefusedUser(String words) implements Identification {
    /**
     * Checks the words.
     *
     * @throws IllegalArgumentException if they are blank, have more than 120 bytes, or a control
     *     character
     */
    public RefusedUser {
      RefusalWords.check(words);
    }
  }

  /** It is nobody, at once. */
  static CompletionStage<Identification> none() {
    return AtOnce.NOBODY;
  }

  /** It is this user, at once. */
  static CompletionStage<Identification> known(String id) {
    return CompletableFuture.completedStage(new KnownUser(id));
  }

  /**
   * Refused with these words, at once.
   *
   * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
   * @throws IllegalArgumentException if they are not that
   */
  static CompletionStage<Identification> refuse(String words) {
    return CompletableFuture.completedStage(new RefusedUser(words));
  }
}
