package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.serai.config.Option;
import org.serai.mail.Edits;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;

/**
 * {@code serai:remove-fields}: header fields that a stranger must not set are left out of the copy for the backend: those
 * of these names, and those that claim to be ours (RFC 8601 section 5); also what is one to lax readers only, such as {@code
 * X-Spam -Flag}.
 */
final class RemoveFieldsStep implements Step.OfMail {

    record Options(
            @Option(value = "X-Spam-*, X-Serai-*", doc = "Field names; one may end with *.") List<String> names) {

        Options {
            for (String name : names) {
                int star = name.indexOf('*');
                if (star >= 0 && star < name.length() - 1 || name.length() < 3) {
                    throw new IllegalArgumentException("'" + name + "' must be a field name, with * at its end only");
                }
            }
        }
    }

    private final MimeReader mime;
    private final Predicate<Field> claimsToBeOurs;
    private final List<String> exact = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();

    RemoveFieldsStep(Options options, MimeReader mime, Predicate<Field> claimsToBeOurs) {
        this.mime = mime;
        this.claimsToBeOurs = claimsToBeOurs;
        for (String name : options.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.endsWith("*")) {
                prefixes.add(lower.substring(0, lower.length() - 1));
            } else {
                exact.add(lower);
            }
        }
    }

    @Override
    public Mail next(Mail mail) {
        if (mail.envelope().client().trusted()) {
            return mail;
        }
        var ranges = new ArrayList<Edits.Range>();
        MimeView view = mime.view(mail);
        for (List<Field> fields : List.of(view.headers(), view.doubtful())) {
            for (Field field : fields) {
                if (listed(field.name()) || claimsToBeOurs.test(field)) {
                    ranges.add(new Edits.Range(field.name(), field.from(), field.to()));
                }
            }
        }
        return ranges.isEmpty() ? mail : mail.edited(mail.edits().remove(ranges));
    }

    private boolean listed(String name) {
        for (String prefix : prefixes) {
            if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return true;
            }
        }
        for (String each : exact) {
            if (name.equalsIgnoreCase(each)) {
                return true;
            }
        }
        return false;
    }
}
