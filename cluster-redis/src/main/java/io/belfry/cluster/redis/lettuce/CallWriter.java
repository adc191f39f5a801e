package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.HelloCall;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.cluster.redis.wire.Operation.AppFacts.Hooks;
import io.belfry.cluster.redis.wire.Operation.Telling;
import io.belfry.cluster.redis.wire.ReplyCall;
import io.belfry.cluster.redis.wire.ShutoutCall;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.StepCall.Phase;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the calls of a node as the scripts read them.
 *
 * <p>Thread: immutable.
 *
 * @see "cluster.md, section 5"
 */
public final class CallWriter {
  private static final String REAL_TIME = "";
  private static final int NOTHING = -1;

  private final Layout layout;
  private final String clock;

  /** Writes calls that are decided by the engine's own clock. */
  public CallWriter(Layout layout) {
    this(layout, REAL_TIME);
  }

  private CallWriter(Layout layout, String clock) {
    this.layout = layout;
    this.clock = clock;
  }

  /**
   * Writes calls of a simulation: time and engine process are given, and what nodes are told is
   * part of the answer, {@link AnswerReader#handed}, and is not published.
   */
  public CallWriter at(long millis, String run) {
    return new CallWriter(layout, millis + ":" + run);
  }

  /**
   * A call of a script.
   *
   * @param script which one
   * @param arguments what comes after the only key, that of {@link #key}; must not be written to
   */
  public record ScriptCall(Script script, List<byte[]> arguments) {}

  /** The only key that all calls to a partition name. */
  public byte[] key(int partition) {
    return bytes(layout.prefix(partition) + "meta");
  }

  /** Writes it. */
  public ScriptCall hello(HelloCall call) {
    String coming =
        switch (call.coming()) {
          case AGAIN -> "again";
          case NEW -> "new";
          case NEW_WITH_HOLDINGS -> "restoring";
        };
    return begin(Script.MODES, "hello", call.me())
        .add(coming)
        .add(call.lease().toMillis())
        .add(call.name())
        .add(layoutText())
        .call();
  }

  /** How the partition's {@code meta} says which layout it has. */
  String layoutText() {
    return Layout.VERSION + "/" + layout.partitions();
  }

  /** Writes it. */
  public ScriptCall beat(BeatCall call) {
    int willing =
        switch (call.willingness()) {
          case WILLING -> 1;
          case UNWILLING -> 0;
        };
    return begin(Script.MODES, "beat", call.me()).add(call.lease().toMillis()).add(willing).call();
  }

  /** Writes that webhook events are sent. */
  public ScriptCall done(NodeId me, List<String> ids) {
    Arguments arguments = begin(Script.MODES, "done", me);
    ids.forEach(arguments::add);
    return arguments.call();
  }

  /** Writes that all other nodes are asked. */
  public ScriptCall ask(Inquiry inquiry, byte[] question) {
    return begin(Script.MODES, "ask", inquiry.asker()).add(inquiry.number()).add(question).call();
  }

  /** Writes what a node answers. */
  public ScriptCall answer(NodeId me, Inquiry inquiry, byte[] answer) {
    return begin(Script.MODES, "answer", me)
        .add(inquiry.asker().toString())
        .add(inquiry.number())
        .add(answer)
        .call();
  }

  /** Writes it. */
  public ScriptCall keep(NodeId me, ShutoutCall call) {
    return begin(Script.MODES, "keep", me)
        .add(call.appId())
        .add(call.key())
        .add(call.untilMillis())
        .add(call.text())
        .add(call.order())
        .call();
  }

  /** Writes it. */
  public ScriptCall bye(NodeId me) {
    return begin(Script.MODES, "bye", me).call();
  }

  /** Writes it. */
  public ScriptCall step(StepCall call) {
    Arguments arguments =
        begin(Script.of(call), "step", call.me())
            .add(call.before())
            .add(call.number())
            .add(call.phase() == Phase.RESTORING ? 1 : 0);
    call.operations().forEach(operation -> write(operation, arguments));
    return arguments.call();
  }

  /** Writes it. */
  public ScriptCall reply(ReplyCall call) {
    return switch (call) {
      case ReplyCall.Claim it ->
          begin("claim", it)
              .add(it.fingerprint())
              .add(it.life().toMillis())
              .add(it.lateMillis())
              .call();
      case ReplyCall.Complete it -> begin("complete", it).add(it.reply()).call();
      case ReplyCall.Release it -> begin("release", it).call();
    };
  }

