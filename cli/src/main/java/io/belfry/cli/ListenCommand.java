package io.belfry.cli;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.NoAccess;
import io.belfry.cli.live.Listening;
import io.belfry.protocol.Shortened;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry listen}: prints events as they come.
 *
 * <p>Thread: confined to the main thread; events are printed on that of the client's listeners.
 */
@Command(
    name = "listen",
    description = {
      "Prints the events of channels, or of a signed-in user, as they come: one JSON object a line.",
      "Tokens are signed here with the secret of the app. It comes back by itself after a loss;"
          + " Ctrl-C ends it."
    })
final class ListenCommand implements Callable<Integer> {
  private static final int LONGEST_NOTE = 400;

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "Names of channels.")
  private List<String> channels = List.of();

  @Option(
      names = "--user",
      paramLabel = "ID",
      description = "Signs in as this user and prints what is sent to it.")
  private @Nullable String user;

  @Option(
      names = "--signin",
      paramLabel = "ID",
      description = "Signs in as this user first; presence channels are then entered as that one.")
  private @Nullable String signin;

  @Option(
      names = "--member",
      paramLabel = "ID",
      defaultValue = "belfry-listen",
      description =
          "As whom presence channels are entered without a sign-in; ${DEFAULT-VALUE}, and others"
              + " see it.")
  private String member = "";

  @Option(
      names = "--count",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "Ends after so many events; by default it goes on.")
  private long count;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "Ends after that time, such as 30s; with --count that is a failure.")
  private @Nullable Duration longest;

  @Option(names = "--quiet", description = "Says nothing about the connection on standard error.")
  private boolean isQuiet;

  @Option(names = "--json", description = "Prints JSON, as it does anyway.")
  private boolean isJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ListenCommand() {}

  @Override
  public Integer call() {
    if ((channels.isEmpty() && user == null) || (user != null && signin != null)) {
      Console.of(spec.commandLine())
          .complain("listen needs channels, or --user; --user and --signin exclude each other.");
      return Main.WRONG;
    }
    return target.with(spec, this::listen);
  }

  private int listen(Access access) throws NoAccess {
    String name = user == null ? signin : user;
    Listening.Wish wish = new Listening.Wish(channels, name, member, user != null);
    Printing printing = new Printing();
    try (Listening listening = new Listening(access, wish, printing)) {
      Thread onInterrupt = new Thread(() -> interrupted(listening, printing), "belfry-stop");
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      try {
        listening.start(wish);
        return printing.await();
      } finally {
        forget(onInterrupt);
      }
    }
  }

  // Whoever ends it by Ctrl-C has what was wanted: no error of a shell.
  private static void interrupted(Listening listening, Printing printing) {
    listening.close();
    printing.out.flush();
    Runtime.getRuntime().halt(Main.DONE);
  }

  private static void forget(Thread onInterrupt) {
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException e) {
      // It runs already, and ends the process.
      onInterrupt.interrupt();
    }
  }

  /** Prints lines until it is enough. */
  private final class Printing implements Listening.Heard {
    private final PrintWriter out = spec.commandLine().getOut();
    private final AtomicLong printed = new AtomicLong();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    @Override
    public void event(String line) {
      if (end.isDone()) {
        return;
      }
      out.println(line);
      // Nobody reads any more: head has its lines, and that is no error.
      if (out.checkError() || printed.incrementAndGet() == count) {
        end.complete(Main.DONE);
      }
    }

    @Override
    public void note(String sentence) {
      if (!isQuiet) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("belfry: " + Shortened.of(sentence, LONGEST_NOTE));
        err.flush();
      }
    }

    @Override
    public void failed(String sentence) {
      if (end.complete(Main.FAILED)) {
        Console.of(spec.commandLine())
            .complain(
                Shortened.of(sentence, LONGEST_NOTE)
                    + " belfry doctor looks at the server, belfry explain at a token.");
      }
    }

    int await() {
      try {
        return longest == null ? end.get() : end.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return count == 0 ? Main.DONE : late();
      } catch (ExecutionException | InterruptedException e) {
        return Main.FAILED;
      }
    }

    private int late() {
      Console.of(spec.commandLine())
          .complain(printed.get() + " of " + count + " events came within the time.");
      return Main.FAILED;
    }
  }
}
