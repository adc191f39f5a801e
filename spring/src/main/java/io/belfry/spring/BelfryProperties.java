package io.belfry.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code belfry.*}. {@link RestOptionsReader} judges what is said of the app.
 *
 * <p>Thread: immutable.
 *
 * @param enabled Whether the starter does anything at all.
 * @param url Scheme, host, port and path prefix of the server's HTTP API, such as
 *     https://push.example.com.
 * @param appId Id of the app.
 * @param key Public key of the app.
 * @param secret Secret of the key. In its place there may be a file.
 * @param secretFile File with the secret of the key on its one line, such as the server's own
 *     secret_file.
 * @param encryptionMasterKey Base64 of 32 random bytes, known to this application alone, for
 *     encrypted channels.
 * @param encryptionMasterKeyFile File with the master key on its one line.
 * @param connectTimeout Longest wait for a connection to the server.
 * @param requestTimeout Longest wait for the whole answer of the server.
 * @param endConnectionsOnLogout Whether the connections that were signed in from a session end when
 *     its user logs out, or when it ends.
 * @param auth The endpoints that clients ask.
 * @param webhooks The endpoint that the server tells what happens.
 */
@ConfigurationProperties("belfry")
public record BelfryProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String url,
    @Nullable String appId,
    @Nullable String key,
    @Nullable String secret,
    @Nullable Path secretFile,
    @Nullable String encryptionMasterKey,
    @Nullable Path encryptionMasterKeyFile,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("10s") Duration requestTimeout,
    @DefaultValue("true") boolean endConnectionsOnLogout,
    @DefaultValue Auth auth,
    @DefaultValue Webhooks webhooks) {

  /**
   * The endpoints that clients ask.
   *
   * @param enabled Whether there are any.
   * @param path What stands before /user-auth, /auth, /csrf and /belfry.js.
   * @param jsonp Whether the JSONP transport of pusher-js is answered. Any page that knows the URL
   *     can then read the token of a user who is logged in.
   */
  public record Auth(
      @DefaultValue("true") boolean enabled,
      @DefaultValue(BelfryProperties.DEFAULT_PATH) String path,
      @DefaultValue("false") boolean jsonp) {
    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Auth {
      checkPath("belfry.auth.path", path);
    }
  }

  /**
   * The endpoint that the server tells what happens.
   *
   * @param enabled Whether there is one.
   * @param path Path of the endpoint. It stands before Spring Security, since its requests carry
   *     signatures and no user.
   * @param maxBody Bytes of the largest request. The server sends at most its own max_body_bytes.
   * @param keys Further keys that a request may be signed with, such as those of other apps.
   */
  public record Webhooks(
      @DefaultValue("true") boolean enabled,
      @DefaultValue(BelfryProperties.DEFAULT_PATH + "/webhooks") String path,
      @DefaultValue("1MB") DataSize maxBody,
      @DefaultValue List<ExtraKey> keys) {
    /**
     * Checks the path, and takes a copy of the keys.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Webhooks {
      checkPath("belfry.webhooks.path", path);
      keys = List.copyOf(keys);
    }
  }

  /**
   * A further key.
   *
   * @param key Public key.
   * @param secret Secret of the key. In its place there may be a file.
   * @param secretFile File with the secret on its one line.
   */
  public record ExtraKey(@Nullable String key, @Nullable String secret, @Nullable Path secretFile) {
    /** Names the key, and shows no secret. */
    @Override
    public String toString() {
      return "ExtraKey[" + key + "]";
    }
  }

  static final String DEFAULT_PATH = "/pusher";

  private static void checkPath(String name, String path) {
    boolean isPlain =
        path.startsWith("/")
            && !path.endsWith("/")
            && path.chars().noneMatch(c -> "*{}?".indexOf(c) >= 0);
    if (!isPlain) {
      throw new IllegalArgumentException(
          name
              + " is \""
              + path
              + "\". Expected a path such as /pusher, without a slash at its end.");
    }
  }

  /** Names the app, and shows no secret. */
  @Override
  public String toString() {
    return "BelfryProperties[" + url + ", app " + appId + ", key " + key + "]";
  }
}
