package io.belfry.cluster.redis.sim;

import io.belfry.cluster.redis.link.RedisTruth;
import io.belfry.cluster.redis.sim.Safeguard.Change;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The simulation with changed sources of the node's side, compiled for it alone, so that there is
 * no switch in the product.
 */
final class ChangedNode extends ClassLoader {
  private static final String LINK = "io.belfry.cluster.redis.link.";
  private static final String SIM = "io.belfry.cluster.redis.sim.";
  private static final Path SOURCES =
      Path.of(System.getProperty("belfry.root", ".."))
          .resolve("cluster-redis/src/main/java/io/belfry/cluster/redis/link");

  private final Map<String, byte[]> changed;

  private ChangedNode(Map<String, byte[]> changed) {
    super(RedisTruth.class.getClassLoader());
    this.changed = changed;
  }

  /** What a seed makes of nodes with these changes; see {@link Simulation}. */
  static LongFunction<List<String>> simulation(
      List<Change> changes, int port, UnaryOperator<String> scripts, List<String> kinds) {
    Map<String, byte[]> classes = new HashMap<>();
    changes.forEach(change -> classes.putAll(compile(change)));
    try {
      Object simulation =
          new ChangedNode(classes)
              .loadClass(Simulation.class.getName())
              .getConstructor(int.class, UnaryOperator.class, List.class)
              .newInstance(port, scripts, kinds);
      @SuppressWarnings("unchecked") // that is what it is, by another loader
      LongFunction<List<String>> runs = (LongFunction<List<String>>) simulation;
      return runs;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> compile(Change change) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> written = new HashMap<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      String text = change.in(Files.readString(SOURCES.resolve(change.file() + ".java")));
      boolean isCompiled =
          compiler
              .getTask(
                  null,
                  new InMemory(files, written),
                  null,
                  List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                  null,
                  List.of(new Source(change.file(), text)))
              .call();
      if (!isCompiled) {
        throw new IllegalStateException("The change of " + change.file() + " does not compile.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> classes = new HashMap<>();
    written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    private Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written;

    private InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> written) {
      super(files);
      this.written = written;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("bytes:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          written.put(name, bytes);
          return bytes;
        }
      };
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(LINK) && !name.startsWith(SIM)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (bytes == null && in != null) {
        bytes = in.readAllBytes();
      }
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
