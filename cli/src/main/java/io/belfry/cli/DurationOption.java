package io.belfry.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a time such as {@code 30s}, {@code 10m} or {@code 1h}, from a second to a week; a bare
 * number is seconds.
 *
 * <p>Thread: stateless.
 */
final class DurationOption implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smh]?)");
  private static final Duration LONGEST = Duration.ofDays(7);

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      Duration duration =
          Duration.ofSeconds(Long.parseLong(form.group(1)) * seconds(form.group(2)));
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw new TypeConversionException("a time such as 30s, 10m or 1h, at most a week");
  }

  private static int seconds(String unit) {
    return switch (unit) {
      case "m" -> 60;
      case "h" -> 3600;
      default -> 1;
    };
  }
}
