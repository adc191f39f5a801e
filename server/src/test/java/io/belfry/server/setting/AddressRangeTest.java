package io.belfry.server.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.0.1,true",
    "10.0.0.0/8,11.0.0.1,false",
    "192.168.4.0/22,192.168.7.255,true",
    "192.168.4.0/22,192.168.8.0,false",
    "127.0.0.1,127.0.0.1,true",
    "127.0.0.1,127.0.0.2,false",
    "0.0.0.0/0,8.8.8.8,true",
    "0.0.0.0/0,::1,false",
    "fd00::/8,fdff::1,true",
    "fd00::/8,fe00::1,false",
    "::1,::1,true",
    "10.0.0.0/8,::ffff:10.0.0.1,true"
  })
  void givenARange_itHasItsAddressesAndNoOthers(String range, String address, boolean isInside)
      throws UnknownHostException {
    Kind.Reading<List<AddressRange>> reading = AddressRange.LIST.read(List.of(range));

    assertThat(reading.mistakes()).isEmpty();
    assertThat(reading.value().orElseThrow().get(0).contains(InetAddress.getByName(address)))
        .isEqualTo(isInside);
    assertThat(AddressRange.LIST.read(AddressRange.LIST.written(reading.value().orElseThrow())))
        .isEqualTo(reading);
  }

  @Property(tries = 500)
  void givenAnyText_itIsARangeOrAMistake(@ForAll String text) {
    Kind.Reading<List<AddressRange>> reading = AddressRange.LIST.read(List.of(text));

    assertThat(reading.value().orElseThrow()).hasSize(1 - reading.mistakes().size());
  }
}
