package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.server.cluster.Decision;
import java.util.HashMap;
import java.util.Map;

/**
 * Sessions of this node whose beginnings and ends an app wants to be told: held at the engine, so
 * that the end of the node tells of their ends.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rule USR-063"
 */
final class HeldSessions {
  private final Voice voice;
  // By the id of the connection.
  private final Map<String, String> sessions = new HashMap<>();

  HeldSessions(Voice voice) {
    this.voice = voice;
  }

  /** How many the engine knows of this node, when nothing is under way. */
  int size() {
    return sessions.size();
  }

  void started(Decision.SessionStarted started) {
    String text = SessionText.of(started.appId(), started.session());
    sessions.put(started.session().socketId().text(), text);
    voice.say(Saying.Fact.of(new Operation.HoldSession(text)));
  }

  /** One that was not told of is passed over. */
  void ended(Decision.SessionEnded ended) {
    String text = sessions.remove(ended.session().socketId().text());
    if (text != null) {
      voice.say(Saying.Fact.of(new Operation.LeaveSession(text, ended.code())));
    }
  }

  /** Says all again, to an engine that does not know the node. */
  void sayAll() {
    sessions.values().forEach(text -> voice.say(Saying.Fact.of(new Operation.HoldSession(text))));
  }
}
