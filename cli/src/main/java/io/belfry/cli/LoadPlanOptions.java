package io.belfry.cli;

import io.belfry.cli.load.LoadPlan;
import io.belfry.protocol.ChannelKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options of {@code belfry load} that say how much load and of which kind.
 *
 * <p>Thread: confined to the main thread.
 */
final class LoadPlanOptions {
  private static final int MAX_CONNECTIONS = 25_000;
  private static final int MAX_RATE = 100_000;
  private static final int MIN_SIZE = 64;
  private static final int MAX_SIZE = 1_000_000;
  private static final int MAX_PER_SECOND = 10_000;
  private static final int MAX_OPENINGS = 10_000_000;
  private static final int ONE_EACH = MAX_OPENINGS;

  /** The kinds of channels a load test can use. */
  enum Kind {
    /** Nothing to sign. */
    PUBLIC(ChannelKind.PUBLIC),
    /** Each subscription is signed. */
    PRIVATE(ChannelKind.PRIVATE),
    /** Each subscription is signed and has a member. */
    PRESENCE(ChannelKind.PRESENCE);

    private final ChannelKind kind;

    Kind(ChannelKind kind) {
      this.kind = kind;
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "100",
      description = "Connections at a time; ${DEFAULT-VALUE} by default.")
  private int connections;

  @Option(
      names = "--ramp",
      paramLabel = "N",
      defaultValue = "500",
      description = "Connections opened per second at the start; ${DEFAULT-VALUE} by default.")
  private int ramp;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Channels, to which connections are dealt in turn; ${DEFAULT-VALUE} by default.")
  private int channels;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "public",
      description =
          "Kind of the channels: public, private or presence; ${DEFAULT-VALUE} by default.")
  private Kind kind;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Events published per second over all channels; ${DEFAULT-VALUE} by default, 0 for none.")
  private int rate;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "200",
      description = "Size of the data of an event; ${DEFAULT-VALUE} by default.")
  private int size;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = DurationOption.class,
      description = "How long, such as 30s, 10m or 1h; ${DEFAULT-VALUE} by default.")
  private Duration duration;

  @Option(
      names = "--sign-in",
      description = "Each connection signs in, as a user of its own unless --users says otherwise.")
  private boolean isSigningIn;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Users that the connections sign in as, in turn.")
  private @Nullable Integer users;

  @Option(
      names = "--churn",
      paramLabel = "N",
      defaultValue = "0",
      description = "Connections that leave and are replaced per second; none by default.")
  private int churn;

  @Option(
      names = "--openings",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Ends when so many connections were opened in all, in place of --duration; needs --churn.")
  private int openings;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  LoadPlanOptions() {}

  /**
   * The plan.
   *
   * @throws ParameterException if a number is out of its range
   */
  LoadPlan plan() {
    check("--connections", connections, 1, MAX_CONNECTIONS);
    check("--ramp", ramp, 1, MAX_PER_SECOND);
    check("--channels", channels, 1, MAX_CONNECTIONS);
    check("--rate", rate, 0, MAX_RATE);
    check("--size", size, MIN_SIZE, MAX_SIZE);
    check("--churn", churn, 0, MAX_PER_SECOND);
    check("--openings", openings, 0, MAX_OPENINGS);
    if (users != null) {
      check("--users", users, 1, MAX_OPENINGS);
    }
    if (openings > 0 && (churn == 0 || openings < connections)) {
      throw wrong(
          "--openings is "
              + openings
              + ". Expected --churn beside it, and at least as many as --connections");
    }
    return new LoadPlan(
        new LoadPlan.Crowd(connections, ramp, userCount()),
        new LoadPlan.Churn(churn, openings),
        new LoadPlan.Traffic(kind.kind, channels, rate, size),
        duration);
  }

  private int userCount() {
    if (users != null) {
      return users;
    }
    return isSigningIn ? ONE_EACH : 0;
  }

  private void check(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong(option + " is " + value + ". Expected a number from " + least + " to " + most);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
