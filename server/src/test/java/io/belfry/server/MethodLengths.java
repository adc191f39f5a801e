package io.belfry.server;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * How long methods are, read from their sources by the compiler's own reader.
 *
 * <p>Thread: confined to its caller.
 */
final class MethodLengths extends TreeScanner<Void, Void> {
  private final CompilationUnitTree file;
  private final SourcePositions positions;
  private final SortedMap<String, Long> lines;

  private MethodLengths(
      CompilationUnitTree file, SourcePositions positions, SortedMap<String, Long> lines) {
    this.file = file;
    this.positions = positions;
    this.lines = lines;
  }

  /** Lines of each method with a body, from its brace to its brace, by place and name. */
  static SortedMap<String, Long> of(List<Path> files) throws IOException {
    SortedMap<String, Long> lines = new TreeMap<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  problem -> {},
                  null,
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree file : task.parse()) {
        new MethodLengths(file, positions, lines).scan(file, null);
      }
    }
    return lines;
  }

  @Override
  public Void visitMethod(MethodTree method, Void unused) {
    if (method.getBody() != null) {
      LineMap map = file.getLineMap();
      long first = map.getLineNumber(positions.getStartPosition(file, method.getBody()));
      long last = map.getLineNumber(positions.getEndPosition(file, method.getBody()));
      lines.put(
          file.getSourceFile().getName() + ":" + first + " " + method.getName(), last - first + 1);
    }
    return super.visitMethod(method, null);
  }
}
