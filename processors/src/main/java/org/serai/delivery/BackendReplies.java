package org.serai.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.serai.mail.Reply;

/**
 * What our client hears of what the backend said.
 *
 * <p>Replies about sender, recipient and content pass through, sanitised, with an enhanced status code where they lack one.
 * Those about the relation of Serai and backend (not allowed to relay, to log in, to say a command) must bounce nobody: they
 * become {@code 451 4.3.5} and an alert. {@code 421} ends the backend's connection, not our session: {@code 451 4.3.2}.
 */
final class BackendReplies {

    static final Reply UNREACHABLE = Reply.of(451, "4.4.1", "The mail server cannot be reached; try again later");
    static final Reply LOST = Reply.of(451, "4.4.2", "The connection to the mail server was lost; try again later");
    static final Reply ENDED = Reply.of(451, "4.4.2", "The client has gone; the mail was not handed on");
    static final Reply BUSY = Reply.of(451, "4.3.2", "The mail server is busy; try again later");
    static final Reply SETTING = Reply.of(451, "4.3.5", "The mail server is misconfigured; try again later");
    static final Reply FAILED = Reply.of(451, "4.3.0", "The mail could not be handed on; try again later");
    static final Reply UNEXPECTED = Reply.of(451, "4.5.0", "The mail server gave no proper reply; try again later");
    static final Reply NO_UTF8 = Reply.of(550, "5.6.7", "The mail server does not take internationalized mail");
    static final Reply NO_EIGHT_BIT = Reply.of(451, "4.6.3", "The mail server does not take 8-bit mail");
    static final Reply NO_DSN = Reply.of(451, "4.3.3", "The mail server does not take requests for delivery status");
    static final Reply ANOTHER_TRANSACTION =
            Reply.of(452, "4.5.3", "Send this recipient in another transaction, right after this one");
    static final Reply NO_RECIPIENT = Reply.of(554, "5.5.1", "No valid recipients");

    /** Our own words about the backend, which do not name the mail as the backend's may. */
    private static final Set<Reply> OWN = Set.of(
            UNREACHABLE,
            LOST,
            ENDED,
            BUSY,
            SETTING,
            FAILED,
            UNEXPECTED,
            NO_UTF8,
            NO_EIGHT_BIT,
            NO_DSN,
            ANOTHER_TRANSACTION,
            NO_RECIPIENT);

    /** Lines of a reply that go on. */
    static final int MAX_LINES = 10;

    private static final Set<Integer> RELATION = Set.of(500, 501, 502, 503, 504, 530, 534, 535, 538, 555);
    /**
     * What the backend says of whoever it takes for its client (Postfix, with its own lists and those of the DNS; Exim's list in
     * the DNS): of us, unless it knows better by XCLIENT.
     */
    private static final List<String> CLIENT_WORDS = List.of(
            "client host rejected",
            "helo command rejected",
            "client host [",
            "helo command [",
            "is in a black list at");

    /** The same by RFC 7372: SPF that failed or could not be tried, and the name of the client's address. */
    private static final Set<String> CLIENT_STATUS = Set.of("5.7.23", "5.7.24", "5.7.25");

    private BackendReplies() {}

    /** What was asked. */
    enum Step {
        /** Greeting and EHLO. */
        CONNECT,
        MAIL,
        RCPT,
        DATA,
        /** The end-of-data mark. */
        CONTENT
    }

    /**
     * A reply for our client.
     *
     * @param alert an operator must act
     */
    record Mapped(Reply reply, boolean alert) {}

