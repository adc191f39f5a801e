package io.belfry.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry completion}: what a shell needs to complete commands and options.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "completion",
    description = {
      "Prints a script that lets a shell complete commands and options.",
      "bash: source <(belfry completion bash)   zsh: the same with zsh",
      "fish: belfry completion fish > ~/.config/fish/completions/belfry.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.", converter = ShellWord.class)
  private Shell shell = Shell.BASH;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  CompletionCommand() {}

  @Override
  public Integer call() {
    CommandLine belfry = spec.root().commandLine();
    var out = spec.commandLine().getOut();
    switch (shell) {
      // The script of bash prepares zsh for itself.
      case BASH, ZSH -> out.print(AutoComplete.bash("belfry", belfry));
      case FISH -> new FishCompletion(out).print(belfry);
    }
    out.flush();
    return Main.DONE;
  }

  /** Reads the name of a shell. */
  static final class ShellWord implements CommandLine.ITypeConverter<Shell> {
    @Override
    public Shell convert(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "bash" -> Shell.BASH;
        case "zsh" -> Shell.ZSH;
        case "fish" -> Shell.FISH;
        default -> throw new CommandLine.TypeConversionException("bash, zsh or fish");
      };
    }
  }
}
