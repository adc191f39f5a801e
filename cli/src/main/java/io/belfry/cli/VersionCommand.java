package io.belfry.cli;

import io.belfry.protocol.BelfryVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code belfry version}: which Belfry this is, and on which Java and system.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(name = "version", description = "Says which Belfry this is, and what it runs on.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private AnswerOptions answer;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  VersionCommand() {}

  @Override
  public Integer call() {
    String java = System.getProperty("java.vendor", "") + " " + Runtime.version();
    String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
    var out = spec.commandLine().getOut();
    if (answer.isJson()) {
      out.println(
          JsonLines.object(
              json -> {
                json.writeStringProperty("version", BelfryVersion.TEXT);
                json.writeStringProperty("java", java);
                json.writeStringProperty("system", system);
              }));
    } else {
      out.println("Belfry " + BelfryVersion.TEXT);
      out.println("Java   " + java);
      out.println("System " + system);
    }
    out.flush();
    return Main.DONE;
  }
}
