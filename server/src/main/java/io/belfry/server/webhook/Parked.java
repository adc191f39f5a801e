package io.belfry.server.webhook;

import io.belfry.server.cluster.Decision;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was handed over while the store was not open. Only the last word about somebody counts, and
 * who came and went is not mentioned: this grows with those who are there, however long it takes.
 * What just happens has a bound in bytes.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-042, HOOK-070"
 */
final class Parked {
  private final Map<About, Handed> present = new LinkedHashMap<>();
  private final Queue<Handed> rest = new ArrayDeque<>();
  private final long maxBytes;
  private long bytes;

  /** Somebody or something of an app of which only the last word counts. */
  private record About(String appId, String what) {
    static About channel(Decision of, String channel) {
      return new About(of.appId(), new Told.ToldChannel(channel).kept());
    }

    static About member(Decision of, String channel, String user) {
      return new About(of.appId(), new Told.ToldMember(channel, user).kept());
    }

    static About user(Decision of, String user) {
      return new About(of.appId(), new Told.ToldUser(user).kept());
    }

    static About session(Decision of, String socketId) {
      return new About(of.appId(), "s:" + socketId);
    }

    static About count(Decision of, String channel) {
      return new About(of.appId(), "n:" + channel);
    }
  }

  /**
   * Nothing yet.
   *
   * @param maxBytes what may be kept of that which just happens
   */
  Parked(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes it in.
   *
   * @param refused is told the app of what does not fit
   */
  void add(Handed handed, Consumer<String> refused) {
    if (handed instanceof Handed.Decided decided) {
      decided(decided);
    } else if (bytes + handed.bytes() > maxBytes) {
      refused.accept(handed.appId());
    } else {
      bytes += handed.bytes();
      rest.add(handed);
    }
  }

  private void decided(Handed.Decided one) {
    switch (one.decision()) {
      case Decision.Occupied it -> present.put(About.channel(it, it.channel().text()), one);
      case Decision.Vacated it -> present.remove(About.channel(it, it.channel().text()));
      case Decision.MemberAdded it ->
          present.put(About.member(it, it.channel().text(), it.member().id().text()), one);
      case Decision.MemberRemoved it ->
          present.remove(About.member(it, it.channel().text(), it.user().text()));
      case Decision.Counted it -> counted(it, one);
      case Decision.Online it -> present.put(About.user(it, it.user().text()), one);
      case Decision.Offline it -> present.remove(About.user(it, it.user().text()));
      case Decision.SessionStarted it ->
          present.put(About.session(it, it.session().socketId().text()), one);
      case Decision.SessionEnded it ->
          present.remove(About.session(it, it.session().socketId().text()));
      case Decision.Watched it -> {}
      case Decision.Unwatched it -> {}
    }
  }

  private void counted(Decision.Counted it, Handed one) {
    About channel = About.count(it, it.channel().text());
    if (it.subscriptions() == 0) {
      present.remove(channel);
    } else {
      present.put(channel, one);
    }
  }

  /** Who is there first, and then what happened; null when there is nothing more. */
  @Nullable Handed poll() {
    Iterator<Handed> next = present.values().iterator();
    if (next.hasNext()) {
      Handed one = next.next();
      next.remove();
      return one;
    }
    Handed one = rest.poll();
    if (one != null) {
      bytes -= one.bytes();
    }
    return one;
  }

  boolean isEmpty() {
    return present.isEmpty() && rest.isEmpty();
  }
}
