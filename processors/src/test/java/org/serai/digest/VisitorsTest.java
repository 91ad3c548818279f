package org.serai.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.serai.mail.Network;

class VisitorsTest {

    private final ManualClock clock = new ManualClock();
    private final Visitors visitors = new Visitors(2, clock);

    private static InetAddress client(String address) {
        return Network.literal(address);
    }

    @Test
    void whoComesTooOftenWaitsForTheNextMinute() {
        assertThat(visitors.welcome(client("192.0.2.1"))).isTrue();
        assertThat(visitors.welcome(client("192.0.2.1"))).isTrue();
        assertThat(visitors.welcome(client("192.0.2.1"))).isFalse();
        assertThat(visitors.welcome(client("192.0.2.2"))).isTrue();

        clock.add(Duration.ofSeconds(61));
        assertThat(visitors.welcome(client("192.0.2.1"))).isTrue();
    }

    @Test
    void aNetworkOfIpv6IsOneClient() {
        assertThat(visitors.welcome(client("2001:db8::1"))).isTrue();
        assertThat(visitors.welcome(client("2001:db8::2"))).isTrue();
        assertThat(visitors.welcome(client("2001:db8::3"))).isFalse();
        assertThat(visitors.welcome(client("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void strangersBeyondWhatIsRememberedWait() {
        for (int i = 0; i < Visitors.MOST; i++) {
            assertThat(visitors.welcome(client("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256)))
                    .isTrue();
        }
        assertThat(visitors.welcome(client("192.0.2.1"))).isFalse();
        assertThat(visitors.welcome(client("10.0.0.1"))).isTrue();
    }
}
