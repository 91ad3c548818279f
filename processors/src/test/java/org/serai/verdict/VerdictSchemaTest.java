package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Release;
import org.serai.mail.Weight;

/** Consumers rely on docs/schema; the tests with whole mails check each event that they see as well. */
class VerdictSchemaTest {

    private final VerdictEvent event = new VerdictEvent(Clock.fixed(Mails.NOW, ZoneOffset.UTC));

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    @Test
    void whatSeraiWritesIsValid() throws IOException {
        Mail found = Mails.data(Mails.MESSAGE)
                .with(List.of(Finding.of("HELO_BARE_IP", "It is an address.")
                        .withEvidence("helo", "192.0.2.1")
                        .judged("helo", Mode.SCORE, Weight.points(2), "b@example.org", 12)));
        assertThat(VerdictSchema.problems(json(event.line(found, Disposition.REJECT, "550 5.7.1 No"))))
                .isEmpty();
        assertThat(VerdictSchema.problems(json(event.line(Mails.at(Phase.CONNECT), null, ""))))
                .isEmpty();
        assertThat(VerdictSchema.problems(json(event.abandoned(Mails.at(Phase.RCPT_TO)))))
                .isEmpty();
        assertThat(VerdictSchema.problems(json(event.intent(found)))).isEmpty();
        var order = new Release(Mails.ID, "anna", true, false);
        found.keep(order);
        assertThat(VerdictSchema.problems(json(event.line(found, Disposition.ACCEPT, "250 2.0.0 Ok"))))
                .isEmpty();
        assertThat(VerdictSchema.problems(json(event.deleted("06h0v0awfz6n1xpc", order))))
                .isEmpty();
    }

    @Test
    void whatTheSchemaDoesNotKnowIsAProblem() throws IOException {
        String line = event.line(Mails.data(Mails.MESSAGE), Disposition.ACCEPT, "250 2.0.0 Ok");
        assertThat(VerdictSchema.problems(json(line.replace("\"score\"", "\"points\""))))
                .isNotEmpty();
        assertThat(VerdictSchema.problems(json(line.replace("\"ACCEPT\"", "\"ACCEPTED\""))))
                .isNotEmpty();
        assertThat(VerdictSchema.problems(json(line.replace("\"helo\":\"", "\"ehlo\":\""))))
                .isNotEmpty();
    }
}
