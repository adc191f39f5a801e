package io.belfry.server.webhook;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.protocol.webhook.WebhookWriter;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.webhook.Away.Absence;
import io.belfry.server.webhook.Batches.Company;
import io.belfry.server.webhook.Clocks.Moment;
import io.belfry.server.webhook.Timers.Later;
import io.belfry.server.webhook.store.OutboxStore.Held;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides what one endpoint is told. Who goes is told of when the grace period is over; who is back
 * in time was never away. Only those who may come back are in memory: who is there is known to the
 * store, for the next life.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-040 to HOOK-048, HOOK-055, HOOK-056, USR-060 to USR-062"
 */
final class Raising {
  private final Desk desk;
  private final EndpointQueue queue;
  private final Batches batches;
  private final Away away;
  // Of users alone, and only where their end is told: how long somebody was online is part of it.
  private final Map<String, Long> onlineSince = new HashMap<>();
  private WebhookEndpoint endpoint;
  private boolean endsAreHeld;

  Raising(Desk desk, EndpointQueue queue, WebhookEndpoint endpoint) {
    this.desk = desk;
    this.queue = queue;
    this.endpoint = endpoint;
    this.batches = new Batches(desk, queue);
    this.away = new Away(desk);
    queue.openBy(batches::isOpen);
  }

  /** The endpoint has other settings from now on; who may come back has the time that it had. */
  void change(WebhookEndpoint other) {
    if (!other.equals(endpoint)) {
      batches.close();
      endpoint = other;
    }
  }

  /** The endpoint is told nothing more, and knows nobody. */
  void end() {
    batches.close();
    away.clear();
    onlineSince.clear();
  }

  /** The open batch gets no further events. */
  void closeBatch() {
    batches.close();
  }

  /** No end is told any more: the next life sees who is back. */
  void holdEnds() {
    endsAreHeld = true;
  }

  /** Somebody whom an earlier life has told of; whoever is not back in time is gone. */
  void found(Held held, Moment start) {
    Told told = Told.parse(held.subject()).filter(this::isTold).orElse(null);
    if (told == null) {
      desk.commits().release(held);
      return;
    }
    Duration own = delayOf(told);
    Duration grace = own.compareTo(told.graceOfStart()) > 0 ? own : told.graceOfStart();
    away.found(absence(told, start, OptionalLong.of(held.sinceMs()), grace));
  }

  /** Somebody is there. */
  void began(Told told, Moment at) {
    if (!isTold(told)) {
      return;
    }
    Absence absence = away.takeBack(told);
    if (absence != null) {
      absence.since().ifPresent(since -> remember(told, since));
      return;
    }
    remember(told, at.ms());
    desk.commits().hold(held(told, at.ms()));
    if (endpoint.wants(told.beginning())) {
      raise(told.begun(at.ms()), told.line(), at);
    }
  }

  private void remember(Told told, long sinceMs) {
    if (told.ending() == Type.USER_OFFLINE) {
      onlineSince.put(told.kept(), sinceMs);
    }
  }

  /** Somebody is gone, perhaps not for long. */
  void ended(Told told, Moment at) {
    if (!isTold(told)) {
      return;
    }
    Long since = onlineSince.remove(told.kept());
    OptionalLong known = since == null ? OptionalLong.empty() : OptionalLong.of(since);
    Duration delay = delayOf(told);
    if (endsAreHeld && told.mayComeBack()) {
      // Who comes back to this node all the same was never away.
      away.left(new Absence(told, at, known, null));
    } else if (delay.isZero()) {
      away.takeBack(told);
      gone(told, at, known);
    } else {
      away.left(absence(told, at, known, delay));
    }
    endTheOldest();
  }

  // Whoever hops over names that it makes up has no more of them waited for than there is room.
  private void endTheOldest() {
    for (Absence one = away.oneTooMany(); one != null; one = away.oneTooMany()) {
      if (!endsAreHeld) {
        gone(one.told(), one.at(), one.since());
      }
    }
  }

  private Absence absence(Told told, Moment at, OptionalLong since, Duration delay) {
    Later timer = desk.timers().at(at.nanos() + delay.toNanos(), () -> isOver(told));
    return new Absence(told, at, since, timer);
  }

  private void isOver(Told told) {
    Absence one = endsAreHeld ? null : away.takeBack(told);
    if (one != null) {
      gone(told, one.at(), one.since());
    }
  }

  private void gone(Told told, Moment at, OptionalLong since) {
    desk.commits().release(held(told, 0));
    // The filters may be others than when the wait began.
    if (endpoint.wants(told.ending()) && isTold(told)) {
      raise(told.ended(at.ms(), since), told.line(), desk.clocks().now());
    }
  }

  private Held held(Told told, long sinceMs) {
    return new Held(queue.target(), told.kept(), sinceMs);
  }

  private boolean isTold(Told told) {
    return (endpoint.wants(told.beginning()) || endpoint.wants(told.ending()))
        && told.channel().map(endpoint::matches).orElse(true);
  }

  private Duration delayOf(Told told) {
    Settings settings = endpoint.settings();
    return switch (told) {
      case Told.ToldChannel unused -> settings.of(WebhookSettings.VACATED_DELAY);
      case Told.ToldMember unused -> settings.of(WebhookSettings.MEMBER_REMOVED_DELAY);
      case Told.ToldUser unused -> settings.of(WebhookSettings.USER_OFFLINE_DELAY);
      case Told.ToldSession unused -> Duration.ZERO;
    };
  }

  /** Something has happened on a channel that has no end. */
  void happened(WebhookEvent.OfChannel event, Moment at) {
    if (wants(event.type(), event.channelName())) {
      raise(event, Told.lineOf(event.channelName()), at);
    }
  }

  /** Whether what was raised elsewhere is for this endpoint. */
  boolean isMeant(RaisedHook hook) {
    return hook.endpoint().map(queue.target().endpoint()::equals).orElse(true);
  }

  /** Something was raised elsewhere, with all grace behind it, and somebody waits for it. */
  void raised(Raised event, Moment at, Promise promise) {
    if (endpoint.wants(event.type()) && event.channel().map(endpoint::matches).orElse(true)) {
      String line =
          event
              .channel()
              .map(Told::lineOf)
              .orElseGet(() -> Told.lineOfUser(event.user().orElseThrow()));
      raise(event, line, at, promise);
    }
  }

  /** Whether the endpoint is told of events of that type on that channel. */
  boolean wants(Type type, String channel) {
    return endpoint.wants(type) && endpoint.matches(channel);
  }

  private static Company companyOf(Raised event) {
    boolean isEncrypted =
        event.channel().map(ChannelKind::of).filter(kind -> kind.has(Trait.ENCRYPTED)).isPresent();
    return isEncrypted ? Company.NONE : Company.ANY;
  }

  private void raise(Raised event, String line, Moment at) {
    raise(event, line, at, null);
  }

  private void raise(Raised event, String line, Moment at, @Nullable Promise promise) {
    byte[] json = WebhookWriter.event(event);
    if (!batches.isAllowed(1, json.length)) {
      desk.counts().dropped(queue.target(), "too_large", 1);
      return;
    }
    desk.counts().raised(queue.target(), event.type());
    batches.add(new Batches.Addition(line, at, json, companyOf(event), promise));
  }
}
