package io.belfry.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.gson.Gson;
import io.belfry.protocol.UserId;
import io.belfry.rest.Pusher;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/** Mappers before a library that is a named module and opens nothing to them. */
class ModulePathTest {
  @Test
  @Tag("HTTP-153")
  void givenALibraryOnTheModulePath_mappersWriteTheSame() throws Exception {
    String modules =
        paths(
            Pusher.class,
            UserId.class,
            NullMarked.class,
            HttpHost.class,
            JsonParser.class,
            JsonMapper.class,
            JsonInclude.class,
            Gson.class);
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modules,
                "--add-modules",
                "io.belfry.rest,com.google.gson,tools.jackson.databind",
                "--class-path",
                paths(ModulePathProgram.class),
                ModulePathProgram.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(program.waitFor()).as(out).isZero();
    assertThat(out.lines())
        .containsExactly(
            "io.belfry.rest",
            "[auth, user_data]",
            "[auth, user_data]",
            "[auth]",
            "[auth]",
            "[auth, channel_data]",
            "[auth, channel_data]",
            "Nothing can be reached at http://127.0.0.1:1. Check its address and port.");
  }

  private static String paths(Class<?>... examples) {
    return Stream.of(examples)
        .map(ModulePathTest::path)
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static String path(Class<?> example) {
    try {
      return Path.of(example.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
