package io.belfry.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The list of commands in groups, as {@code belfry help} shows it.
 *
 * <p>Thread: stateless.
 */
final class HelpGroups {
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("Servers", List.of("dev", "serve", "init", "config", "apps", "webhooks"));
    GROUPS.put(
        "Events and users",
        List.of(
            "listen", "trigger", "send-to-user", "terminate-user", "channels", "channel", "users"));
    GROUPS.put("Finding mistakes", List.of("doctor", "explain", "sign", "load"));
    GROUPS.put("This command", List.of("context", "completion", "version", "help"));
  }

  private HelpGroups() {}

  /** All groups with the names in them. */
  static Map<String, List<String>> all() {
    return GROUPS;
  }

  /** Lets the help of that command show its groups. */
  static void use(CommandLine belfry) {
    belfry.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpGroups::text);
    belfry.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
  }

  private static String text(Help help) {
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (group, names) -> {
          text.append(System.lineSeparator()).append(group).append(System.lineSeparator());
          for (String name : names) {
            CommandLine command = help.commandSpec().subcommands().get(name);
            if (command != null) {
              text.append(row(name, command));
            }
          }
        });
    return text.toString();
  }

  private static String row(String name, CommandLine command) {
    String[] sentences = command.getCommandSpec().usageMessage().description();
    String sentence = sentences.length == 0 ? "" : sentences[0].split("[:.;] ", 2)[0];
    return "  "
        + name
        + " ".repeat(Math.max(1, 16 - name.length()))
        + sentence.replaceFirst("\\.$", "")
        + System.lineSeparator();
  }
}
