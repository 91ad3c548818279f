package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.component.mail.MailMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class OnlyHeadersTest {

    private static final String MESSAGE =
            "Subject: x\r\nCamelFileName: ../../etc/passwd\r\nCAMELExecCommandExecutable: sh\r\n"
                    + "org.apache.camel.x: y\r\nLabel: spam\r\n\r\ntext\r\n";

    /** CVE-2026-33454: fields of a polled mail became headers that steer Camel. */
    @Test
    void noFieldOfAPolledMailBecomesAHeader() throws Exception {
        var mail = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.US_ASCII)));
        try (var context = new DefaultCamelContext()) {
            context.getRegistry().bind("noHeaders", OnlyHeaders.in());

            assertThat(headers(context, mail, "&headerFilterStrategy=#noHeaders"))
                    .isEmpty();
            assertThat(headers(context, mail, "")).containsKey("Label");
        }
    }

    /** As the consumer of a mailbox makes the exchange. */
    private static Map<String, Object> headers(CamelContext context, MimeMessage mail, String option) {
        MailEndpoint endpoint = context.getEndpoint(
                "imap://127.0.0.1:1?username=a&password=b&mapMailMessage=false" + option, MailEndpoint.class);
        var exchange = DefaultExchange.newFromEndpoint(endpoint);
        exchange.setProperty(Exchange.BINDING, endpoint.getBinding());
        exchange.setIn(new MailMessage(exchange, mail, false));
        return exchange.getIn().getHeaders();
    }

    @Test
    void takesWhatIsNamedAndLetsNothingOut() {
        var only = OnlyHeaders.in("label", "by");
        try (var context = new DefaultCamelContext()) {
            var exchange = new DefaultExchange(context);

            assertThat(only.applyFilterToExternalHeaders("label", "spam", exchange))
                    .isFalse();
            assertThat(only.applyFilterToExternalHeaders("CamelKafkaTopic", "x", exchange))
                    .isTrue();
            assertThat(only.applyFilterToCamelHeaders("label", "spam", exchange))
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
