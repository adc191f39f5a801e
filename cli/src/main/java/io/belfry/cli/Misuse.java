package io.belfry.cli;

import io.belfry.server.setting.wording.NearestName;
import io.belfry.server.setting.wording.Shown;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What was wrong with a command line, in one sentence. It repeats names, and of values none that
 * could be a secret.
 *
 * <p>Thread: stateless.
 *
 * @see "rules LIM-045, THR-47"
 */
final class Misuse {
  private Misuse() {}

  static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched);
    }
    ArgSpec option = wrong.getArgSpec();
    if (wrong instanceof OverwrittenOptionException twice) {
      return name(twice.getOverwritten()) + " is given twice. Once is enough.";
    }
    if (option == null || wrong instanceof MissingParameterException) {
      return String.valueOf(wrong.getMessage()).replaceFirst("\\.?$", ".");
    }
    String shown = Optional.ofNullable(wrong.getValue()).map(Shown::value).orElse("something else");
    return name(option) + " is " + shown + ". Expected " + expected(option, wrong) + ".";
  }

  private static String unknown(UnmatchedArgumentException wrong) {
    List<String> options =
        wrong.getUnmatched().stream()
            .filter(word -> word.startsWith("-"))
            .map(word -> Shown.name(word.split("=", 2)[0]).replace("\"", ""))
            .toList();
    List<String> near = options.isEmpty() ? nearCommand(wrong) : wrong.getSuggestions();
    String suggestion = near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?";
    return (options.isEmpty()
            ? "Nothing is known of " + Shown.value(wrong.getUnmatched().get(0)) + " here."
            : "There is no option " + String.join(" and ", options) + ".")
        + suggestion;
  }

  // What picocli takes for near has letters in common, which half of the commands have.
  private static List<String> nearCommand(UnmatchedArgumentException wrong) {
    Map<String, CommandLine> known = wrong.getCommandLine().getSubcommands();
    return NearestName.of(wrong.getUnmatched().get(0), List.copyOf(known.keySet())).stream()
        .toList();
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String expected(ArgSpec argument, ParameterException wrong) {
    Class<?> type = argument.type();
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (Map.class.isAssignableFrom(type)) {
      return "NAME=VALUE, such as server.port=7001";
    }
    if (type == URI.class) {
      return "an address such as http://127.0.0.1:6001";
    }
    // The sentence of picocli itself repeats the value.
    if (type.isEnum() && argument.converters().length == 0) {
      return "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
    }
    return wrong.getCause() instanceof TypeConversionException ours
        ? String.valueOf(ours.getMessage())
        : argument.paramLabel();
  }
}
