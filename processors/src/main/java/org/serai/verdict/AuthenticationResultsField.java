package org.serai.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.serai.config.Option;
import org.serai.identity.AuthenticationResult;
import org.serai.mail.DomainName;
import org.serai.mail.Edits;
import org.serai.mail.Mail;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeView.Field;

/**
 * The header field {@code Authentication-Results} (RFC 8601): ours for what was found, and how to tell one that a stranger
 * wrote in our name.
 */
public final class AuthenticationResultsField {

    private static final String NAME = "Authentication-Results";
    private static final int FOLD_AT = 76;
    private static final int MAX_RESULTS = 20;
    private static final int MAX_VALUE = 255;

    /** Beyond this no authserv-id is looked for; RFC 5322 allows 998 octets a line. */
    private static final int MAX_HEAD = 4000;

    /** Properties under {@code authentication-results.}. */
    public record Options(
            @Option(
                            value = "",
                            doc =
                                    "The authserv-id in Authentication-Results: a name that servers of yours trust, and no"
                                            + " others use; empty: smtp.hostname.")
                    String authservId) {}

    private final String id;

    public AuthenticationResultsField(Options options, String hostname) {
        this.id = options.authservId().isEmpty() ? hostname : options.authservId();
    }

    /** The mail's edits with the field in front; as they are when nothing was asked. */
    public Edits on(Mail mail) {
        List<AuthenticationResult> results = AuthenticationResult.of(mail);
        return results.isEmpty() ? mail.edits() : mail.edits().prepend(List.of(text(results)));
    }

    /** Of many signatures the topmost: their signer chose how many there are. */
    private String text(List<AuthenticationResult> results) {
        var out = new StringBuilder(NAME + ": ").append(value(id));
        int signatures = 0;
        long others = results.stream().filter(r -> !r.method().equals("dkim")).count();
        for (AuthenticationResult result : results) {
            boolean signature = result.method().equals("dkim");
            if (signature && ++signatures + others > MAX_RESULTS) {
                continue;
            }
            out.append(";\r\n\t").append(result.method()).append('=').append(result.result());
            int line = result.method().length() + result.result().length() + 2;
            for (var property : result.properties().entrySet()) {
                String text = property.getKey() + "=" + value(property.getValue());
                boolean folded = line + text.length() > FOLD_AT;
                out.append(folded ? "\r\n\t " : " ").append(text);
                line = (folded ? 2 : line + 1) + text.length();
            }
        }
        return out.toString();
    }

    /** As a token or address where it is one, else in quotes (RFC 8601 section 2.2); nothing in it can end the field. */
    private static String value(String text) {
        var out = new StringBuilder();
        boolean plain = !text.isEmpty();
        for (int i = 0; i < text.length() && i < MAX_VALUE; i++) {
            char c = text.charAt(i);
            plain &= c > ' ' && c < 127 && "()<>,;:\\\"/[]?=".indexOf(c) < 0;
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c >= ' ' && c < 127 ? c : '?');
        }
        return plain ? out.toString() : "\"" + out + "\"";
    }

    /**
     * True for a field of this name that claims to be ours. Told twice: as RFC 8601 reads it, with comments, quotes, a version
     * and folding wherever it allows them, and as a lax reader would, who takes our name for ours wherever it stands before
     * the first result. Upper and lower case and a dot at the end make no difference.
     */
    public boolean claimedBy(Field field) {
        if (!field.is(NAME)) {
            return false;
        }
        String body = field.body();
        String text = EncodedWords.decode(body.substring(0, Math.min(body.length(), MAX_HEAD)));
        int end = text.indexOf(';');
        return words(strict(text)).contains(normal(id))
                || words(end < 0 ? text : text.substring(0, end)).contains(normal(id));
    }

    /** What stands before the first semicolon outside of comments and quotes, without these. */
    private static String strict(String text) {
        var out = new StringBuilder();
        int comments = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && (quoted || comments > 0) && i + 1 < text.length()) {
                i++;
                out.append(comments > 0 ? "" : text.charAt(i));
            } else if (c == '"' && comments == 0) {
                quoted = !quoted;
            } else if (c == '(' && !quoted) {
                comments++;
                out.append(' ');
            } else if (comments > 0) {
                comments -= c == ')' ? 1 : 0;
            } else if (c == ';' && !quoted) {
                break;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Runs of what may stand in a name; also with what else may stand in an authserv-id, which is any token. */
    private static List<String> words(String text) {
        var out = new ArrayList<String>();
        for (String separators : List.of(" \t\r\n", " \t\r\n()<>,;:\\\"/[]?=@")) {
            int start = 0;
            for (int i = 0; i <= text.length(); i++) {
                if (i == text.length() || separators.indexOf(text.charAt(i)) >= 0) {
                    if (i > start) {
                        out.add(normal(text.substring(start, i)));
                    }
                    start = i + 1;
                }
            }
        }
        return out;
    }

    private static String normal(String word) {
        DomainName name = DomainName.of(word);
        return name == null ? word.toLowerCase(Locale.ROOT) : name.ascii();
    }
}
