package io.belfry.cli;

import io.belfry.cli.migrate.Migration.From;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads whose apps are imported.
 *
 * <p>Thread: stateless.
 */
final class FromWord implements ITypeConverter<From> {
  @Override
  public From convert(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "soketi" -> From.SOKETI;
      case "reverb" -> From.REVERB;
      case "sockudo" -> From.SOCKUDO;
      case "echo-server", "laravel-echo-server" -> From.ECHO_SERVER;
      default -> throw new TypeConversionException("soketi, reverb, sockudo or echo-server");
    };
  }
}
