package io.belfry.server.config.file;

import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookEndpoint.Header;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.config.check.WebhookChecks;
import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an endpoint of webhooks of what was set. No sentence repeats a value of a field, or more of
 * a URL than its host.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rules HOOK-009, HOOK-056, HOOK-092, HOOK-094"
 */
final class EndpointReader {
  /** Fields of requests whose values stand in files. */
  static final Setting<List<String>> HEADER_FILES =
      Setting.of(
          "apps[].webhooks[].header_files",
          Kind.fields(Kind.Reading::of, text -> text),
          List.of(),
          "The same, each a name with a file that holds the value, like secret_file.");

  private final Values values;
  private final Secrets secrets;

  EndpointReader(Values values, Secrets secrets) {
    this.values = values;
    this.secrets = secrets;
  }

  /** The endpoint of that entry; empty if there is none that can be used. */
  Optional<WebhookEndpoint> read(String entry) {
    Settings.Builder set = values.builder(entry, WebhookSettings.all());
    List<String> fromFiles = fromFiles(entry);
    if (!fromFiles.isEmpty()) {
      headers(entry, fromFiles, set);
    }
    Settings settings = set.build();
    settings.of(WebhookSettings.CA_FILE).ifPresent(values::noteFile);
    String url = WebhookSettings.URL.at(entry);
    if (settings.of(WebhookSettings.URL).isEmpty()) {
      if (values.find(url).isEmpty() && !values.isBroken(url)) {
        values.wrong(entry, url + " is missing. Give each webhook one to send to.");
      }
      return Optional.empty();
    }
    new WebhookChecks(entry + ".", values).check(settings);
    return Optional.of(WebhookEndpoint.of(settings));
  }

  private void headers(String entry, List<String> fromFiles, Settings.Builder set) {
    List<String> all = new ArrayList<>();
    for (Header header : values.of(entry, WebhookSettings.HEADERS)) {
      all.add(header.name() + ": " + header.value());
    }
    all.addAll(fromFiles);
    String path = HEADER_FILES.at(entry);
    Kind.Reading<List<Header>> reading = WebhookSettings.HEADERS.kind().read(all);
    reading.mistakes().forEach(mistake -> values.wrong(path, path + mistake));
    if (reading.mistakes().isEmpty()) {
      set.setTexts(WebhookSettings.HEADERS, all);
    }
  }

  private List<String> fromFiles(String entry) {
    String path = HEADER_FILES.at(entry);
    List<String> fields = new ArrayList<>();
    for (String field : values.of(entry, HEADER_FILES)) {
      int colon = field.indexOf(':');
      if (colon < 0) {
        values.wrong(path, path + " has an entry without a colon. Expected Name: file.");
      } else {
        secrets
            .line(path, values.where(path), field.substring(colon + 1).strip())
            .ifPresent(value -> fields.add(field.substring(0, colon) + ": " + value));
      }
    }
    return fields;
  }
}
