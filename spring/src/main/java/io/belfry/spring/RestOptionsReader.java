package io.belfry.spring;

import io.belfry.rest.RestOptions;
import io.belfry.rest.WebhookToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the properties what the server library takes, or says all that is wrong with them. No
 * message shows a secret.
 *
 * <p>Thread: confined to the start.
 */
final class RestOptionsReader {
  private static final int MAX_FILE_BYTES = 4096;

  private final BelfryProperties properties;
  private final List<String> problems = new ArrayList<>();

  RestOptionsReader(BelfryProperties properties) {
    this.properties = properties;
  }

  /**
   * The options.
   *
   * @param inside the server that the application has inside, which is the one then
   * @throws SettingsException with everything that is wrong
   */
  RestOptions options(@Nullable BelfryEndpoint inside) {
    try {
      RestOptions plain = inside == null ? outside() : of(inside);
      RestOptions timed =
          plain.withTimeouts(properties.connectTimeout(), properties.requestTimeout());
      return masterKey().map(timed::withEncryptionMasterKey).orElse(timed);
    } catch (IllegalArgumentException e) {
      problems.add("belfry.*: " + e.getMessage());
      throw new SettingsException(problems);
    }
  }

  private static RestOptions of(BelfryEndpoint inside) {
    return RestOptions.of(inside.url().toString(), inside.appId(), inside.key(), inside.secret());
  }

  private RestOptions outside() {
    String url =
        required("belfry.url", properties.url(), "where the HTTP API is, https://push.example.com");
    String appId = required("belfry.app-id", properties.appId(), "the id of the app, such as 1");
    String key = required("belfry.key", properties.key(), "the public key of the app");
    oneOf("belfry.secret", properties.secret(), properties.secretFile());
    refuseProblems();
    Path file = properties.secretFile();
    return file == null
        ? RestOptions.of(url, appId, key, String.valueOf(properties.secret()))
        : RestOptions.ofSecretFile(url, appId, key, file);
  }

  /**
   * The further keys of webhooks.
   *
   * @throws SettingsException with everything that is wrong
   */
  WebhookToken[] webhookTokens() {
    List<WebhookToken> tokens = new ArrayList<>();
    List<BelfryProperties.ExtraKey> keys = properties.webhooks().keys();
    for (int i = 0; i < keys.size(); i++) {
      String name = "belfry.webhooks.keys[" + i + "]";
      BelfryProperties.ExtraKey each = keys.get(i);
      String key = required(name + ".key", each.key(), "a public key");
      oneOf(name + ".secret", each.secret(), each.secretFile());
      if (problems.isEmpty()) {
        tokens.add(token(name, key, each));
      }
    }
    refuseProblems();
    return tokens.toArray(new WebhookToken[0]);
  }

  private WebhookToken token(String name, String key, BelfryProperties.ExtraKey each) {
    try {
      Path file = each.secretFile();
      return WebhookToken.of(
          key, file == null ? String.valueOf(each.secret()) : text(name + ".secret-file", file));
    } catch (IllegalArgumentException e) {
      problems.add(name + ": " + e.getMessage());
      throw new SettingsException(problems);
    }
  }

  private Optional<String> masterKey() {
    Path file = properties.encryptionMasterKeyFile();
    String text = properties.encryptionMasterKey();
    if (file != null && text != null) {
      throw new IllegalArgumentException(
          "encryption-master-key and encryption-master-key-file are both set. Expected one of them.");
    }
    return file == null
        ? Optional.ofNullable(text)
        : Optional.of(text("encryption-master-key-file", file));
  }

  private String required(String name, @Nullable String value, String expected) {
    if (value == null || value.isBlank()) {
      problems.add(name + " is missing. Expected " + expected + ".");
      return "";
    }
    return value;
  }

  private void oneOf(String name, @Nullable String text, @Nullable Path file) {
    boolean hasText = text != null && !text.isEmpty();
    if (hasText == (file != null)) {
      String how = hasText ? " are both set" : " are both missing";
      problems.add(
          name + " and " + name + "-file" + how + ". Expected one of them, with the app's secret.");
    }
  }

  private void refuseProblems() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  private static String text(String name, Path file) {
    try {
      if (Files.size(file) <= MAX_FILE_BYTES) {
        return Files.readString(file, StandardCharsets.UTF_8).strip();
      }
      throw new IllegalArgumentException(
          name + ": " + file.toAbsolutePath() + " is longer than " + MAX_FILE_BYTES + " bytes.");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name
              + ": "
              + file.toAbsolutePath()
              + " cannot be read, "
              + e.getClass().getSimpleName()
              + ". Expected a readable file with one line.",
          e);
    }
  }
}
