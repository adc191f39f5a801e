package io.belfry.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * A second SIGTERM or Ctrl-C ends a process that is going down at once. The virtual machine itself
 * takes no more notice of signals by then.
 *
 * <p>By reflection, since the classes are there on every JDK and promised on none: without them the
 * process goes down in order, as after the first signal.
 *
 * <p>Thread: thread-safe.
 */
final class SecondSignal {
  private static final int OFFSET_OF_EXIT_CODES = 128;

  private SecondSignal() {}

  /** From now on a signal ends the process, with the exit code that a shell gives for it. */
  static void endsAtOnce() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ending =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  int number = (int) signal.getMethod("getNumber").invoke(arguments[0]);
                  Runtime.getRuntime().halt(OFFSET_OF_EXIT_CODES + number);
                }
                return null;
              });
      for (String name : List.of("TERM", "INT")) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), ending);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // A machine without them has only the first signal.
      return;
    }
  }
}
