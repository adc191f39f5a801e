package io.belfry.cli;

import picocli.CommandLine.Command;

@Command(name = "dev")
final class DevCommand implements Runnable {
  @Override
  public void run() {}
}
