package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.mail.Phase;
import org.serai.tracing.MailTraces;

/** What JConsole, Hawtio and others see of a policy. */
class JmxTest {

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    Path home;

    private Set<ObjectName> named(String context, String type, String name) throws Exception {
        return beans.queryNames(
                new ObjectName("org.apache.camel:context=" + context + ",type=" + type + ",name=" + name), null);
    }

    @Test
    void routesAndStepsAreMBeansByTheirIds() throws Exception {
        try (var policy = new TestPolicy(home, Map.of(), new Insight(MailTraces.OFF, true, false))) {
            policy.decide(Mails.at(Phase.HELO));

            assertThat(named("policy-1", "routes", "\"data\"")).hasSize(1);
            ObjectName route =
                    named("policy-1", "routes", "\"helo\"").iterator().next();
            assertThat(beans.getAttribute(route, "ExchangesTotal")).isEqualTo(1L);
            assertThat(beans.getAttribute(route, "RouteId")).isEqualTo("helo");
            ObjectName step =
                    named("policy-1", "processors", "\"helo-helo\"").iterator().next();
            assertThat(beans.getAttribute(step, "ExchangesTotal")).isEqualTo(1L);

            policy.generations.reload();

            assertThat(named("policy-2", "routes", "\"helo\"")).hasSize(1);
            await().untilAsserted(
                            () -> assertThat(named("policy-1", "routes", "*")).isEmpty());
        }
    }

    @Test
    void thereAreNoneUnlessWanted() throws Exception {
        try (var policy = new TestPolicy(home)) {
            assertThat(policy.generations.current().routes()).isNotEmpty();
            assertThat(named("policy-*", "routes", "*")).isEmpty();
        }
    }
}
