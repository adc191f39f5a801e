package io.belfry.bench;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The objects of this process after a full collection, as {@code jcmd} tells of them.
 *
 * <p>Thread: stateless.
 */
final class HeapClasses {
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

  // Gaps that the collection has not closed: no object is there.
  private static final String GAP = "[Ljdk.internal.vm.FillerElement;";

  private HeapClasses() {}

  /** Bytes of all objects of each class. */
  static Map<String, Long> bytes() {
    Map<String, Long> bytes = new HashMap<>();
    for (String line : histogram().split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && !matcher.group(2).equals(GAP)) {
        bytes.merge(matcher.group(2), Long.valueOf(matcher.group(1)), Long::sum);
      }
    }
    return bytes;
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("This virtual machine does not tell of its heap.", e);
    }
  }
}
