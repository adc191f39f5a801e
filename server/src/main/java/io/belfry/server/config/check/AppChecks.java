package io.belfry.server.config.check;

import static io.belfry.server.app.Limit.CLIENT_EVENTS_PER_SECOND;
import static io.belfry.server.app.Limit.MAX_CACHE_BYTES;
import static io.belfry.server.app.Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES;
import static io.belfry.server.app.Limit.MAX_CLIENT_MESSAGE_BYTES;
import static io.belfry.server.app.Limit.MAX_CONNECTIONS;
import static io.belfry.server.app.Limit.MAX_CONNECTIONS_PER_USER;
import static io.belfry.server.app.Limit.MAX_EVENT_PAYLOAD_BYTES;
import static io.belfry.server.app.Limit.MAX_PRESENCE_MEMBERS;
import static io.belfry.server.app.Limit.MAX_PRESENCE_MEMBER_BYTES;
import static io.belfry.server.app.Limit.MAX_SEND_QUEUE_BYTES;
import static io.belfry.server.app.Limit.MAX_TOKEN_BYTES;
import static io.belfry.server.app.Limit.MAX_USER_DATA_BYTES;
import static io.belfry.server.app.Limit.MESSAGES_PER_SECOND;

import io.belfry.server.app.AppSettings;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.setting.Setting.Settings;
import java.util.List;

/**
 * Judges the settings of one app beside each other, and its limits: what one allows and another
 * forbids is refused where it would break what was meant, and told where it would only never be
 * reached.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-064, LIM-066"
 */
public final class AppChecks {
  private static final String LIMITS = "limits.";
  private static final String CLOSES = " as large as that closes the connection with 1009";
  private static final String DROPS = " as large as that closes whoever it has to wait for";
  private static final String NEVER = "it is never reached";

