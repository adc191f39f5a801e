package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.BeatAnswer.Rest;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.PartitionEngine.Removal;
import io.belfry.cluster.redis.wire.ReplyAnswer;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what the scripts answer. An answer that cannot be one fails the call, whose outcome is then
 * not known.
 *
 * <p>Thread: thread-safe.
 *
 * @see "cluster.md, section 5"
 */
public final class AnswerReader {
  private static final String DONE = "OK";

  private AnswerReader() {}

  /** Reads what came of a hello. */
  public static HelloAnswer hello(List<?> answer) {
    Parts parts = Parts.of(answer);
    String word = parts.text();
    return switch (word) {
      case "GONE" -> new HelloAnswer.Gone();
      case "LAYOUT" -> new HelloAnswer.Unfit(Unfitness.otherLayout(parts.text()));
      case "EVICTS" -> new HelloAnswer.Unfit(Unfitness.evicts(parts.text()));
      case DONE ->
          new HelloAnswer.Welcome(
              parts.number(), parts.number(), parts.text(), parts.text(), parts.number());
      default -> throw unknown(word);
    };
  }

  /** Reads what came of a beat. */
  public static BeatAnswer beat(List<?> answer) {
    Parts parts = Parts.of(answer);
    String word = parts.text();
    return switch (word) {
      case "LOST" -> new BeatAnswer.Unknown();
      case DONE ->
          new BeatAnswer.Alive(
              parts.number(),
              parts.number(),
              parts.text(),
              rest(parts),
              parts.number(),
              parts.number() == 1,
              parts.number(),
              parts.number() == 1,
              parts.number(),
              new BeatAnswer.Hooks(parts.number(), parts.number()),
              parts.number());
      default -> throw unknown(word);
    };
  }

  /** Reads what came of a goodbye. */
  public static Rest bye(List<?> answer) {
    Parts parts = Parts.of(answer);
    String word = parts.text();
    if (!word.equals(DONE)) {
      throw unknown(word);
    }
    return rest(parts);
  }

  private static Rest rest(Parts parts) {
    return parts.number() == 0 ? Rest.NONE : Rest.SOME;
  }

  /** Reads what became of webhook events that are sent. */
  public static Removal done(List<?> answer) {
    String word = Parts.of(answer).text();
    return switch (word) {
      case "LOST" -> Removal.NOT_SENDER;
      case DONE -> Removal.REMOVED;
      default -> throw unknown(word);
    };
  }

  /** Reads which nodes were asked. */
  public static List<NodeId> asked(List<?> answer) {
    Parts parts = Parts.of(answer);
    String word = parts.text();
    if (!word.equals(DONE)) {
      throw unknown(word);
    }
    return nodes(parts.parts());
  }

  /** Nodes by their ids; what is none is left out. */
  static List<NodeId> nodes(Parts ids) {
    List<NodeId> nodes = new ArrayList<>(ids.size());
    while (ids.hasNext()) {
      NodeId.parse(ids.text()).ifPresent(nodes::add);
    }
    return nodes;
  }

  /** Reads whether an answer was taken. */
  public static Verdict.Done answered(List<?> answer) {
    String word = Parts.of(answer).text();
    if (!word.equals(DONE)) {
      throw unknown(word);
    }
    return new Verdict.Done();
  }

  /** Reads what came of something with an idempotency key. */
  public static ReplyAnswer reply(List<?> answer) {
    Parts parts = Parts.of(answer);
    String word = parts.text();
    return switch (word) {
      case DONE -> new ReplyAnswer.Done();
      case "FULL" -> new ReplyAnswer.Full();
      case "LATE" -> new ReplyAnswer.Late(parts.number());
      case "STANDS" -> {
        String fingerprint = parts.text();
        boolean isAnswered = parts.number() == 1;
        byte[] reply = parts.bytes();
        yield new ReplyAnswer.Stands(
            fingerprint, isAnswered ? Optional.of(reply) : Optional.empty());
      }
      default -> throw unknown(word);
    };
  }

  /** Reads what came of a step; only the call tells what its verdicts are. */
  public static StepAnswer step(StepCall call, List<?> answer) {
    Parts parts = Parts.of(answer);
    String word = parts.text();
    return switch (word) {
      case "LOST" -> new StepAnswer.Lost(parts.number());
      case DONE -> new StepAnswer.Taken(parts.number(), verdicts(call.operations(), parts.parts()));
      default -> throw unknown(word);
    };
  }

