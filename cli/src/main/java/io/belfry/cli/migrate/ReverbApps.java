package io.belfry.cli.migrate;

import io.belfry.cli.migrate.Entry.Amount;
import io.belfry.cli.migrate.Entry.NoLimit;
import io.belfry.cli.migrate.Fields.Taken;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Apps as Laravel Reverb has them: in {@code config/reverb.php}, or in the environment variables
 * that this file reads.
 *
 * <p>Thread: stateless.
 */
final class ReverbApps implements ForeignApps {
  private static final String PREFIX = "REVERB_APP_";
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry(PREFIX + "ID", "app_id"),
          Map.entry(PREFIX + "KEY", "key"),
          Map.entry(PREFIX + "SECRET", "secret"),
          Map.entry(PREFIX + "PING_INTERVAL", "ping_interval"),
          Map.entry(PREFIX + "ACTIVITY_TIMEOUT", "activity_timeout"),
          Map.entry(PREFIX + "MAX_CONNECTIONS", "max_connections"),
          Map.entry(PREFIX + "MAX_MESSAGE_SIZE", "max_message_size"),
          Map.entry(PREFIX + "ACCEPT_CLIENT_EVENTS_FROM", "accept_client_events_from"));

  @Override
  public List<Tree.Group> read(ForeignFile file, MigrationReport report) throws NotReadable {
    return switch (file.form()) {
      case PHP ->
          Documents.found(
              PhpArray.read(file.text(), file.variables()),
              List.of("apps", "apps"),
              report,
              this::app);
      case ENV ->
          Documents.app(
              Documents.renamed(EnvFile.read(file.text()), "REVERB_", VARIABLES, report),
              "REVERB_APP",
              report,
              this::app);
      case JSON, TOML, CSV ->
          throw new NotReadable(
              "Reverb's apps are read from config/reverb.php, with --env-file .env for the variables"
                  + " in it, or from the .env file alone.");
    };
  }

  private Optional<Tree.Group> app(Fields app) {
    AppImport made = new AppImport(NoLimit.NEGATIVE);
    if (!made.identity(app, List.of("app_id", "id"), List.of("key"), List.of("secret"))) {
      app.leaveRest("Its app was not imported.");
      return Optional.empty();
    }
    Entry entry = made.entry();
    entry.text(app, "name", "name");
    made.origins(app, "allowed_origins");
    entry.number(
        app,
        new Amount(
            "activity_timeout_seconds", AppSettings.ACTIVITY_TIMEOUT.kind(), 1, NoLimit.NEGATIVE),
        "activity_timeout");
    app.leave("A silent connection is asked after activity_timeout_seconds here.", "ping_interval");
    made.limit(app, Limit.MAX_CONNECTIONS, "max_connections");
    made.limit(app, Limit.MAX_CLIENT_MESSAGE_BYTES, "max_message_size");
    clientEvents(app, entry);
    rates(app.group("rate_limiting"));
    app.group("options").leaveRest("It is the address of the server, and no setting of an app.");
    app.leaveRest();
    return Optional.of(entry.group());
  }

  private static void clientEvents(Fields app, Entry entry) {
    Optional<Taken> from = app.take("accept_client_events_from");
    if (from.isEmpty()) {
      app.note(
          "Reverb lets clients send events where accept_client_events_from is not set; here they may"
              + " not until client_events.enabled is true.");
      return;
    }
    switch (from.flatMap(Entry::scalar).orElse("?")) {
      case "all" -> clientEvents(entry, "all");
      case "members" -> clientEvents(entry, "members");
      case "none", "" -> entry.put("client_events.enabled", new Tree.Word("false"));
      default -> app.leave(from.get(), "Expected all, members or none.");
    }
  }

  private static void clientEvents(Entry entry, String from) {
    entry.put("client_events.enabled", new Tree.Word("true"));
    entry.put("client_events.from", new Tree.Text(from));
  }

  // What is switched off says nothing.
  private static void rates(Fields rates) {
    Optional<Taken> enabled = rates.take("enabled");
    if (enabled.isPresent() && enabled.flatMap(Entry::isOn).equals(Optional.of(false))) {
      rates.take("max_attempts");
      rates.take("decay_seconds");
      rates.take("terminate_on_limit");
    } else {
      String why =
          "Messages are counted by the second here, and who is too fast stays connected: see"
              + " limits.messages_per_second.";
      enabled.ifPresent(field -> rates.leave(field, why));
      rates.leave(why, "max_attempts", "decay_seconds", "terminate_on_limit");
    }
  }
}
