package io.belfry.cli.migrate;

import io.belfry.cli.migrate.Entry.NoLimit;
import io.belfry.cli.migrate.Fields.Taken;
import io.belfry.server.app.Limit;
import java.util.List;
import java.util.Optional;

/**
 * Apps as Sockudo has them: in its configuration, JSON or TOML, with their settings beside each
 * other or in the groups {@code limits}, {@code features} and {@code channels}, or as rows of its
 * table. Nought means no limit there.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-002"
 */
final class SockudoApps implements ForeignApps {
  private static final String DEFAULTS =
      "Sockudo's limits are wider where nothing is set: 100 KB of payload (here 10 KiB), 2 KB of a"
          + " member (here 1 KiB), any pace of client events (here 10 a second).";

  @Override
  public List<Tree.Group> read(ForeignFile file, MigrationReport report) throws NotReadable {
    return switch (file.form()) {
      case JSON -> ofDocument(known(JsonText.read(file.text()), file), report);
      case TOML -> ofDocument(known(new TomlText(file.text()).read(), file), report);
      case CSV -> Documents.apps(CsvText.read(file.text()), "row", report, this::app);
      case PHP, ENV ->
          throw new NotReadable(
              "Sockudo's apps are read from its config.json or config.toml, or from a JSON or CSV"
                  + " export of its table.");
    };
  }

  private static Tree known(Tree document, ForeignFile file) {
    return new Placeholders(file.variables()).filledIn(document);
  }

  private List<Tree.Group> ofDocument(Tree document, MigrationReport report) throws NotReadable {
    if (document instanceof Tree.Items) {
      return Documents.apps(document, "row", report, this::app);
    }
    return Documents.found(document, List.of("app_manager", "array", "apps"), report, this::app);
  }

  private Optional<Tree.Group> app(Fields app) {
    AppImport made = new AppImport(NoLimit.NOUGHT);
    if (!made.identity(app, List.of("id"), List.of("key"), List.of("secret"))) {
      app.leaveRest("Its app was not imported.");
      return Optional.empty();
    }
    made.entry().onOff(app, "enabled", "enabled");
    Fields policy = app.group("policy");
    for (Fields at : List.of(app, policy)) {
      features(at, made);
      features(at.group("features"), made);
      limits(at, made);
      limits(at.group("limits"), made);
      made.origins(at, "allowed_origins");
      made.origins(at.group("channels"), "allowed_origins");
      made.webhooks(at, new WebhookImport(), "webhooks");
    }
    idempotency(app.group("idempotency"), made);
    app.note(DEFAULTS);
    app.leaveRest();
    return Optional.of(made.entry().group());
  }

  private static void features(Fields at, AppImport made) {
    made.entry().onOff(at, "client_events.enabled", "enable_client_messages");
    made.userAuthentication(at, "enable_user_authentication");
    made.entry().onOff(at, "watchlist.enabled", "enable_watchlist_events");
  }

  private static void limits(Fields at, AppImport made) {
    made.limit(at, Limit.MAX_CONNECTIONS, "max_connections");
    paces(at, made);
    made.limit(at, Limit.MAX_PRESENCE_MEMBERS, "max_presence_members_per_channel");
    made.kibibytes(at, Limit.MAX_PRESENCE_MEMBER_BYTES, "max_presence_member_size_in_kb");
    made.limit(at, Limit.MAX_CHANNEL_NAME_LENGTH, "max_channel_name_length");
    made.limit(at, Limit.MAX_CHANNELS_PER_EVENT, "max_event_channels_at_once");
    made.limit(at, Limit.MAX_EVENT_NAME_LENGTH, "max_event_name_length");
    made.payload(at, "max_event_payload_in_kb");
    made.limit(at, Limit.MAX_BATCH_SIZE, "max_event_batch_size");
    at.leave("Who is too fast stays connected here.", "terminate_on_limit");
  }

  // So many within a time that may be longer than a second; what cannot be told so is left.
  private static void paces(Fields at, AppImport made) {
    Optional<Taken> decay = at.take("decay_seconds");
    Optional<Double> seconds =
        decay.isEmpty()
            ? Optional.of(1.0)
            : decay
                .flatMap(Entry::scalar)
                .filter(text -> text.matches("[1-9]\\d{0,5}"))
                .map(Double::parseDouble);
    if (seconds.isEmpty()) {
      decay.ifPresent(field -> at.leave(field, "Expected whole seconds: its paces were left."));
      at.leave(
          "It counts by a time that cannot be read.",
          "max_backend_events_per_second",
          "max_client_events_per_second",
          "max_read_requests_per_second");
      return;
    }
    double factor = 1 / seconds.get();
    made.pace(at, Limit.BACKEND_EVENTS_PER_SECOND, factor, "max_backend_events_per_second");
    made.pace(at, Limit.CLIENT_EVENTS_PER_SECOND, factor, "max_client_events_per_second");
    made.pace(at, Limit.READ_REQUESTS_PER_SECOND, factor, "max_read_requests_per_second");
    if (factor < 1) {
      decay.ifPresent(
          field ->
              at.leave(
                  field, "Paces are counted by the second here; those beside it were divided."));
    }
  }

  private static void idempotency(Fields at, AppImport made) {
    made.entry().onOff(at, "idempotency.enabled", "enabled");
    made.entry()
        .number(
            at,
            new Entry.Amount(
                "idempotency.ttl_seconds",
                io.belfry.server.app.AppSettings.IDEMPOTENCY_TTL.kind(),
                1,
                NoLimit.NEGATIVE),
            "ttl_seconds");
  }
}