  private static Arguments begin(String mode, ReplyCall call) {
    return new Arguments(Script.REPLIES)
        .add(mode)
        .add(call.key().appId())
        .add(call.key().text())
        .add(call.claimant());
  }

  private Arguments begin(Script script, String mode, NodeId me) {
    return new Arguments(script).add(mode).add(me.toString()).add(clock);
  }

  private static void write(Operation operation, Arguments to) {
    switch (operation) {
      case Operation.HoldChannel it ->
          to.add("C").add(token(it.channel())).add(it.subscribers()).add(told(it.telling()));
      case Operation.LeaveChannel it ->
          to.add("C").add(token(it.channel())).add(NOTHING).add(told(it.telling()));
      case Operation.Join it -> write(it, to);
      case Operation.Leave it -> to.add("L").add(token(it.channel())).add(it.user().text());
      case Operation.HoldUser it ->
          to.add("U").add(token(it.user())).add(it.connections()).add(it.maxConnections());
      case Operation.LeaveUser it ->
          to.add("U").add(token(it.user())).add(NOTHING).add(Operation.NO_LIMIT);
      case Operation.HoldSession it -> to.add("N").add(it.session()).add(NOTHING);
      case Operation.LeaveSession it -> to.add("N").add(it.session()).add(it.code());
      case Operation.Watch it -> to.add("W").add(it.appId()).add(1);
      case Operation.Unwatch it -> to.add("W").add(it.appId()).add(0);
      case Operation.CountConnections it ->
          to.add("Q").add(it.appId()).add(it.connections() > 0 ? it.connections() : NOTHING);
      case Operation.Publish it -> to.add("P").add(holding(it.subject())).add(it.payload());
      case Operation.Keep it -> write(it, to);
      case Operation.Read it -> to.add("R").add(token(it.channel()));
      case Operation.LookUp it -> to.add("S").add(token(it.user()));
      case Operation.Order it -> to.add("O").add(it.order());
      case Operation.PublishAndRaise it -> to.add("X").add(token(it.channel())).add(it.payload());
      case Operation.RaiseMiss it -> to.add("M").add(token(it.channel()));
      case Operation.Describe it -> to.add("A").add(it.appId()).add(settings(it.facts()));
      case Operation.AllSaid unused -> to.add("Z");
      case Operation.Retire it -> to.add("D").add(it.node().toString());
    }
  }

  private static void write(Operation.Join it, Arguments to) {
    String info = it.member().userInfo();
    // An info is JSON text, so an empty one says that there is none.
    to.add("J")
        .add(token(it.channel()))
        .add(it.member().id().text())
        .add(info == null ? "" : info)
        .add(it.maxMembers());
  }

  private static void write(Operation.Keep it, Arguments to) {
    to.add("E")
        .add(token(it.channel()))
        .add(it.payload())
        .add(it.text())
        .add(it.life().toMillis())
        .add(it.maxBytes());
  }

  private static int told(Telling telling) {
    return switch (telling) {
      case TOLD -> 1;
      case QUIET -> 0;
    };
  }

  /** How the partition's {@code apps} says what there is to know of an app. */
  static String settings(AppFacts facts) {
    if (facts.equals(AppFacts.NOTHING)) {
      return "";
    }
    return (facts.hooks() == Hooks.SOME ? "1:" : "0:")
        + millis(facts.vacatedDelay())
        + ":"
        + millis(facts.removedDelay())
        + ":"
        + millis(facts.offlineGrace());
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }

  private static String holding(Subject subject) {
    return switch (subject) {
      case Subject.OfChannel of -> "c" + token(of);
      case Subject.OfUser of -> "u" + token(of);
      case Subject.OfWatchers unused ->
          throw new IllegalArgumentException("Nothing is published to watchers.");
    };
  }

  static String token(Subject.OfChannel of) {
    return Layout.token(of.appId(), of.channel().text());
  }

  static String token(Subject.OfUser of) {
    return Layout.token(of.appId(), of.user().text());
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Confined to one call. */
  private record Arguments(Script script, List<byte[]> all) {
    Arguments(Script script) {
      this(script, new ArrayList<>());
    }

    Arguments add(String text) {
      return add(bytes(text));
    }

    Arguments add(long number) {
      return add(Long.toString(number));
    }

    Arguments add(byte[] bytes) {
      all.add(bytes);
      return this;
    }

    ScriptCall call() {
      return new ScriptCall(script, all);
    }
  }
}
