package org.serai.identity.dmarc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;
import org.serai.mime.MimeView;
import org.serai.mime.StructuredText;

/**
 * Whose mail it says it is: the domains in the header From (RFC 9989 section 5.3.1, RFC 5322 section 3.6.2).
 *
 * @param domains each once, in order; those of all From fields and of members of groups too
 * @param trouble why it cannot be read with certainty, in our words; empty where it can
 * @param unjudged who of the authors has no domain that could be asked, in our words; empty: nobody
 */
public record HeaderFrom(List<DomainName> domains, String trouble, String unjudged) {

    /** More mailboxes than this are not read. */
    private static final int MAX_MAILBOXES = 100;

    /** Further domains are not asked for (RFC 9989 section 11.5). */
    private static final int MAX_AUTHORS = 5;

    public HeaderFrom {
        domains = List.copyOf(domains);
    }

    /**
     * The domains that DMARC asks for: the first five.
     */
    public List<DomainName> authors() {
        return domains.subList(0, Math.min(domains.size(), MAX_AUTHORS));
    }

    /**
     * The domain of all authors, null where there is none or more than one. Also where the field is malformed or doubled but
     * names one domain only: else a slip of the sender's own making would be a way around DMARC.
     */
    public @Nullable DomainName author() {
        return domains.size() == 1 ? domains.get(0) : null;
    }

    /** Of a message. */
    public static HeaderFrom of(MimeView view) {
        var reading = new Reading();
        int fields = 0;
        for (MimeView.Field field : view.headers()) {
            if (field.is("From")) {
                fields++;
                reading.field(field.body());
            }
        }
        // To lax readers it is the sender.
        for (MimeView.Field field : view.doubtful()) {
            if (field.is("From")) {
                reading.trouble("a From field with a broken name");
            }
        }
        if (fields > 1) {
            reading.trouble("more than one From field");
        }
        if (fields == 0 && view.headerTruncated()) {
            reading.trouble("the header is too large to find From in it");
        }
        if (reading.domains.size() > MAX_AUTHORS) {
            reading.unjudged = "more than " + MAX_AUTHORS + " domains";
        }
        return new HeaderFrom(List.copyOf(reading.domains), reading.trouble, reading.unjudged);
    }

    private static final class Reading {

        private final Set<DomainName> domains = new LinkedHashSet<>();
        private String trouble = "";
        private String unjudged = "";

        void trouble(String what) {
            trouble = trouble.isEmpty() ? what : trouble;
        }

        void field(String body) {
            StructuredText text = StructuredText.of(body);
            if (!text.closed()) {
                trouble("a quote or comment in From is not closed");
            }
            List<String> mailboxes = mailboxes(text.text());
            if (mailboxes.size() > MAX_MAILBOXES) {
                unjudged = "more than " + MAX_MAILBOXES + " mailboxes";
            }
            mailboxes.stream().limit(MAX_MAILBOXES).forEach(this::mailbox);
        }

        /**
         * Cut at commas and at the ends of groups; a route within brackets holds both. Names of groups are left out, but for what
         * a lax reader takes for an address.
         */
        private List<String> mailboxes(String text) {
            var out = new ArrayList<String>();
            boolean inside = false;
            int start = 0;
            for (int i = 0; i <= text.length() && out.size() <= MAX_MAILBOXES; i++) {
                char c = i < text.length() ? text.charAt(i) : ',';
                inside = c == '<' || inside && c != '>' && i < text.length();
                if (!inside && (c == ',' || c == ';')) {
                    String piece = text.substring(start, i).strip();
                    if (!piece.isEmpty()) {
                        out.add(piece);
                    }
                    start = i + 1;
                } else if (!inside && c == ':') {
                    String name = text.substring(start, i).strip();
                    if (name.indexOf('@') >= 0) {
                        trouble("an address in From stands where a group has its name");
                        out.add(name);
                    }
                    start = i + 1;
                }
            }
            return out;
        }

        private void mailbox(String text) {
            int open = text.indexOf('<');
            if (open < 0) {
                address(text);
                return;
            }
            int close = text.indexOf('>', open);
            if (close != text.length() - 1) {
                trouble("a mailbox in From has more than an address behind its name");
            }
            for (int at = open; at >= 0; at = text.indexOf('<', at + 1)) {
                int end = text.indexOf('>', at);
                address(text.substring(at + 1, end < 0 ? text.length() : end));
            }
        }

        private void address(String text) {
            String address = text.strip();
            int route = address.startsWith("@") ? address.indexOf(':') + 1 : 0;
            int at = address.lastIndexOf('@');
            if (at < 0) {
                // 'From: Anna', or a group without members: nobody is named.
                return;
            }
            String local = address.substring(Math.min(route, at), at).strip();
            String domain = address.substring(at + 1).strip();
            if (local.isEmpty() || hasBlank(local) || local.indexOf('@') >= 0) {
                trouble("an address in From has no local part that could be told");
            }
            if (domain.startsWith("[")) {
                unjudged = unjudged.isEmpty() ? "an address literal" : unjudged;
                return;
            }
            String unicode = utf8(domain);
            DomainName name = unicode == null ? null : DomainName.of(unicode);
            if (name == null) {
                trouble("the domain of an address in From is none");
            } else {
                domains.add(name);
            }
        }

        private static boolean hasBlank(String text) {
            return text.chars().anyMatch(c -> c <= ' ');
        }

        /** One char an octet; null when the octets are no UTF-8 (RFC 6532). */
        private static @Nullable String utf8(String octets) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                        .toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }
}
