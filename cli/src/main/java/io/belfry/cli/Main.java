package io.belfry.cli;

import io.belfry.cli.log.Log;
import io.belfry.protocol.BelfryVersion;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code belfry} command. Exit codes: 0 done, 1 it failed, 2 it was called wrongly or its
 * configuration is wrong.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "belfry",
    description = "A realtime server for the Pusher Channels protocol.",
    footer = {"", "Exit codes: 0 done, 1 it failed, 2 called wrongly or configured wrongly."},
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.VersionLine.class,
    subcommands = {
      DevCommand.class,
      ServeCommand.class,
      InitCommand.class,
      ConfigCommand.class,
      AppsCommand.class,
      WebhooksCommand.class,
      LoadCommand.class,
      ListenCommand.class,
      TriggerCommand.class,
      SendToUserCommand.class,
      TerminateUserCommand.class,
      ChannelsCommand.class,
      ChannelCommand.class,
      UsersCommand.class,
      SignCommand.class,
      DoctorCommand.class,
      ExplainCommand.class,
      ContextCommand.class,
      CompletionCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  /** It was done. */
  static final int DONE = 0;

  /** It failed. */
  static final int FAILED = 1;

  /** It was called wrongly, or its configuration is wrong. */
  static final int WRONG = 2;

  private static final String MACHINE_ID = "io.netty.machineId";

  @Spec private CommandSpec spec;

  /** Made by picocli, which sets the field. */
  @SuppressWarnings("NullAway.Init")
  public Main() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    try {
      Log.use();
    } catch (IllegalArgumentException e) {
      Console.ofProcess().complain(String.valueOf(e.getMessage()));
      System.exit(WRONG);
    }
    spareMachineId();
    System.exit(
        PlainArguments.read(arguments)
            .map(Main::run)
            .orElseGet(() -> commandLine().execute(arguments)));
  }

  // Netty makes a name of the machine out of a hardware address, and warns where there is only
  // loopback. Nothing here uses that name.
  private static void spareMachineId() {
    if (System.getProperty(MACHINE_ID) == null) {
      System.setProperty(MACHINE_ID, "02:00:00:00:00:00");
    }
  }

  private static int run(Start start) {
    Console console = Console.ofProcess();
    try {
      return start.run(console);
    } catch (Exception e) { // the boundary that makes an exit code of it, as picocli's is
      console.complain(String.valueOf(e.getMessage()));
      return FAILED;
    }
  }

  /** The command with all its subcommands. */
  static CommandLine commandLine() {
    CommandLine belfry = new CommandLine(new Main());
    HelpGroups.use(belfry);
    return belfry
        .setCaseInsensitiveEnumValuesAllowed(true)
        // Data of an event may begin with an at sign, and no file is meant by it.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(Main::misuse)
        .setExecutionExceptionHandler(Main::report);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  // One sentence instead of the whole usage, in which the reason would be lost.
  private static int misuse(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        "belfry: "
            + Misuse.sentence(wrong)
            + " Type "
            + command.getCommandSpec().qualifiedName()
            + " --help to see what is known.");
    err.flush();
    return WRONG;
  }

  // One sentence, no stack trace: whoever typed the command can act on the first and not on the
  // second.
  private static int report(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    Console.of(commandLine).complain(String.valueOf(failure.getMessage()));
    return FAILED;
  }

  /** What {@code --version} prints. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Belfry " + BelfryVersion.TEXT};
    }
  }
}
