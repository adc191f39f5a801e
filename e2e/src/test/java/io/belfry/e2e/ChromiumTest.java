package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class ChromiumTest {
  @Test
  void givenAPage_itRunsItsScript(Chromium chromium) {
    Page page = chromium.takePage();
    page.navigate("data:text/html,<p id=sum></p><script>sum.textContent = 40 + 2</script>");

    assertThat(page.textContent("#sum")).isEqualTo("42");
    chromium.giveBack(page);
  }

  @Test
  void givenTheVendoredPusherJs_itIsTheReleaseAndRuns(Chromium chromium) throws IOException {
    Page page = chromium.takePage();
    page.navigate("data:text/html,<p>page</p>");
    String script = vendored("pusher.min.js");
    page.addScriptTag(new Page.AddScriptTagOptions().setContent(script));

    assertThat(script.contains('"' + vendored("VERSION") + '"')).isTrue();
    assertThat(page.evaluate("typeof Pusher.prototype.signin")).isEqualTo("function");
    chromium.giveBack(page);
  }

  private static String vendored(String name) throws IOException {
    try (InputStream file =
        ChromiumTest.class.getResourceAsStream("/io/belfry/cli/demo/vendor/" + name)) {
      assertThat(file).as("vendored " + name + ", which needs npm at build time").isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
