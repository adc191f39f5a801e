package io.belfry.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The completion script of fish, one line for each command and option.
 *
 * <p>Thread: confined to its caller.
 *
 * @param out where it goes
 */
record FishCompletion(PrintWriter out) {
  void print(CommandLine belfry) {
    out.println("complete -c belfry -f");
    belfry
        .getSubcommands()
        .forEach(
            (name, command) -> {
              line("__fish_use_subcommand", "-a " + name, command.getCommandSpec());
              options("__fish_seen_subcommand_from " + name, command.getCommandSpec());
              command
                  .getSubcommands()
                  .forEach(
                      (inner, below) -> {
                        String when = "__fish_seen_subcommand_from " + name;
                        line(when, "-a " + inner, below.getCommandSpec());
                        options(
                            when + "; and __fish_seen_subcommand_from " + inner,
                            below.getCommandSpec());
                      });
            });
  }

  private void line(String when, String what, CommandSpec command) {
    String[] sentences = command.usageMessage().description();
    line(when, what, sentences.length == 0 ? "" : sentences[0]);
  }

  private void options(String when, CommandSpec command) {
    for (OptionSpec option : command.options()) {
      String[] sentences = option.description();
      boolean takesFile = java.nio.file.Path.class.isAssignableFrom(option.type());
      String value = option.arity().max() == 0 ? "" : takesFile ? " -r -F" : " -r";
      line(
          when,
          "-l " + option.longestName().replaceFirst("^-+", "") + value,
          sentences.length == 0 ? "" : sentences[0]);
    }
  }

  private void line(String when, String what, String sentence) {
    String shown = sentence.replace("${DEFAULT-VALUE}", "the default").replace("'", "’");
    out.println("complete -c belfry -n '" + when + "' " + what + " -d '" + shown + "'");
  }
}
