package org.serai.verdict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Path;
import org.serai.mail.PathException;
import org.serai.mail.PathParser;

/**
 * A message as it came, from what was kept of it: its envelope, and what SPF, DKIM, ARC and DMARC said then, which nobody is asked about
 * again. Nothing is found about it yet, and nobody is notified of what becomes of it.
 *
 * @param recipients all of the envelope, in its order
 */
public record KeptMail(Envelope envelope, List<Path> recipients, @Nullable String facts) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads the line that was kept with a message.
     *
     * @throws IOException when it is that of another, or none
     */
    public static KeptMail parse(String id, String line) throws IOException {
        try {
            JsonNode event = JSON.readTree(line);
            if (!event.path("id").asText().equals(id)) {
                throw new IOException(id + ": what was kept with it is about another message");
            }
            JsonNode said = event.path("envelope");
            List<Path> recipients = recipients(said.path("rcptTo"));
            var parameters = new MailParameters(
                    0, said.path("eightBit").asBoolean(), said.path("utf8").asBoolean(), "", "", true);
            Envelope envelope = Envelope.connected(client(said.path("client")))
                    .secured(said.path("tls").asText())
                    .greeted(said.path("helo").asText(), true)
                    .from(
                            PathParser.reverse("<" + said.path("mailFrom").asText() + ">", true)
                                    .path(),
                            parameters)
                    .only(recipients);
            JsonNode facts = event.path("facts");
            return new KeptMail(envelope, recipients, facts.isObject() ? facts.toString() : null);
        } catch (JsonProcessingException | PathException | IllegalArgumentException e) {
            throw new IOException(id + ": what was kept with it cannot be read", e);
        }
    }

    private static List<Path> recipients(JsonNode said) throws PathException {
        var out = new ArrayList<Path>();
        for (JsonNode each : said) {
            out.add(PathParser.forward("<" + each.asText() + ">", true).path());
        }
        return List.copyOf(out);
    }

    private static Client client(JsonNode said) {
        InetAddress address = Network.literal(said.path("ip").asText());
        return new Client(
                address,
                said.path("port").asInt(),
                said.path("name").asText(),
                said.path("trusted").asBoolean(),
                said.path("login").asText());
    }

    /**
     * The mail at DATA, for some of its recipients.
     *
     * @param id of this attempt
     * @param until when filters must be done
     */
    public Mail mail(String id, Instant now, Content content, List<Path> some, Deadline until) throws IOException {
        Envelope known = envelope.only(some);
        Mail mail = Mail.connected(id, now, known.client(), until).received(content, known, until);
        if (facts != null) {
            try {
                Facts.assume(JSON.readTree(facts), mail);
            } catch (IllegalArgumentException e) {
                throw new IOException(id + ": the facts that were kept cannot be read", e);
            }
        }
        mail.keep(content.sha256());
        return mail;
    }
}
