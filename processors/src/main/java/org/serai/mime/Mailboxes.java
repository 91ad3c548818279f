package org.serai.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/**
 * Whom fields such as From and Reply-To name (RFC 5322 section 3.4). What lax readers take for an address is one.
 *
 * @param fields how many there are
 * @param domains of the addresses, each once, in order; those of members of groups too
 * @param name what mail programs show in the place of the addresses, decoded: all phrases, quoted strings and comments; at most
 *     {@value #MAX_NAME} octets are read
 * @param trouble why they cannot be read with certainty, in our words; empty where they can
 * @param unread whose address has no domain, or was not read, in our words; empty: nobody's
 */
public record Mailboxes(int fields, List<DomainName> domains, String name, String trouble, String unread) {

    /** More mailboxes than this are not read. */
    private static final int MAX_MAILBOXES = 100;

    static final int MAX_NAME = 500;

    public Mailboxes {
        domains = List.copyOf(domains);
    }

    /** Of all fields of this name. */
    public static Mailboxes of(MimeView view, String field) {
        var reading = new Reading();
        int fields = 0;
        for (MimeView.Field each : view.headers()) {
            if (each.is(field)) {
                fields++;
                reading.field(each.body());
            }
        }
        return new Mailboxes(
                fields,
                List.copyOf(reading.domains),
                EncodedWords.decode(reading.name.toString()).strip(),
                reading.trouble,
                reading.unread);
    }

    private static final class Reading {

        private final Set<DomainName> domains = new LinkedHashSet<>();
        private final StringBuilder name = new StringBuilder();
        private String trouble = "";
        private String unread = "";

        void trouble(String what) {
            trouble = trouble.isEmpty() ? what : trouble;
        }

        void field(String body) {
            StructuredText text = StructuredText.of(body);
            if (!text.closed()) {
                trouble("a quote or comment is not closed");
            }
            name(body, text.text().indexOf('<') >= 0);
            List<String> mailboxes = mailboxes(text.text());
            if (mailboxes.size() > MAX_MAILBOXES) {
                unread = "more than " + MAX_MAILBOXES + " mailboxes";
            }
            mailboxes.stream().limit(MAX_MAILBOXES).forEach(this::mailbox);
        }

        /**
         * What stands outside of angle brackets; where there are none, what is quoted or a comment. Quotes and comments are those of
         * {@link StructuredText}.
         */
        private void name(String body, boolean brackets) {
            int comments = 0;
            boolean quoted = false;
            boolean address = !brackets;
            if (!name.isEmpty()) {
                name.append(' ');
            }
            for (int i = 0; i < body.length() && name.length() < MAX_NAME; i++) {
                char c = body.charAt(i);
                boolean inside = quoted || comments > 0;
                if (c == '\\' && inside && i + 1 < body.length()) {
                    name.append(body.charAt(++i));
                } else if (c == '"' && comments == 0) {
                    quoted = !quoted;
                } else if (c == '(' && !quoted) {
                    comments++;
                    name.append(' ');
                } else if (c == ')' && comments > 0) {
                    comments--;
                } else if (!inside && brackets && (c == '<' || c == '>')) {
                    address = c == '<';
                } else if (inside || !address) {
                    name.append(c);
                }
            }
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
                        trouble("an address stands where a group has its name");
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
                trouble("a mailbox has more than an address behind its name");
            }
            // One ends where the next begins, so that a row of brackets is read once.
            for (int at = open; at >= 0; ) {
                int next = text.indexOf('<', at + 1);
                String piece = text.substring(at + 1, next < 0 ? text.length() : next);
                int end = piece.indexOf('>');
                address(end < 0 ? piece : piece.substring(0, end));
                at = next;
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
                trouble("an address has no local part that could be told");
            }
            if (domain.startsWith("[")) {
                unread = unread.isEmpty() ? "an address literal" : unread;
                return;
            }
            String unicode = utf8(domain);
            DomainName name = unicode == null ? null : DomainName.of(unicode);
            if (name == null) {
                trouble("the domain of an address is none");
                unread = unread.isEmpty() ? "a domain that is none" : unread;
            } else if (domains.size() < MAX_MAILBOXES) {
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
