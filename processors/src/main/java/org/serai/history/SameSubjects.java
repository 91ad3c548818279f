package org.serai.history;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeReader;

/**
 * Counts messages of strangers by what their subject says, whoever sends them. Upper and lower case, digits, blanks and signs make no
 * difference. A short subject says nothing, and what a list or the operator speaks for is not counted.
 */
public final class SameSubjects {

    /** Letters of a subject that is told apart from others. */
    private static final int LEAST = 10;

    private static final int MOST = 200;

    private static final List<String> MARKS = List.of("re:", "aw:", "fw:", "fwd:", "wg:");

    private final Rates rates;
    private final MimeReader mime;

    public SameSubjects(Rates rates, MimeReader mime) {
        this.rates = rates;
        this.mime = mime;
    }

    /** So many before are enough. */
    public boolean enough(double before) {
        return before >= rates.options().sameSubject().count();
    }

    /** How many messages had this one's subject, about; null when it is not counted. */
    public @Nullable CompletableFuture<Double> before(Mail mail) {
        String key = key(mail);
        return key == null
                ? null
                : rates.count(key, rates.options().sameSubject().window());
    }

    void count(Mail mail) {
        String key = key(mail);
        if (key != null) {
            rates.add(key, rates.options().sameSubject().window());
        }
    }

    private @Nullable String key(Mail mail) {
        Rate rate = rates.options().sameSubject();
        if (rate.count() == 0 || mail.envelope().client().trusted() || vouchedFor(mail)) {
            return null;
        }
        String said = mime.view(mail).headers().stream()
                .filter(field -> field.is("Subject"))
                .map(field -> letters(text(field.body())))
                .findFirst()
                .orElse("");
        return said.length() < LEAST ? null : "subject/" + rate.period() + " " + Traffic.hash(said);
    }

    private static String text(String body) {
        String cut = body.length() > 4 * MOST ? body.substring(0, 4 * MOST) : body;
        return EncodedWords.decode(cut).toLowerCase(Locale.ROOT).strip();
    }

    /** Without marks of replies in front. */
    private static String letters(String subject) {
        String rest = subject;
        for (boolean more = true; more; ) {
            more = false;
            for (String mark : MARKS) {
                if (rest.startsWith(mark)) {
                    rest = rest.substring(mark.length()).strip();
                    more = true;
                }
            }
        }
        var letters = new StringBuilder();
        rest.codePoints().filter(Character::isLetter).limit(MOST).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static boolean vouchedFor(Mail mail) {
        return mail.findings().stream()
                .anyMatch(finding -> finding.mode() != Mode.MONITOR
                        && (finding.filter().equals("dnswl") || finding.filter().equals("lists"))
                        && (finding.score() < 0 || finding.decides() == Disposition.ACCEPT));
    }
}
