package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What applications that embed the server see of it: little, and all of it in the guide. */
class ExportsTest {
  private static final int MOST_TYPES = 44;

  @Test
  void givenTheModule_itExportsFewTypes() throws Exception {
    List<Class<?>> exported = exported();

    assertThat(exported)
        .as("public types of packages that are exported to everybody")
        .contains(BelfryServer.class)
        .hasSizeLessThanOrEqualTo(MOST_TYPES);
  }

  @Test
  void givenAnExportedType_theGuideNamesIt() throws Exception {
    String guide =
        Files.readString(Path.of("../docs/guide/extending.md"))
            + Files.readString(Path.of("../docs/guide/embedding.md"));

    List<String> unnamed =
        exported().stream()
            .map(Class::getSimpleName)
            .filter(name -> !Pattern.compile("\\b" + name + "\\b").matcher(guide).find())
            .toList();

    assertThat(unnamed)
        .as("exported types that neither extending.md nor embedding.md names")
        .isEmpty();
  }

  private static List<Class<?>> exported() throws IOException, URISyntaxException {
    Path classes =
        Path.of(BelfryServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module = ModuleFinder.of(classes).findAll().iterator().next().descriptor();
    List<Path> folders =
        module.exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(exports -> classes.resolve(exports.source().replace('.', '/')))
            .toList();
    Stream<Class<?>> types = Stream.empty();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.list(folder)) {
        types = Stream.concat(types, files.toList().stream().flatMap(file -> type(classes, file)));
      }
    }
    return types.filter(type -> Modifier.isPublic(type.getModifiers())).toList();
  }

  private static Stream<Class<?>> type(Path classes, Path file) {
    String path = classes.relativize(file).toString();
    if (!path.endsWith(".class") || path.contains("$") || path.endsWith("-info.class")) {
      return Stream.empty();
    }
    String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
    try {
      return Stream.of(Class.forName(name));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
