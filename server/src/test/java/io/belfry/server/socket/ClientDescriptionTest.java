package io.belfry.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.hook.Hooks.ClientTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("USR-003")
class ClientDescriptionTest {
  private final ClientDescription.Descriptions descriptions = new ClientDescription.Descriptions();

  private ClientDescription of(String query, ClientTransport transport) {
    return descriptions.of(QueryParameters.parse(query), transport);
  }

  @Test
  void givenTheSameClientTwice_bothShareOneDescription() {
    ClientDescription first = of("client=js&version=8.6.0", ClientTransport.WEBSOCKET);

    assertThat(of("client=js&version=8.6.0", ClientTransport.WEBSOCKET)).isSameAs(first);
    assertThat(first.label()).isEqualTo("js 8.6.0");
    assertThat(first.library()).isEqualTo(ClientLibrary.JS);
    assertThat(of("client=js&version=8.6.0", ClientTransport.XHR_POLLING).transport())
        .isEqualTo(ClientTransport.XHR_POLLING);
    assertThat(of("client=js", ClientTransport.WEBSOCKET).label()).isEqualTo("js");
    assertThat(of("version=1", ClientTransport.WEBSOCKET).label()).isNull();
  }

  @Test
  void givenWhatNoLibrarySays_itIsCutAndNotKept() {
    String query = "client=" + "x".repeat(5_000) + "&version=a%0Ab%00";
    ClientDescription made = of(query, ClientTransport.WEBSOCKET);

    assertThat(made.label()).isEqualTo("x".repeat(64) + " a?b?");
    assertThat(of(query, ClientTransport.WEBSOCKET)).isEqualTo(made).isNotSameAs(made);
  }
}