    /** @param introduced XCLIENT has told the backend on this connection who our client is: it means that one */
    static Mapped map(Step step, Answer answer, boolean introduced) {
        int code = answer.code();
        if (code == 421) {
            return new Mapped(BUSY, false);
        }
        if (code >= 300 && code < 400) {
            return new Mapped(UNEXPECTED, true);
        }
        List<String> lines = answer.lines();
        String first = lines.get(0);
        int space = first.indexOf(' ');
        String word = space < 0 ? first : first.substring(0, space);
        String given = Reply.isStatus(word) ? word : "";
        boolean client = introduced && client(given, lines);
        if (code >= 500 && !client && relation(step, code, given, lines)) {
            return new Mapped(SETTING, true);
        }
        if ((step == Step.CONNECT && !client) || (step == Step.DATA && code < 300)) {
            return new Mapped(code < 300 ? UNEXPECTED : UNREACHABLE, code < 300);
        }
        boolean fits = !given.isEmpty() && given.charAt(0) - '0' == code / 100;
        String status = fits ? given : status(step, code);
        // Any 2xx takes the content (RFC 5321 section 4.2.1); the client knows 250 for it.
        int told = step == Step.CONTENT && code < 300 ? 250 : code;
        return new Mapped(new Reply(told, status, text(given, lines, code)), false);
    }

    /** With the mail id where the words are ours; the backend's stay as they are. */
    static Reply about(String mailId, Reply reply) {
        return OWN.contains(reply) ? reply.about(mailId) : reply;
    }

    /** ASCII without control characters, others as question marks. */
    static String printable(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c > '~' ? '?' : c);
        }
        return out.toString();
    }

    /**
     * 500–504 count, but for those that say that an address is at fault: {@code 501 5.1.7 Bad sender address syntax},
     * {@code 504 5.5.2 <x>: Sender address rejected: need fully-qualified address} of Postfix. A refusal to relay has the status 5.7.x or none, and says so in words outside of addresses.
     * What is said of the client before the content can mean no other than Serai; after it, the backend may have read Received.
     */
    private static boolean relation(Step step, int code, String status, List<String> lines) {
        if (step == Step.CONNECT) {
            return true;
        }
        boolean address = status.startsWith("5.1.") || says(lines, "address rejected");
        if (RELATION.contains(code) && !address) {
            return true;
        }
        if (step == Step.CONTENT || !(status.isEmpty() || status.startsWith("5.7."))) {
            return false;
        }
        return client(status, lines)
                || says(lines, "rcpthosts")
                || lines.stream().anyMatch(line -> saysRelay(line.toLowerCase(Locale.ROOT)));
    }

    /** Speaks of the backend's client. */
    private static boolean client(String status, List<String> lines) {
        return CLIENT_STATUS.contains(status) || CLIENT_WORDS.stream().anyMatch(words -> says(lines, words));
    }

    private static boolean says(List<String> lines, String words) {
        return lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(words));
    }

    private static boolean saysRelay(String text) {
        int from = 0;
        while (from < text.length()) {
            int space = text.indexOf(' ', from);
            int end = space < 0 ? text.length() : space;
            int at = text.indexOf("relay", from);
            if (at >= from && at < end && text.substring(from, end).indexOf('@') < 0) {
                return true;
            }
            from = end + 1;
        }
        return false;
    }

    /** The enhanced status that a basic code stands for at this step (RFC 5321 section 4.2.3, RFC 3463). */
    private static String status(Step step, int code) {
        boolean content = step == Step.CONTENT || step == Step.DATA || step == Step.CONNECT;
        return switch (code) {
            case 452 -> "4.3.1";
            case 551 -> "5.1.6";
            case 552 -> step == Step.RCPT ? "5.2.2" : "5.3.4";
            case 553 -> step == Step.MAIL ? "5.1.7" : content ? "5.0.0" : "5.1.3";
            default -> code / 100 + (code >= 300 || content ? ".0.0" : step == Step.MAIL ? ".1.0" : ".1.5");
        };
    }

    private static List<String> text(String status, List<String> lines, int code) {
        var out = new ArrayList<String>();
        for (String line : lines.subList(0, Math.min(lines.size(), MAX_LINES))) {
            boolean repeats = !status.isEmpty()
                    && line.startsWith(status)
                    && (line.length() == status.length() || line.charAt(status.length()) == ' ');
            out.add(printable(repeats ? line.substring(status.length()) : line).strip());
        }
        if (out.size() == 1 && out.get(0).isEmpty()) {
            return List.of(code < 300 ? "OK" : "Refused by the mail server");
        }
        return out;
    }
}
