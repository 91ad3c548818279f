package org.serai.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.Predicate;
import org.serai.mail.Capabilities;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.Reply;

/**
 * What the backend announced in its reply to EHLO (RFC 5321 section 4.1.1.1).
 *
 * @param keywords in upper case, each with its arguments in upper case
 */
record Extensions(Map<String, Set<String>> keywords) {

    /** After HELO. */
    static final Extensions NONE = new Extensions(Map.of());

    static Extensions of(Answer ehlo) {
        var keywords = new HashMap<String, Set<String>>();
        for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
            List<String> words = words(line.toUpperCase(Locale.ROOT));
            if (!words.isEmpty()) {
                keywords.merge(words.get(0), Set.copyOf(words.subList(1, words.size())), Extensions::union);
            }
        }
        return new Extensions(Map.copyOf(keywords));
    }

    boolean pipelining() {
        return has("PIPELINING");
    }

    boolean startTls() {
        return has("STARTTLS");
    }

    /** What of the door's own extensions it can carry. */
    Capabilities capabilities() {
        return new Capabilities(has("8BITMIME"), has("SMTPUTF8"), has("DSN"));
    }

    /** The words behind a keyword, such as the mechanisms behind {@code AUTH}; empty where it is not announced. */
    Set<String> arguments(String keyword) {
        return keywords.getOrDefault(keyword, Set.of());
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /**
     * The refusal of a mail that the backend cannot carry: 550 5.6.7 (RFC 6531 section 3.5) for one that needs SMTPUTF8;
     * 451 for an 8-bit one, which we do not convert, since that would break signatures, and for one that asks for delivery
     * status notifications, which would not come. These two are for the operator to mend.
     */
    Optional<Reply> lacking(Mail mail, List<Path> recipients) {
        if (utf8(mail, recipients) && !has("SMTPUTF8")) {
            return Optional.of(BackendReplies.NO_UTF8);
        }
        MailParameters said = mail.envelope().parameters();
        if (said.eightBit() && !has("8BITMIME")) {
            return Optional.of(BackendReplies.NO_EIGHT_BIT);
        }
        boolean dsn = !said.ret().isEmpty()
                || !said.envid().isEmpty()
                || recipients.stream().anyMatch(path -> !path.parameters().isEmpty());
        return dsn && !has("DSN") ? Optional.of(BackendReplies.NO_DSN) : Optional.empty();
    }

    /** MAIL with the client's parameters; of those that only help, the ones that the backend knows. */
    String mail(Mail mail, List<Path> recipients) {
        MailParameters said = mail.envelope().parameters();
        var command = new StringBuilder("MAIL FROM:").append(reversePath(mail));
        if (said.size() > 0 && has("SIZE")) {
            command.append(" SIZE=").append(said.size());
        }
        if (said.eightBit()) {
            command.append(" BODY=8BITMIME");
        }
        if (utf8(mail, recipients)) {
            command.append(" SMTPUTF8");
        }
        if (!said.ret().isEmpty()) {
            command.append(" RET=").append(said.ret());
        }
        if (!said.envid().isEmpty()) {
            command.append(" ENVID=").append(said.envid());
        }
        return command.toString();
    }

    static String rcpt(Path path) {
        return "RCPT TO:" + path + (path.parameters().isEmpty() ? "" : " " + path.parameters());
    }

    /** RCPT of a mail, by which nobody is notified who shall not be. */
    String rcpt(Mail mail, Path path) {
        boolean never = mail.envelope().parameters().quiet() && has("DSN");
        return never ? "RCPT TO:" + path + " NOTIFY=NEVER" : rcpt(path);
    }

    private static List<String> words(String line) {
        var tokens = new StringTokenizer(line, " ");
        var words = new ArrayList<String>();
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        var all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
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
