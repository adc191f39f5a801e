package io.belfry.cli;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.ServerAddress;
import io.belfry.cli.doctor.Check;
import io.belfry.cli.doctor.Check.Grade;
import io.belfry.cli.doctor.Crossing;
import io.belfry.cli.doctor.Examination;
import io.belfry.cli.doctor.Nodes;
import io.belfry.protocol.Shortened;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry doctor}: looks at a deployment from outside.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "doctor",
    description = {
      "Checks a deployment from outside: name, port, TLS, proxy, clock, WebSocket, and with key and"
          + " secret also sign-in, API and an event. Of a cluster, with --operations or several"
          + " addresses, also its nodes, and whether events cross from one to the other.",
      "Ends with 1 if something fails; a warning alone is no failure."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int LONGEST = 300;

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Parameters(
      paramLabel = "URL",
      arity = "0..*",
      description =
          "Where clients connect, such as https://push.example.com; the addresses of several nodes"
              + " for a trial between them.")
  private List<String> at = List.of();

  @Option(
      names = "--operations",
      paramLabel = "URL",
      split = ",",
      description = "Operations ports of nodes of a cluster, such as http://10.0.0.7:9100.")
  private List<URI> operations = List.of();

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "Also keeps a silent connection so long, such as 70s, and says if it is cut.")
  private @Nullable Duration idle;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DoctorCommand() {}

  @Override
  public Integer call() {
    List<Check> all = new ArrayList<>();
    PrintWriter out = spec.commandLine().getOut();
    Consumer<Check> checks =
        check -> {
          all.add(check);
          if (!answer.isJson()) {
            print(out, check);
          }
        };
    Optional<URI> wrong =
        operations.stream().filter(port -> !OperationsOptions.isAddress(port)).findFirst();
    if (wrong.isPresent()) {
      Console.of(spec.commandLine())
          .complain(
              "--operations "
                  + Shortened.of(wrong.get().toString(), LONGEST)
                  + " is no address. Expected such as http://10.0.0.7:9100.");
      return Main.WRONG;
    }
    try {
      if (operations.isEmpty() || !at.isEmpty() || target.namesServer()) {
        fromOutside(checks);
      }
    } catch (NoAccess e) {
      Console.of(spec.commandLine()).complain(String.valueOf(e.getMessage()));
      return Main.WRONG;
    }
    if (!operations.isEmpty()) {
      new Nodes(operations, checks).look();
    }
    if (answer.isJson()) {
      out.println(json(all));
      out.flush();
    }
    return all.stream().anyMatch(check -> check.grade() == Grade.FAIL) ? Main.FAILED : Main.DONE;
  }

  private void fromOutside(Consumer<Check> checks) throws NoAccess {
    String text = at.isEmpty() ? target.url() : at.get(0);
    Access access = access(text);
    URI server = access == null ? address(text) : access.server();
    List<URI> servers = new ArrayList<>(List.of(server));
    for (String other : at.subList(Math.min(1, at.size()), at.size())) {
      servers.add(address(other));
    }
    Examination examination =
        new Examination(
            server,
            target.trust(access),
            access == null ? target.key() : access.app().key(),
            access,
            checks);
    examination.run(idle);
    if (servers.size() > 1 || !operations.isEmpty()) {
      examination.lookAtBalancer();
      if (access == null) {
        checks.accept(Check.skip("crossing", "an event needs key and secret, see --context"));
      } else {
        new Crossing(servers, access, checks).run();
      }
    }
  }

  // An address alone is enough; only who names an app wants to hear that it cannot be had.
  private @Nullable Access access(@Nullable String text) throws NoAccess {
    if (!target.namesApp() && text != null) {
      return null;
    }
    return target.access(text);
  }

  private static URI address(@Nullable String text) throws NoAccess {
    return ServerAddress.parse(text == null ? "" : text);
  }

  private static void print(PrintWriter out, Check check) {
    String word = String.format(Locale.ROOT, "%-4s", check.grade().word());
    out.println(
        coloured(word, check.grade())
            + String.format(Locale.ROOT, "  %-12s ", check.name())
            + Shortened.of(check.finding(), LONGEST));
    if (!check.advice().isEmpty()) {
      out.println(" ".repeat(19) + check.advice());
    }
    out.flush();
  }

  private static String coloured(String word, Grade grade) {
    if (!Ansi.AUTO.enabled()) {
      return word;
    }
    Style colour =
        switch (grade) {
          case OK -> Style.fg_green;
          case WARN -> Style.fg_yellow;
          case FAIL -> Style.fg_red;
          case SKIP -> Style.faint;
        };
    return Style.on(colour) + word + Style.off(colour);
  }

  private static String json(List<Check> checks) {
    return JsonLines.object(
        json -> {
          json.writeArrayPropertyStart("checks");
          for (Check check : checks) {
            json.writeStartObject();
            json.writeStringProperty("name", check.name());
            json.writeStringProperty("grade", check.grade().word());
            json.writeStringProperty("finding", check.finding());
            json.writeStringProperty("advice", check.advice());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