  /**
   * What nodes are told by a call of a simulation: bundles by node id. The parts of an answer of
   * {@code hello} hold none.
   */
  public static Map<String, byte[]> handed(List<?> answer) {
    Map<String, byte[]> bundles = new LinkedHashMap<>();
    if (!answer.isEmpty() && answer.get(answer.size() - 1) instanceof List<?> last) {
      Parts parts = Parts.of(last);
      while (parts.hasNext()) {
        bundles.put(parts.text(), parts.bytes());
      }
    }
    return bundles;
  }

  private static List<Verdict> verdicts(List<Operation> operations, Parts parts) {
    List<Verdict> verdicts = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      verdicts.add(verdict(operation, parts));
    }
    return verdicts;
  }

  private static Verdict verdict(Operation operation, Parts parts) {
    return switch (operation) {
      case Operation.Join unused ->
          one(parts, Verdict.Joined.PRESENT, Verdict.Joined.FULL, Verdict.Joined.NEW);
      case Operation.HoldUser unused -> one(parts, Verdict.SignedIn.OK, Verdict.SignedIn.TOO_MANY);
      case Operation.Publish unused -> published(parts);
      case Operation.Keep unused -> published(parts);
      case Operation.PublishAndRaise unused -> published(parts);
      case Operation.CountConnections unused -> new Verdict.Total(parts.number());
      case Operation.Read unused -> reading(parts.parts());
      case Operation.LookUp unused -> online(parts.parts());
      case Operation.HoldChannel unused -> done(parts);
      case Operation.LeaveChannel unused -> done(parts);
      case Operation.Leave unused -> done(parts);
      case Operation.LeaveUser unused -> done(parts);
      case Operation.HoldSession unused -> done(parts);
      case Operation.LeaveSession unused -> done(parts);
      case Operation.Watch unused -> done(parts);
      case Operation.Unwatch unused -> done(parts);
      case Operation.Order unused -> done(parts);
      case Operation.RaiseMiss unused -> done(parts);
      case Operation.Describe unused -> done(parts);
      case Operation.AllSaid unused -> done(parts);
      case Operation.Retire unused -> done(parts);
    };
  }

  private static Verdict done(Parts parts) {
    parts.number();
    return new Verdict.Done();
  }

  private static Verdict published(Parts parts) {
    return one(parts, Verdict.Published.TAKEN, Verdict.Published.UNSETTLED);
  }

  private static Verdict one(Parts parts, Verdict... known) {
    long number = parts.number();
    if (number < 0 || number >= known.length) {
      throw new MalformedAnswer("There is no verdict " + number);
    }
    return known[(int) number];
  }

  private static Verdict online(Parts parts) {
    return new Verdict.Online(parts.number() == 1, parts.number());
  }

  private static Verdict reading(Parts parts) {
    List<Member> members = members(parts.parts());
    byte[] kept = parts.bytes();
    long millisLeft = parts.number();
    return new Verdict.Reading(members, kept(kept, millisLeft), parts.number(), parts.number());
  }

  /** Members of a channel as they stand in its hash: user, then {@code holders:order:info}. */
  static List<Member> members(Parts parts) {
    List<Placed> found = new ArrayList<>(parts.size() / 2);
    while (parts.hasNext()) {
      Optional<UserId> user = BundleReader.user(parts.bytes());
      String value = parts.text();
      int order = value.indexOf(':') + 1;
      int info = value.indexOf(':', order) + 1;
      if (user.isPresent() && order > 0 && info > 0) {
        Member member = new Member(user.get(), BundleReader.info(value.substring(info)));
        found.add(new Placed(number(value.substring(order, info - 1)), member));
      }
    }
    found.sort(Comparator.comparingLong(Placed::order));
    return found.stream().map(Placed::member).toList();
  }

  private record Placed(long order, Member member) {}

  /** A kept event as it stands: {@code order:text}. Empty when there is none. */
  static Optional<Verdict.KeptEvent> kept(byte[] value, long millisLeft) {
    int end = 0;
    while (end < value.length && value[end] != ':') {
      end++;
    }
    if (end == value.length || millisLeft < 0) {
      return Optional.empty();
    }
    long order = number(new String(value, 0, end, US_ASCII));
    byte[] text = Arrays.copyOfRange(value, end + 1, value.length);
    return Optional.of(new Verdict.KeptEvent(text, order, millisLeft));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedAnswer("Expected a number, not " + text.length() + " characters");
    }
  }

  private static MalformedAnswer unknown(String word) {
    return new MalformedAnswer(
        "The script answers " + word.substring(0, Math.min(word.length(), 16)));
  }
}
