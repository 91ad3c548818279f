package org.serai.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.serai.mail.Edits;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/** The {@code X-Spam-*} header fields of a tagged mail, in the form that mail clients and Sieve scripts know. */
public final class SpamFields {

    private static final int FOLD_AT = 76;

    private SpamFields() {}

    /** The mail's edits with the fields in front; {@code required} is the threshold it reached. */
    public static Edits on(Mail mail, double required) {
        double score = mail.verdict().score();
        return mail.edits()
                .prepend(List.of(
                        "X-Spam-Flag: YES",
                        "X-Spam-Score: " + number(score),
                        status(score, required, mail.findings())));
    }

    private static String status(double score, double required, List<Finding> findings) {
        var tests = new ArrayList<String>();
        for (Finding finding : findings) {
            if (!tests.contains(finding.symbol())) {
                tests.add(finding.symbol());
            }
        }
        var out = new StringBuilder("X-Spam-Status: Yes, score=" + number(score) + " required=" + number(required));
        out.append("\r\n\ttests=");
        int lineStart = out.length() - 7;
        for (int i = 0; i < tests.size(); i++) {
            if (out.length() - lineStart + tests.get(i).length() > FOLD_AT) {
                out.append("\r\n\t");
                lineStart = out.length() - 1;
            }
            out.append(tests.get(i)).append(i < tests.size() - 1 ? "," : "");
        }
        return out.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
