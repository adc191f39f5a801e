package io.belfry.cli.migrate;

import io.belfry.cli.migrate.Entry.Amount;
import io.belfry.cli.migrate.Entry.NoLimit;
import io.belfry.cli.migrate.Fields.Taken;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.server.setting.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes endpoints of the webhooks of a foreign app.
 *
 * <p>Thread: stateless.
 */
final class WebhookImport {
  private static final Kind<Long> MILLIS = Kind.whole(0, 86_400_000);

  /** The endpoints; a target that is none here is reported. */
  List<Tree> of(Fields app, Taken field) {
    Tree whole = field.tree();
    if (whole instanceof Tree.Text text) {
      try {
        whole = text.text().isBlank() ? new Tree.Items(List.of()) : JsonText.read(text.text());
      } catch (NotReadable e) {
        app.leave(field, "Expected a JSON list of webhooks.");
        return List.of();
      }
    }
    List<Tree> endpoints = new ArrayList<>();
    for (Taken item : Entry.items(new Taken(field.path(), whole))) {
      if (item.tree() instanceof Tree.Group group) {
        endpoint(new Fields(group, item.path(), app.report())).ifPresent(endpoints::add);
      } else if (!(item.tree() instanceof Tree.Nothing)) {
        app.leave(item, "Expected a webhook with a url.");
      }
    }
    return endpoints;
  }

  private Optional<Tree> endpoint(Fields webhook) {
    Optional<Taken> url = webhook.take("url", "Url", "URL");
    if (url.flatMap(Entry::scalar).orElse("").isBlank()) {
      url.ifPresent(field -> webhook.leave(field, "Expected an address."));
      webhook.leaveRest(
          "Only http and https addresses are called here: functions of AWS Lambda need a URL of"
              + " their own.");
      return Optional.empty();
    }
    Entry entry = new Entry();
    entry.put("url", new Tree.Text(url.flatMap(Entry::scalar).orElseThrow()));
    if (!types(webhook, entry)) {
      webhook.leaveRest("Its webhook was left, for want of an event that there is here.");
      return Optional.empty();
    }
    headers(webhook, entry);
    retry(webhook.group("retry"), entry);
    entry.number(webhook, millis("timeout_ms"), "request_timeout_ms");
    entry.onOff(webhook, "enabled", "enabled");
    filter(webhook, entry);
    webhook.leaveRest();
    return Optional.of(entry.group());
  }

  private static boolean types(Fields webhook, Entry entry) {
    Optional<Taken> field = webhook.take("event_types", "eventTypes", "events");
    if (field.isEmpty()) {
      return true;
    }
    List<Tree> types = new ArrayList<>();
    for (Taken item : Entry.items(field.get())) {
      Optional<String> name = Entry.scalar(item).filter(WebhookImport::isKnown);
      name.ifPresentOrElse(
          known -> types.add(new Tree.Text(known)),
          () -> webhook.leave(item, "No such event is told here."));
    }
    if (field.get().tree() instanceof Tree.Items items && items.items().isEmpty()) {
      webhook.leave(field.get(), "It asks for no event; here that would be all of them.");
    }
    entry.put("event_types", new Tree.Items(types));
    return !types.isEmpty();
  }

  private static boolean isKnown(String name) {
    return WebhookEvent.Type.of(name).isPresent();
  }

  // Without its filter an endpoint would be told more than it was, so it is switched off.
  private static void filter(Fields webhook, Entry entry) {
    int left = webhook.report().left().size();
    Optional<Taken> other =
        webhook.take("filter").filter(field -> !(field.tree() instanceof Tree.Group));
    other.ifPresent(field -> webhook.leave(field, "Expected a group."));
    Fields filter = webhook.group("filter");
    filters(filter, entry);
    filter.leaveRest();
    if (webhook.report().left().size() > left) {
      entry.put("enabled", new Tree.Word("false"));
      webhook.note(
          webhook.path()
              + " is switched off: something of its filter was left, and it would be told more"
              + " without.");
    }
  }

  private static void filters(Fields filter, Entry entry) {
    entry.text(filter, "filter.channel_prefix", "channel_prefix", "channel_name_starts_with");
    entry.text(filter, "filter.channel_suffix", "channel_suffix", "channel_name_ends_with");
    entry.text(filter, "filter.channel_pattern", "channel_pattern");
  }

  private static void headers(Fields webhook, Entry entry) {
    webhook
        .take("headers")
        .ifPresent(
            field -> {
              Map<String, Tree> headers = new LinkedHashMap<>();
              if (field.tree() instanceof Tree.Group group) {
                group
                    .members()
                    .forEach((name, value) -> header(webhook, headers, field.path(), name, value));
              } else {
                webhook.leave(field, "Expected names and their values.");
              }
              if (!headers.isEmpty()) {
                entry.put("headers", new Tree.Group(headers));
              }
            });
  }

  private static void header(
      Fields webhook, Map<String, Tree> headers, String path, String name, Tree value) {
    Taken taken = new Taken(MigrationReport.below(path, name), value);
    Entry.scalar(taken)
        .ifPresentOrElse(
            text -> headers.put(name, new Tree.Text(text)),
            () -> webhook.leave(taken, "Expected one text."));
  }

  private static void retry(Fields retry, Entry entry) {
    entry.number(retry, millis("retry.max_elapsed_ms"), "max_elapsed_ms", "max_elapsed_time_ms");
    entry.number(retry, millis("retry.initial_ms"), "initial_ms", "initial_backoff_ms");
    entry.number(retry, millis("retry.max_ms"), "max_ms", "max_backoff_ms");
  }

  private static Amount millis(String to) {
    return new Amount(to, MILLIS, 1, NoLimit.NEGATIVE);
  }
}
