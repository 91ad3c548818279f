package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsolesTest {

    private static final String SECRET = "s3cr3t";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("imap://127.0.0.1:1?username=RAW(user)&password=RAW(" + SECRET + "&x)&delay=3600000")
                        .routeId("mailbox")
                        .to("direct:nowhere?block=false&failIfNoConsumers=false");
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void noneOfThemShowsAPasswordOfAnEndpoint() {
        for (var console : Consoles.all()) {
            assertThat(Consoles.text(console.getId(), context, Map.of("processors", "true")))
                    .as(console.getId())
                    .doesNotContain(SECRET);
            assertThat(Consoles.json(console.getId(), context, Map.of("processors", "true"))
                            .toJson())
                    .as(console.getId())
                    .doesNotContain(SECRET);
        }
        assertThat(Consoles.text("route", context, Map.of())).contains("Id: mailbox", "imap://", "xxxxxx");
        assertThat(Consoles.json("route", context, Map.of()).toJson()).contains("mailbox", "xxxxxx");
    }

    @Test
    void whatChangesSomethingOrShowsMailOrPasswordsIsNotThere() {
        assertThat(Consoles.parameters("route")).containsExactlyInAnyOrder("filter", "limit", "processors");
        for (String id : new String[] {
            "send",
            "receive",
            "reload",
            "debug",
            "log",
            "trace",
            "browse",
            "message-history",
            "variables",
            "event",
            "eval-language",
            "properties",
            "system-properties",
            "jvm",
            "bean",
            "main-configuration",
            "route-controller"
        }) {
            assertThat(Consoles.parameters(id)).as(id).isNull();
        }
        assertThat(Consoles.all()).allSatisfy(console -> assertThat(Consoles.parameters(console.getId()))
                .doesNotContain("action", "command"));
    }
}