  /**
   * A limit that has to be within another.
   *
   * @param consequence what happens to what is between the two
   * @param isRefused whether a value beyond the other is a mistake for sure
   */
  private record Pair(Limit inner, Limit outer, String consequence, boolean isRefused) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              MAX_CLIENT_EVENT_PAYLOAD_BYTES,
              MAX_CLIENT_MESSAGE_BYTES,
              "a client event" + CLOSES,
              true),
          new Pair(MAX_USER_DATA_BYTES, MAX_CLIENT_MESSAGE_BYTES, "a sign-in" + CLOSES, true),
          new Pair(MAX_TOKEN_BYTES, MAX_CLIENT_MESSAGE_BYTES, "a sign-in" + CLOSES, true),
          new Pair(MAX_PRESENCE_MEMBER_BYTES, MAX_CLIENT_MESSAGE_BYTES, "a member" + CLOSES, true),
          new Pair(MAX_EVENT_PAYLOAD_BYTES, MAX_SEND_QUEUE_BYTES, "an event" + DROPS, true),
          new Pair(
              MAX_CLIENT_EVENT_PAYLOAD_BYTES, MAX_SEND_QUEUE_BYTES, "a client event" + DROPS, true),
          new Pair(
              MAX_EVENT_PAYLOAD_BYTES,
              MAX_CACHE_BYTES,
              "an event as large as that is not kept for newcomers",
              false),
          new Pair(MAX_CONNECTIONS_PER_USER, MAX_CONNECTIONS, NEVER, false),
          new Pair(CLIENT_EVENTS_PER_SECOND, MESSAGES_PER_SECOND, NEVER, false));

  /**
   * Limits of the app.
   *
   * @param path of the app
   * @param own those that are set for it
   * @param ofNode those that hold for it where it has none of its own
   * @param all what is in force
   */
  private record InForce(String path, Limits own, Limits ofNode, Limits all) {
    /** Where a limit is set; empty for nowhere. */
    String pathOf(Limit limit) {
      if (own.isSet(limit)) {
        return path + LIMITS + limit.key();
      }
      return ofNode.isSet(limit) ? LIMITS + limit.key() : "";
    }

    /** What a limit is, by the place where it is set or its name. */
    String told(Limit limit) {
      String set = pathOf(limit);
      return (set.isEmpty() ? limit.key() : set) + " is " + all.of(limit);
    }
  }

  private final String app;
  private final Findings findings;

  /** Checks of an app whose settings begin with that path. */
  public AppChecks(String app, Findings findings) {
    this.app = app;
    this.findings = findings;
  }

  public void check(Settings settings) {
    if (settings.of(AppSettings.CLIENT_EVENTS_ENABLED)
        && settings.of(AppSettings.CLIENT_EVENTS_FROM) == AppSettings.Senders.ALL) {
      findings.note(
          app
              + "client_events.from is all: whoever has the public key can send to every private"
              + " channel, whether or not your application would let them listen there.");
    }
    origins(settings);
    long activity = settings.of(AppSettings.ACTIVITY_TIMEOUT).toSeconds();
    long pong = settings.of(AppSettings.PONG_TIMEOUT).toSeconds();
    if (pong >= activity) {
      findings.note(
          app
              + "pong_timeout_seconds is not below activity_timeout_seconds: a connection that is"
              + " gone is noticed after "
              + (pong + activity)
              + " s.");
    }
  }

  /** Looks whether anybody can sign in. */
  public void check(Settings settings, List<JwtIssuer> issuers) {
    String path = app + "user_authentication.hmac";
    if (settings.of(AppSettings.USER_AUTHENTICATION_ENABLED)
        && !settings.of(AppSettings.USER_AUTHENTICATION_HMAC)
        && issuers.isEmpty()) {
      findings.wrong(
          path,
          path
              + " is false and "
              + app
              + "user_authentication.jwt names nobody, so no user could sign in. Name an issuer, or"
              + " set user_authentication.enabled: false.");
    }
  }

  private void origins(Settings settings) {
    String path = app + "allowed_origins";
    if (!settings.of(AppSettings.ALLOWED_ORIGINS).isEmpty()) {
      return;
    }
    if (settings.of(AppSettings.REQUIRE_ORIGIN)) {
      findings.wrong(
          path,
          path + " has no entry and " + app + "require_origin is on, so nobody could connect.");
    } else {
      findings.note(path + " has no entry, so no web page can connect.");
    }
  }

  /** Looks at its limits, which are those of the node where it has none of its own. */
  public void check(Limits own, Limits ofNode) {
    InForce limits = new InForce(app, own, ofNode, ofNode.with(own));
    PAIRS.forEach(pair -> pair(limits, pair));
    for (Limit limit : Limit.values()) {
      String set = limits.pathOf(limit);
      if (limits.all.of(limit) == 0 && !set.isEmpty()) {
        findings.note(set + " is 0, which allows none; -1 is no limit.");
      }
    }
    roster(limits);
  }

  private void pair(InForce limits, Pair pair) {
    long outer = limits.all.of(pair.outer);
    String path = limits.pathOf(pair.inner);
    boolean isSet = !path.isEmpty() || !limits.pathOf(pair.outer).isEmpty();
    if (!isSet || limits.all.of(pair.inner) <= outer || outer < 0) {
      return;
    }
    String sentence =
        "%s and %s, so %s."
            .formatted(limits.told(pair.inner), limits.told(pair.outer), pair.consequence);
    if (pair.isRefused && !path.isEmpty()) {
      findings.wrong(path, sentence + " Raise the one or lower the other.");
    } else if (!path.isEmpty() || pair.outer == MAX_SEND_QUEUE_BYTES) {
      findings.note(sentence);
    }
  }

  // The frame that a newcomer of a presence channel gets has all members.
  private void roster(InForce limits) {
    long members = limits.all.of(MAX_PRESENCE_MEMBERS);
    long each = limits.all.of(MAX_PRESENCE_MEMBER_BYTES);
    long queue = limits.all.of(MAX_SEND_QUEUE_BYTES);
    boolean isSet =
        !limits.pathOf(MAX_PRESENCE_MEMBERS).isEmpty()
            || !limits.pathOf(MAX_PRESENCE_MEMBER_BYTES).isEmpty();
    if (isSet && members > 0 && members * each > queue) {
      findings.note(
          "%slimits: %d members of %d bytes are more than max_send_queue_bytes (%d): a slow newcomer"
                  .formatted(app, members, each, queue)
              + " of such a channel is closed with 4100.");
    }
  }
}
