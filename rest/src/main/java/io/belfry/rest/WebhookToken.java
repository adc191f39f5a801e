package io.belfry.rest;

import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;

/**
 * A key with its secret that webhooks may be signed with, beside those of the options: another key
 * of the app while keys are changed, or another app's.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HOOK-081"
 */
public final class WebhookToken {
  private final String key;
  private final Secret secret;

  private WebhookToken(String key, Secret secret) {
    this.key = key;
    this.secret = secret;
  }

  /**
   * A key and its secret.
   *
   * @param secret without white space around it
   * @throws IllegalArgumentException if one of them is malformed; no message shows the secret
   */
  public static WebhookToken of(String key, String secret) {
    if (!AuthToken.isKey(key)) {
      throw new IllegalArgumentException(
          "The app key is malformed. Expected 1 to 64 of A-Z a-z 0-9 _ -.");
    }
    return new WebhookToken(key, SecretText.checked(secret));
  }

  static WebhookToken of(RestOptions options) {
    return new WebhookToken(options.key(), options.secret());
  }

  /** Public key of the app. */
  public String key() {
    return key;
  }

  Secret secret() {
    return secret;
  }

  /** Names the key, and shows no secret. */
  @Override
  public String toString() {
    return "WebhookToken[" + key + ", secret ***]";
  }
}
