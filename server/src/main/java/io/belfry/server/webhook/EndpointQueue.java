package io.belfry.server.webhook;

import io.belfry.server.app.App;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import io.belfry.server.webhook.store.OutboxStore.Amount;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import io.belfry.server.webhook.store.OutboxStore.Dropped;
import io.belfry.server.webhook.store.OutboxStore.GivenUp;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one endpoint: begins requests, and decides after each whether the delivery has
 * arrived, is tried again, or is a dead letter. One that is configured no more gives up what waits.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-052, HOOK-053, HOOK-061 to HOOK-065, HOOK-069, HOOK-073"
 */
final class EndpointQueue implements DeliveryOwner {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointQueue.class);
  private static final long AGAIN = 1_000_000_000L;
  private static final long SOON = 10_000_000L;
  private static final long BEFORE_END = 1_000_000_000L;
  private static final int MOST_OVER = 1_000;

  private final Desk desk;
  private final Sending sending;
  private final Target target;
  private final QueueWindow window;
  private final Pace pace = new Pace();
  private final Promises promises;
  private @Nullable Configured configured;
  private boolean isAwaited;
  private LongPredicate isOpen = number -> false;
  private Timers.@Nullable Later wake;
  private boolean isTouchedAgain;
  private boolean isDropped;
  private int underWay;
  private long events;
  private long bytes;
  private long deadLetters;
  private @Nullable Outcome last;

  /** What a queue sends to. */
  record Configured(App app, WebhookEndpoint endpoint) {
    /** The oldest key that is active, which signs; empty for what is left of an app. */
    Optional<App.Key> key() {
      return app.keys().stream().filter(App.Key::active).findFirst();
    }
  }

  EndpointQueue(Desk desk, Sending sending, Target target) {
    this.desk = desk;
    this.sending = sending;
    this.target = target;
    this.window = new QueueWindow(desk, this);
    this.promises = new Promises(target.endpoint());
  }

  /** Who waits for its deliveries. */
  Promises promises() {
    return promises;
  }

  @Override
  public Target target() {
    return target;
  }

  /** Its endpoint is unknown still, and may be among the apps that are missing. */
  void await() {
    isAwaited = configured == null;
  }

  /** It sends there from now on. */
  void configure(Configured to) {
    configured = to;
    isAwaited = false;
    touch();
  }

  /** It is configured no more. */
  void unconfigure() {
    configured = null;
    isAwaited = false;
    touch();
  }

  /** Where it sends; empty while it is configured no more. */
  Optional<Configured> configured() {
    return Optional.ofNullable(configured);
  }

  /** Where it sends; only asked while it is configured. */
  WebhookEndpoint endpoint() {
    return Objects.requireNonNull(configured).endpoint();
  }

  Settings settings() {
    return configured == null ? Settings.DEFAULTS : configured.endpoint().settings();
  }

  /** Says how to tell whether a delivery is still open. */
  void openBy(LongPredicate test) {
    isOpen = test;
  }

  boolean isOpen(long number) {
    return isOpen.test(number);
  }

  /** What an earlier life has left. */
  void found(Amount waiting, long letters, long lastNumber) {
    events += waiting.events();
    bytes += waiting.bytes();
    deadLetters += letters;
    if (waiting.events() > 0) {
      window.found(lastNumber);
      touch();
    }
  }

  /** An event of that size was raised. */
  void raised(int size) {
    events++;
    bytes += size;
  }

  /** The delivery is whole, and in the store. */
  @Override
  public void kept(Outgoing one) {
    window.kept(one);
    touch();
  }

  @Override
  public void touch() {
    desk.touch(this);
  }

  /** Drops the oldest while there is more in memory alone than may be. */
  @Override
  public void boundUnkept() {
    int maxEvents = settings().of(WebhookSettings.QUEUE_EVENTS);
    long maxBytes = settings().of(WebhookSettings.QUEUE_BYTES);
    Outgoing one = desk.commits().unkept().tooMuch(target, maxEvents, maxBytes);
    while (one != null) {
      drop(one);
      one = desk.commits().unkept().tooMuch(target, maxEvents, maxBytes);
    }
  }

  @Override
  public void drop(Outgoing one) {
    desk.counts().dropped(target, "memory", one.size());
    if (desk.commits().forget(one)) {
      deadLetters--;
    } else {
      leave(one);
      promises.gaveUp(one.number());
    }
  }

  /** Begins what may begin, and gives up what is too old. */
  @Override
  public void pump() {
    if (isAwaited) {
      return;
    }
    fill();
    int over = 0;
    while (true) {
      long now = desk.clocks().nanos();
      if (over >= MOST_OVER) {
        // The rest has its turn after the next commit: all of a long queue is too much for one.
        desk.timers().at(now + SOON, this::touch);
        return;
      }
      Outgoing one = window.lines().first();
      if (one == null) {
        return;
      }
      if (one.isKnown() && !desk.commits().hasRoomForEnds()) {
        touchAgain();
        return;
      }
      Configured to = configured;
      Optional<App.Key> key = to == null ? Optional.empty() : to.key();
      if (to == null || key.isEmpty()) {
        giveUp(one, Cause.ENDPOINT_REMOVED);
        over++;
      } else if (now > expiry(one)) {
        giveUp(one, Cause.EXPIRED);
        over++;
      } else if (mayBegin(now)) {
        begin(one, to, key.get(), now);
      } else {
        return;
      }
      fill();
    }
  }

  private void fill() {
    if (desk.commits().isFailing()) {
      window.takeUnkept();
    }
    try {
      if (isDropped) {
        forgetDropped();
      }
      window.refill(desk.store());
      if (window.isStarved()) {
        touchAgain();
      }
    } catch (IOException e) {
      LOG.warn(
          "webhooks: what waits for {} cannot be read: {}. It is tried again in a second.",
          target.endpoint(),
          String.valueOf(e.getMessage()));
      touchAgain();
    }
  }

  private void touchAgain() {
    if (isTouchedAgain) {
      return;
    }
    isTouchedAgain = true;
    desk.timers()
        .at(
            desk.clocks().nanos() + AGAIN,
            () -> {
              isTouchedAgain = false;
              touch();
            });
  }

  private boolean mayBegin(long now) {
    int most = pace.isSlow(now) ? 1 : settings().of(WebhookSettings.MAX_IN_FLIGHT);
    if (underWay >= most) {
      return false;
    }
    if (now >= pace.notBefore()) {
      return sending.mayBegin(this);
    }
    if (wake == null) {
      wake =
          desk.timers()
              .at(
                  pace.notBefore(),
                  () -> {
                    wake = null;
                    touch();
                  });
    }
    return false;
  }

  private void begin(Outgoing one, Configured to, App.Key key, long now) {
    window.lines().hold(one);
    one.begin();
    underWay++;
    pace.started(now);
    boolean isLate = one.isReplay() || now - one.startedAt() > Retries.FRESH.toNanos();
    sending.send(one, attempt(one, to, key, isLate));
  }

  private Attempt attempt(Outgoing one, Configured to, App.Key key, boolean isLate) {
    long raised = one.raisedMs();
    return new Attempt(
        to.endpoint(),
        key,
        sending.isOperators(),
        one.id(),
        one.attempts(),
        // What comes from elsewhere is counted by nobody: the next sender would begin anew.
        promises.has(one.number()) ? OptionalLong.empty() : one.sequence(),
        Retries.originalTime(raised, isLate),
        Retries.body(isLate ? desk.clocks().ms() : raised, one.events()));
  }

  /** A request is over. */
  @Override
  public void answered(Outgoing one, Outcome outcome) {
    long now = desk.clocks().nanos();
    underWay--;
    one.end(outcome);
    last = outcome;
    desk.counts().request(target, outcome.cause());
    switch (outcome.cause()) {
      case DELIVERED -> {
        pace.succeeded();
        desk.commits().done(one);
        leave(one);
        promises.delivered(one.number());
      }
      case GONE -> {
        pace.failed(now);
        giveUp(one, Cause.GONE);
      }
      case CLIENT_ERROR,
          SERVER_ERROR,
          REDIRECTED,
          CONNECT_FAILED,
          TLS_FAILED,
          TIMED_OUT,
          BROKEN,
          TARGET_REFUSED,
          EXPIRED,
          ENDPOINT_REMOVED ->
          failed(one, outcome, now);
    }
    touch();
  }

  private void failed(Outgoing one, Outcome outcome, long now) {
    pace.failed(now);
    long end = expiry(one);
    double pause = Retries.pause(settings(), one.failures()) * desk.variation();
    long due = now + (long) pause;
    long asked = outcome.retryAfter().map(Duration::toNanos).orElse(0L);
    if (asked > 0) {
      // Who is asked to wait longer than there is time has one more attempt just before the end.
      long until = Math.min(now + asked, Math.max(now, end - BEFORE_END));
      pace.pause(until);
      due = Math.max(due, until);
    }
    if (due > end && configured != null) {
      giveUp(one, outcome.cause());
      return;
    }
    desk.commits().attempted(one);
    one.retry(
        desk.timers()
            .at(
                configured == null ? now : due,
                () -> {
                  one.retry(null);
                  window.lines().release(one);
                  touch();
                }));
  }

  private long expiry(Outgoing one) {
    return one.startedAt() + settings().of(WebhookSettings.RETRY_WINDOW).toNanos();
  }

  private void giveUp(Outgoing one, Cause otherwise) {
    Outcome outcome = one.last();
    boolean isTried = otherwise == Cause.EXPIRED && outcome != null;
    String cause = isTried ? Objects.requireNonNull(outcome).cause().word() : otherwise.word();
    Optional<Integer> status =
        outcome != null && outcome.status().isPresent()
            ? Optional.of(outcome.status().getAsInt())
            : Optional.empty();
    LOG.warn(
        "webhook delivery {} is a dead letter: app={} endpoint={} cause={} attempts={} events={}",
        one.id(),
        target.appId(),
        target.endpoint(),
        cause,
        one.attempts(),
        one.size());
    desk.counts().deadLetter(target, cause);
    desk.commits()
        .gaveUp(one, new GivenUp(one.number(), one.attempts(), cause, status, desk.clocks().ms()));
    deadLetters += one.isDropped() ? 0 : 1;
    leave(one);
    promises.gaveUp(one.number());
  }

  private void leave(Outgoing one) {
    cancelRetry(one);
    window.remove(one);
    if (!one.isDropped()) {
      events -= one.size();
      bytes -= one.bytes();
    }
  }

  /** The store has dropped some of what it had for this endpoint. */
  void dropped(Dropped dropped) {
    if (dropped.wasDead()) {
      deadLetters = Math.max(0, deadLetters - dropped.events());
      return;
    }
    long left = Math.max(0, events - dropped.events());
    bytes = events == 0 ? 0 : (long) ((double) bytes * left / events);
    events = left;
    isDropped = true;
    touch();
  }

  /** What the store has no more is not sent any more, but for what is under way. */
  private void forgetDropped() throws IOException {
    List<Delivery> oldest = desk.store().waiting(target, 0, 1, 1);
    long first = oldest.isEmpty() ? desk.lastNumber() + 1 : oldest.get(0).number();
    window.forgetBefore(first);
    promises.gaveUpBefore(first);
    isDropped = false;
  }

  /** A dead letter is queued again, or gone. */
  void letterLeft() {
    deadLetters--;
  }

  /** A dead letter waits again, under that number. */
  void replayed(Delivery delivery, long number) {
    letterLeft();
    events += delivery.events().size();
    bytes += delivery.events().stream().mapToLong(event -> event.json().length).sum();
    window.replayed(number);
    touch();
  }

  /** Whether nothing is to be sent or to be kept, nothing is dead, and nothing comes. */
  boolean isForgotten() {
    return configured == null
        && !isAwaited
        && window.isEmpty()
        && underWay == 0
        && deadLetters <= 0
        && desk.commits().unkept().of(target).isEmpty();
  }

  /** How it is now. */
  Outboxes.QueueView view() {
    return new Outboxes.QueueView(
        target.appId(),
        target.endpoint(),
        state(),
        Math.max(0, events),
        Math.max(0, bytes),
        window.oldestMs(),
        underWay,
        window.mostAttempts(),
        last == null ? "" : last.cause().word(),
        Math.max(0, deadLetters));
  }

  private Outboxes.QueueState state() {
    if (configured == null) {
      return Outboxes.QueueState.REMOVED;
    }
    if (pace.isSlow(desk.clocks().nanos())) {
      return Outboxes.QueueState.PROBED;
    }
    return pace.isFailing() ? Outboxes.QueueState.FAILING : Outboxes.QueueState.WELL;
  }

  void cancelRetry(Outgoing one) {
    Timers.Later timer = one.retry();
    if (timer != null) {
      desk.timers().cancel(timer);
      one.retry(null);
    }
  }
}
