package io.belfry.cli.migrate;

import io.belfry.cli.migrate.Entry.NoLimit;
import io.belfry.server.app.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Apps as soketi has them: in its JSON configuration, in its environment variables, or as rows of
 * its table in a database.
 *
 * <p>Thread: stateless.
 */
final class SoketiApps implements ForeignApps {
  private static final String ENV = "SOKETI_DEFAULT_APP_";
  private static final String DEFAULTS =
      "soketi's limits are wider where nothing is set: 100 KiB of payload (here 10 KiB), 2 KiB of a"
          + " member (here 1 KiB), any pace of client events (here 10 a second).";

  // Names of the array, the SQL and the DynamoDB drivers, and of the environment.
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry(ENV + "ID", "id"),
          Map.entry(ENV + "KEY", "key"),
          Map.entry(ENV + "SECRET", "secret"),
          Map.entry(ENV + "MAX_CONNS", "maxConnections"),
          Map.entry(ENV + "ENABLE_CLIENT_MESSAGES", "enableClientMessages"),
          Map.entry(ENV + "ENABLED", "enabled"),
          Map.entry(ENV + "MAX_BACKEND_EVENTS_PER_SEC", "maxBackendEventsPerSecond"),
          Map.entry(ENV + "MAX_CLIENT_EVENTS_PER_SEC", "maxClientEventsPerSecond"),
          Map.entry(ENV + "MAX_READ_REQ_PER_SEC", "maxReadRequestsPerSecond"),
          Map.entry(ENV + "USER_AUTHENTICATION", "enableUserAuthentication"),
          Map.entry("DEFAULT_APP_USER_AUTHENTICATION", "enableUserAuthentication"),
          Map.entry(ENV + "WEBHOOKS", "webhooks"));

  @Override
  public List<Tree.Group> read(ForeignFile file, MigrationReport report) throws NotReadable {
    return switch (file.form()) {
      case JSON -> ofDocument(JsonText.read(file.text()), report);
      case CSV -> Documents.apps(CsvText.read(file.text()), "row", report, this::app);
      case ENV ->
          Documents.app(
              Documents.renamed(EnvFile.read(file.text()), "SOKETI_", VARIABLES, report),
              "SOKETI_DEFAULT_APP",
              report,
              this::app);
      case PHP, TOML ->
          throw new NotReadable(
              "soketi's apps are read from its JSON configuration, from a file of its SOKETI_DEFAULT_APP_"
                  + " variables, or from a JSON or CSV export of its table.");
    };
  }

  private List<Tree.Group> ofDocument(Tree document, MigrationReport report) throws NotReadable {
    if (document instanceof Tree.Items) {
      return Documents.apps(document, "row", report, this::app);
    }
    return Documents.found(document, List.of("appManager", "array", "apps"), report, this::app);
  }

  private Optional<Tree.Group> app(Fields app) {
    AppImport made = new AppImport(NoLimit.NEGATIVE);
    if (!made.identity(
        app, List.of("id", "AppId"), List.of("key", "AppKey"), List.of("secret", "AppSecret"))) {
      app.leaveRest("Its app was not imported.");
      return Optional.empty();
    }
    Entry entry = made.entry();
    entry.onOff(app, "enabled", "enabled", "Enabled");
    entry.onOff(
        app, "client_events.enabled", all("enableClientMessages", "enable_client_messages"));
    made.userAuthentication(app, all("enableUserAuthentication", "enable_user_authentication"));
    made.limit(app, Limit.MAX_CONNECTIONS, all("maxConnections", "max_connections"));
    made.limit(
        app,
        Limit.BACKEND_EVENTS_PER_SECOND,
        all("maxBackendEventsPerSecond", "max_backend_events_per_sec"));
    made.limit(
        app,
        Limit.CLIENT_EVENTS_PER_SECOND,
        all("maxClientEventsPerSecond", "max_client_events_per_sec"));
    made.limit(
        app,
        Limit.READ_REQUESTS_PER_SECOND,
        all("maxReadRequestsPerSecond", "max_read_req_per_sec"));
    sizes(app, made);
    made.webhooks(app, new WebhookImport(), "webhooks", "Webhooks");
    app.note(DEFAULTS);
    app.leaveRest();
    return Optional.of(entry.group());
  }

  private static void sizes(Fields app, AppImport made) {
    made.limit(
        app,
        Limit.MAX_PRESENCE_MEMBERS,
        all("maxPresenceMembersPerChannel", "max_presence_members_per_channel"));
    made.kibibytes(
        app,
        Limit.MAX_PRESENCE_MEMBER_BYTES,
        all("maxPresenceMemberSizeInKb", "max_presence_member_size_in_kb"));
    made.limit(
        app, Limit.MAX_CHANNEL_NAME_LENGTH, all("maxChannelNameLength", "max_channel_name_length"));
    made.limit(
        app,
        Limit.MAX_CHANNELS_PER_EVENT,
        all("maxEventChannelsAtOnce", "max_event_channels_at_once"));
    made.limit(
        app, Limit.MAX_EVENT_NAME_LENGTH, all("maxEventNameLength", "max_event_name_length"));
    made.payload(app, all("maxEventPayloadInKb", "max_event_payload_in_kb"));
    made.limit(app, Limit.MAX_BATCH_SIZE, all("maxEventBatchSize", "max_event_batch_size"));
  }

  // As the array driver writes it, as tables do, and as DynamoDB does.
  private static String[] all(String camel, String snake) {
    List<String> names = new ArrayList<>(List.of(camel, snake));
    names.add(Character.toUpperCase(camel.charAt(0)) + camel.substring(1));
    return names.toArray(String[]::new);
  }
}
