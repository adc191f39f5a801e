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
      "belfry.limit.refusals", "What was refused because of a limit.", List.of("app", "limit")),
  /** Refused calls of the HTTP API. */
  API_REFUSALS(
      "belfry.api.refusals",
      "Calls of the HTTP API that were refused, failed authentications among them.",
      List.of("app", "reason")),
  /** Calls of the HTTP API that were carried out. */
  API_CALLS("belfry.api.calls", "Calls of the HTTP API that were carried out.", List.of("app")),
  /** Events accepted over the HTTP API, one for each channel. */
  EVENTS_PUBLISHED(
      "belfry.events.published",
      "Events accepted over the HTTP API, one for each channel of each event.",
      List.of("app")),
  /** Connections that were opened. */
  CONNECTIONS_OPENED("belfry.connections.opened", "Connections that were opened.", List.of("app")),
  /** Connections that the server closed. */
  CONNECTIONS_CLOSED(
      "belfry.connections.closed",
      "Connections that this server closed, by close code.",
      List.of("app", "code"));

  private final String meterName;
  private final String sentence;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  Metric(String meterName, String sentence, List<String> labels) {
    this.meterName = meterName;
    this.sentence = sentence;
    this.labels = labels;
  }

  String meterName() {
    return meterName;
  }

  String sentence() {
    return sentence;
  }

  List<String> labels() {
    return labels;
  }
}
