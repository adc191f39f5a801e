package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class PlainArgumentsTest {
  private static @Nullable Start asPicocliReads(String... arguments) {
    CommandLine.ParseResult parsed;
    try {
      parsed = Main.commandLine().parseArgs(arguments);
    } catch (ParameterException e) {
      return null;
    }
    Object command = parsed.hasSubcommand() ? parsed.subcommand().commandSpec().userObject() : null;
    return switch (command) {
      case ServeCommand serve -> serve.serve();
      case DevCommand dev -> dev.dev();
      case null, default -> null;
    };
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    Arbitrary<String> word =
        Arbitraries.of(
            "--config",
            "--set",
            "--port",
            "--demo-port",
            "--data-dir",
            "--help",
            "-h",
            "--confg",
            "serve",
            "dev",
            "help",
            "belfry.yaml",
            "./a b.yaml",
            "/etc/x",
            "server.port=7001",
            "a=b=c",
            "a=",
            "=b",
            "a",
            "0",
            "6001",
            "007",
            "70000",
            "99999999999",
            "x",
            "",
            "-",
            "--",
            "@file",
            "--config=belfry.yaml",
            "'quoted'",
            "\"quoted\"",
            "a,b=c,d",
            "$HOME",
            "${sys:user.home}");
    return Arbitraries.of("serve", "dev", "config", "help", "--config")
        .flatMap(
            command ->
                word.list()
                    .ofMaxSize(6)
                    .map(
                        rest -> {
                          List<String> all = new ArrayList<>(List.of(command));
                          all.addAll(rest);
                          return all;
                        }));
  }

  @Property(tries = 2000, seed = "20261125")
  void givenAnyArguments_whatIsReadHereIsWhatPicocliReads(
      @ForAll("arguments") List<String> arguments) {
    String[] array = arguments.toArray(String[]::new);
    Optional<Start> plain = PlainArguments.read(array);

    if (plain.isPresent()) {
      assertThat(plain.get()).isEqualTo(asPicocliReads(array));
    }
  }

  @Test
  void givenServeAsEverybodyTypesIt_itNeedsNoPicocli() {
    String[] arguments = {
      "serve", "--config", "my belfry.yaml", "--set", "server.port=7001", "--set", "a.b=c=d"
    };

    assertThat(PlainArguments.read(arguments)).hasValue(asPicocliReads(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev",
        "dev --port 0",
        "dev --demo-port 7002 --port 7001",
        "dev --data-dir ./somewhere"
      })
  void givenDevAsEverybodyTypesIt_itNeedsNoPicocli(String line) {
    String[] arguments = line.split(" ");

    assertThat(PlainArguments.read(arguments)).hasValue(asPicocliReads(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "serve --help",
        "serve --config",
        "serve --config a --config b",
        "serve --confg a",
        "serve --config=a",
        "serve --config a --set b",
        "dev --port x",
        "dev --set a=b",
        "config check a"
      })
  void givenAnythingElse_itIsLeftToPicocli(String line) {
    assertThat(PlainArguments.read(line.split(" "))).isEmpty();
  }
}
