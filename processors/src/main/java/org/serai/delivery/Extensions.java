package org.serai.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.Reply;

/** What the backend announced in its reply to EHLO (RFC 5321 section 4.1.1.1), by keywords in upper case. */
record Extensions(Set<String> keywords) {

    /** After HELO. */
    static final Extensions NONE = new Extensions(Set.of());

    static Extensions of(Answer ehlo) {
        var keywords = new HashSet<String>();
        for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
            int space = line.indexOf(' ');
            keywords.add((space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT));
        }
        return new Extensions(Set.copyOf(keywords));
    }

    boolean pipelining() {
        return keywords.contains("PIPELINING");
    }

    boolean startTls() {
        return keywords.contains("STARTTLS");
    }

    /**
     * The refusal of a mail that the backend cannot carry: 550 5.6.7 (RFC 6531 section 3.5) for one that needs SMTPUTF8,
     * 451 4.6.3 for an 8-bit one, which is for the operator to mend and which we do not convert, since that would break
     * signatures.
     */
    Optional<Reply> lacking(Mail mail, List<Path> recipients) {
        if (utf8(mail, recipients) && !keywords.contains("SMTPUTF8")) {
            return Optional.of(BackendReplies.NO_UTF8);
        }
        if (mail.envelope().parameters().eightBit() && !keywords.contains("8BITMIME")) {
            return Optional.of(BackendReplies.NO_EIGHT_BIT);
        }
        return Optional.empty();
    }

    /** MAIL with the client's parameters that the backend knows. */
    String mail(Mail mail, List<Path> recipients) {
        MailParameters said = mail.envelope().parameters();
        var command = new StringBuilder("MAIL FROM:").append(reversePath(mail));
        if (said.size() > 0 && keywords.contains("SIZE")) {
            command.append(" SIZE=").append(said.size());
        }
        if (said.eightBit()) {
            command.append(" BODY=8BITMIME");
        }
        if (utf8(mail, recipients)) {
            command.append(" SMTPUTF8");
        }
        return command.toString();
    }

    private static Path reversePath(Mail mail) {
        Path path = mail.envelope().mailFrom();
        if (path == null) {
            throw new IllegalArgumentException("a mail without a reverse-path");
        }
        return path;
    }

    private static boolean utf8(Mail mail, List<Path> recipients) {
        Predicate<Path> foreign = path -> path.text().chars().anyMatch(c -> c > 126);
        return mail.envelope().parameters().utf8()
                || foreign.test(reversePath(mail))
                || recipients.stream().anyMatch(foreign);
    }
}
