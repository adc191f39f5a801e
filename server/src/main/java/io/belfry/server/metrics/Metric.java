package io.belfry.server.metrics;

import java.util.List;

/**
 * Everything that is counted when it happens, once: name, meaning and labels.
 *
 * <p>Thread: immutable.
 *
 * @see "rules LIM-017, LIM-032, THR-43"
 */
public enum Metric {
  /** What a limit refused, over WebSocket or HTTP alike. */
  LIMIT_REFUSALS(
      "belfry_limit_refusals", "What was refused because of a limit.", List.of("app", "limit")),
  /** Refused calls of the HTTP API. */
  API_REFUSALS(
      "belfry_api_refusals",
      "Calls of the HTTP API that were refused, failed authentications among them.",
      List.of("app", "reason")),
  /** Calls of the HTTP API that were carried out. */
  API_CALLS("belfry_api_calls", "Calls of the HTTP API that were carried out.", List.of("app")),
  /** Events accepted over the HTTP API, one for each channel. */
  EVENTS_PUBLISHED(
      "belfry_events_published",
      "Events accepted over the HTTP API, one for each channel of each event.",
      List.of("app")),
  /** Connections that were opened. */
  CONNECTIONS_OPENED("belfry_connections_opened", "Connections that were opened.", List.of("app")),
  /** Sign-ins, accepted and refused. */
  SIGNINS("belfry_signins", "Sign-ins of users, by outcome.", List.of("app", "outcome", "reason")),
  /** What was refused to clients, but for sign-ins. */
  REFUSALS(
      "belfry_refusals",
      "Connections, subscriptions, client events and messages that were refused.",
      List.of("app", "kind", "reason")),
  /** Connections that were closed. */
  CONNECTIONS_CLOSED(
      "belfry_connections_closed",
      "Connections that ended, by the side that ended them and the close code.",
      List.of("app", "side", "code")),
  /** Events that endpoints of webhooks are told. */
  WEBHOOK_EVENTS(
      "belfry_webhook_events",
      "Events raised for an endpoint of webhooks, by type.",
      List.of("app", "endpoint", "type")),
  /** Requests to endpoints of webhooks. */
  WEBHOOK_REQUESTS(
      "belfry_webhook_requests",
      "Requests to an endpoint of webhooks, each attempt, by what came of it.",
      List.of("app", "endpoint", "outcome")),
  /** Deliveries that were given up. */
  WEBHOOK_DEAD_LETTERS(
      "belfry_webhook_dead_letters",
      "Deliveries to an endpoint of webhooks that were given up and kept, by cause.",
      List.of("app", "endpoint", "cause")),
  /** Events of webhooks that are lost. */
  WEBHOOK_DROPPED_EVENTS(
      "belfry_webhook_dropped_events",
      "Events of webhooks that are lost since a bound was reached, by bound.",
      List.of("app", "endpoint", "bound")),
  /** Events that a listener in this process has missed. */
  LISTENER_DROPPED_EVENTS(
      "belfry_listener_dropped_events",
      "Events that a listener in the server's own process has missed, since it was too slow.",
      List.of("app")),
  /** Entries of the audit log that are lost. */
  AUDIT_DROPPED(
      "belfry_audit_dropped",
      "Entries of the audit log that are lost, since too many came at once or the disk did not take them.",
      List.of("app"));

  private final String metricName;
  private final String sentence;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  Metric(String metricName, String sentence, List<String> labels) {
    this.metricName = metricName;
    this.sentence = sentence;
    this.labels = labels;
  }

  String metricName() {
    return metricName;
  }

  String sentence() {
    return sentence;
  }

  List<String> labels() {
    return labels;
  }
}
