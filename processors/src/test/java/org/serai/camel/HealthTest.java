package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.serai.delivery.Group;

class HealthTest {

    private static Group group(String mail, boolean inbound, boolean... reachable) {
        var servers = new ArrayList<org.serai.delivery.Health>();
        for (int i = 0; i < reachable.length; i++) {
            servers.add(
                    new org.serai.delivery.Health("smtp://" + mail + i, reachable[i], reachable[i] ? "" : "refused"));
        }
        return new Group(mail, inbound, servers);
    }

    private static HealthCheck.Result ask(Group... groups) {
        Health health = Health.ofBackends(() -> List.of(groups));
        health.setCamelContext(new DefaultCamelContext());
        return health.call(Map.of());
    }

    @Test
    void oneServerOfEachGroupIsEnough() {
        var result = ask(group("usual", true, false, true), group("other", true, true));
        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getDetails())
                .containsEntry("smtp://usual0", "refused")
                .containsEntry("smtp://usual1", "up");
    }

    @Test
    void aGroupThatInboundMailNeedsIsNotStoodForByOthers() {
        var result = ask(group("usual", true, false, false), group("other", true, true));
        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(result.getDetails()).containsEntry("usual", "no server can be reached");
        assertThat(result.getMessage()).hasValueSatisfying(message -> assertThat(message)
                .startsWith("usual: deferred with 451")
                .contains("backend.uri"));
        assertThat(ask(group("usual", true, true), group("other", true, false)).getState())
                .isEqualTo(HealthCheck.State.DOWN);
    }

    @Test
    void aDeadSmarthostIsOnlyTold() {
        var result = ask(group("usual", true, true), group("outbound", false, false));
        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getDetails()).containsEntry("outbound", "no server can be reached");
    }
}
