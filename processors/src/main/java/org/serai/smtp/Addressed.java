package org.serai.smtp;

import java.util.Locale;
import java.util.StringJoiner;
import org.serai.mail.Capabilities;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.PathException;
import org.serai.mail.PathParser;
import org.serai.mail.Reply;

/**
 * What MAIL or RCPT says (RFC 5321 section 4.1.2, RFC 1870, RFC 3461, RFC 4954, RFC 6152, RFC 6531). Parameters of an
 * extension that was not announced are refused, once they are known to make sense.
 *
 * @param parameters those of MAIL; what RCPT said besides stands in {@link Path#parameters}
 */
record Addressed(Path path, MailParameters parameters) {

    /**
     * Reads MAIL.
     *
     * @param auth the parameter AUTH is allowed: it is checked and forgotten, since nobody's word counts here but a login
     */
    static Addressed sender(Command command, Capabilities announced, boolean auth) throws Refusal {
        try {
            PathParser.Parsed parsed = PathParser.reverse(command.after("FROM:"), true);
            MailParameters parameters = parameters(Parameters.of(parsed.rest()), auth);
            if ((parameters.eightBit() && !announced.eightBit())
                    || (parameters.utf8() && !announced.utf8())
                    || (!parameters.ret().isEmpty() && !announced.dsn())
                    || (!parameters.envid().isEmpty() && !announced.dsn())) {
                throw Parameters.unknown();
            }
            if (!parameters.utf8()) {
                PathParser.reverse(parsed.path().toString(), false);
            }
            return new Addressed(parsed.path(), parameters);
        } catch (PathException e) {
            throw refusal(e);
        }
    }

    /** Reads RCPT. */
    static Addressed recipient(Command command, boolean utf8, Capabilities announced) throws Refusal {
        try {
            PathParser.Parsed parsed = PathParser.forward(command.after("TO:"), utf8);
            var said = new StringJoiner(" ");
            Parameters given = Parameters.of(parsed.rest());
            given.refuseOthers("NOTIFY", "ORCPT");
            String notify = given.value("NOTIFY");
            if (notify != null) {
                said.add("NOTIFY=" + Dsn.notify(notify));
            }
            String orcpt = given.value("ORCPT");
            if (orcpt != null) {
                said.add("ORCPT=" + Dsn.originalRecipient(orcpt, utf8));
            }
            if (said.length() > 0 && !announced.dsn()) {
                throw Parameters.unknown();
            }
            return new Addressed(parsed.path().with(said.toString()), MailParameters.NONE);
        } catch (PathException e) {
            throw refusal(e);
        }
    }

    private static MailParameters parameters(Parameters given, boolean auth) throws Refusal {
        given.refuseOthers("SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", auth ? "AUTH" : "");
        String size = given.value("SIZE");
        String body = given.value("BODY");
        String utf8 = given.value("SMTPUTF8");
        String ret = given.value("RET");
        String envid = given.value("ENVID");
        String identity = given.value("AUTH");
        if (utf8 != null && !utf8.isEmpty()) {
            throw new Refusal(501, "5.5.4", "SMTPUTF8 takes no value");
        }
        if (identity != null && !Dsn.isXtext(identity, Dsn.MAX_ADDRESS)) {
            throw new Refusal(501, "5.5.4", "AUTH must be an address as xtext");
        }
        return new MailParameters(
                size == null ? 0 : size(size),
                body != null && body(body),
                utf8 != null,
                ret == null ? "" : Dsn.ret(ret),
                envid == null ? "" : Dsn.envelopeId(envid));
    }

    private static long size(String value) throws Refusal {
        long size = Parameters.number(value);
        if (size < 0) {
            throw new Refusal(501, "5.5.4", "SIZE must be a number");
        }
        return size;
    }

    private static boolean body(String value) throws Refusal {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> false;
            case "8BITMIME" -> true;
            default -> throw new Refusal(501, "5.5.4", "BODY must be 7BIT or 8BITMIME");
        };
    }

    static Reply tooLarge(long maxSize) {
        return Reply.of(552, "5.3.4", "Message larger than " + maxSize + " octets");
    }

    private static Refusal refusal(PathException e) {
        return new Refusal(e.status().equals("6.7") ? 553 : 501, "5." + e.status(), e.reason());
    }
}
