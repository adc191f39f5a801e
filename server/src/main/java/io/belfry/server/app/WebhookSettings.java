package io.belfry.server.app;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.WebhookEndpoint.Header;
import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an endpoint of webhooks can be told: each setting with its type, range, default and
 * sentence. {@link WebhookEndpoint#settings} has the values.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HOOK-040 to HOOK-073"
 */
public final class WebhookSettings {
  private static final int DAY_MS = 86_400_000;
  private static final List<Setting<?>> ALL = new ArrayList<>();

  private WebhookSettings() {}

  /** Where requests go; {@link WebhookEndpoint#url} has it. */
  public static final Setting<Optional<URI>> URL =
      of(
          "url",
          Kind.optional(WebhookUrl.KIND),
          Optional.empty(),
          "Where requests go: http or https, without user name and fragment. Its path and query are shown nowhere.");

  /** What it is told; {@link WebhookEndpoint#types} has it. */
  public static final Setting<List<Type>> EVENT_TYPES =
      of(
          "event_types",
          WebhookKinds.TYPES,
          List.of(),
          "What is told: channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss, subscription_count, and if named user_online, user_offline, session_started, session_ended. An empty list is the first seven.");

  /** Sent with each request; {@link WebhookEndpoint#headers} has them. */
  public static final Setting<List<Header>> HEADERS =
      of(
          "headers",
          WebhookKinds.HEADERS,
          List.of(),
          "Fields of each request, each a name with its value; in a variable as Name: value, separated by commas. Values are shown nowhere.");

  /** Whether it is told anything; on by default. */
  public static final Setting<Boolean> ENABLED =
      of("enabled", Kind.ON_OFF, true, "Whether it is told anything.");

  /** What names of channels have to begin with; nothing by default. */
  public static final Setting<String> FILTER_PREFIX =
      of(
          "filter.channel_prefix",
          Kind.TEXT,
          "",
          "What the name of a channel has to begin with. All three filters have to be met; events that are about a user alone pass.");

  /** What names of channels have to end with; nothing by default. */
  public static final Setting<String> FILTER_SUFFIX =
      of("filter.channel_suffix", Kind.TEXT, "", "What the name of a channel has to end with.");

  /** What has to be found in names of channels; nothing by default. */
  public static final Setting<Optional<ChannelPattern>> FILTER_PATTERN =
      of(
          "filter.channel_pattern",
          Kind.optional(ChannelPattern.KIND),
          Optional.empty(),
          "Regular expression of RE2 that has to be found in the name of a channel; ^ and $ hold it to the ends. At most 256 characters.");

  /** Whether a request may have several events; off by default. */
  public static final Setting<Boolean> BATCH_ENABLED =
      of(
          "batch.enabled",
          Kind.ON_OFF,
          false,
          "Whether a request may have several events. Some receivers look at the first alone.");

  /** How long events are gathered for one request: 1 ms to 1 min, 50 ms by default. */
  public static final Setting<Duration> BATCH_TIME =
      of(
          "batch.ms",
          Kind.millis(1, 60_000),
          Duration.ofMillis(50),
          "How long events are gathered for one request.");

  /** How many events one request has at most: 1 to 1,000, 100 by default. */
  public static final Setting<Integer> BATCH_SIZE =
      of("batch.size", Kind.number(1, 1_000), 100, "How many events one request has at most.");

  /** How long a channel has to stay empty before its end is told: 0 to 10 min, 3 s by default. */
  public static final Setting<Duration> VACATED_DELAY =
      of(
          "vacated_delay_ms",
          Kind.millis(0, 600_000),
          Duration.ofSeconds(3),
          "How long a channel has to stay empty before channel_vacated is sent; 0 sends it at once.");

  /** How long a member has to be gone before that is told: 0 to 10 min, 3 s by default. */
  public static final Setting<Duration> MEMBER_REMOVED_DELAY =
      of(
          "member_removed_delay_ms",
          Kind.millis(0, 600_000),
          Duration.ofSeconds(3),
          "How long a member has to be gone before member_removed is sent; 0 sends it at once.");

  /** How long a user has to be offline before that is told: 0 to 10 min, 3 s by default. */
  public static final Setting<Duration> USER_OFFLINE_DELAY =
      of(
          "user_offline_delay_ms",
          Kind.millis(0, 600_000),
          Duration.ofSeconds(3),
          "How long a user has to be offline before user_offline is sent; 0 sends it at once.");

  /** How long a delivery is tried, from its first event on: 1 s to 7 days, 300 s by default. */
  public static final Setting<Duration> RETRY_WINDOW =
      of(
          "retry.max_elapsed_ms",
          Kind.millis(1_000, 7L * DAY_MS),
          Duration.ofSeconds(300),
          "How long a delivery is tried, from its first event on; it is a dead letter then. Libraries refuse requests whose time_ms is older than 300 s, so later ones carry a new one.");

  /** Pause after the first failure, doubled after each other: 10 ms to 1 h, 1 s by default. */
  public static final Setting<Duration> RETRY_INITIAL =
      of(
          "retry.initial_ms",
          Kind.millis(10, 3_600_000),
          Duration.ofSeconds(1),
          "Pause after the first failure, doubled after each further one.");

  /** Longest pause between two attempts: 10 ms to 1 h, 60 s by default. */
  public static final Setting<Duration> RETRY_MAX =
      of(
          "retry.max_ms",
          Kind.millis(10, 3_600_000),
          Duration.ofSeconds(60),
          "Longest pause between two attempts.");

  /** How long one attempt may take in all: 100 ms to 2 min, 10 s by default. */
  public static final Setting<Duration> TIMEOUT =
      of(
          "timeout_ms",
          Kind.millis(100, 120_000),
          Duration.ofSeconds(10),
          "How long one attempt may take in all.");

  /** How long the connection of an attempt may take: 100 ms to 1 min, 3 s by default. */
  public static final Setting<Duration> CONNECT_TIMEOUT =
      of(
          "connect_timeout_ms",
          Kind.millis(100, 60_000),
          Duration.ofSeconds(3),
          "How long connecting may take.");

  /** Requests under way at a time: 1 to 1,000, 8 by default. */
  public static final Setting<Integer> MAX_IN_FLIGHT =
      of(
          "max_in_flight",
          Kind.number(1, 1_000),
          8,
          "Requests under way at a time. Those about one channel or user go one after the other.");

  /** Largest request: 16 KiB to 16 MiB, 1 MiB by default. */
  public static final Setting<Long> MAX_BODY_BYTES =
      of(
          "max_body_bytes",
          Kind.whole(16 << 10, 16 << 20),
          1L << 20,
          "Bytes of the largest request; a batch is cut before that.");

  /** Events that are kept in memory: 1 to 1,000,000, 10,000 by default; further ones on disk. */
  public static final Setting<Integer> QUEUE_EVENTS =
      of(
          "queue.max_events",
          Kind.number(1, 1_000_000),
          10_000,
          "Events that wait in memory; further ones wait on disk alone.");

  /** Bytes of events that are kept in memory: 64 KiB to 1 GiB, 16 MiB by default. */
  public static final Setting<Long> QUEUE_BYTES =
      of(
          "queue.max_bytes",
          Kind.whole(64 << 10, 1 << 30),
          16L << 20,
          "Bytes of events that wait in memory; further ones wait on disk alone.");

  /** Certificates that are trusted beside those of the machine, as PEM; none by default. */
  public static final Setting<Optional<Path>> CA_FILE =
      of(
          "ca_file",
          Kind.optional(WebhookKinds.CA_FILE),
          Optional.empty(),
          "File with the certificates, as PEM, that the endpoint's own is to be signed by, instead of those that Java trusts.");

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> of(String name, Kind<T> kind, T otherwise, String sentence) {
    Setting<T> setting = Setting.of("apps[].webhooks[]." + name, kind, otherwise, sentence);
    ALL.add(setting);
    return setting;
  }
}
