package org.serai.history;

import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;
import org.serai.mail.Path;

/**
 * A reverse-path without what changes from one mail of the same sender to the next: BATV (draft-levine-smtp-batv), SRS (hash and
 * day), VERP (number of the message, address of the recipient), random names of bounce addresses.
 */
final class NormalizedSender {

    /** A run of letters and digits at least so long, with two digits or more, is no word. */
    private static final int LEAST_OPAQUE = 8;

    private NormalizedSender() {}

    /** {@code <>} for the null reverse-path. */
    static String of(Path reversePath) {
        if (reversePath.isNull()) {
            return "<>";
        }
        AddressKey address = AddressKey.of(reversePath);
        return new AddressKey(withoutNumbers(withoutRecipient(withoutTag(address.local()))), address.domain())
                .toString();
    }

    /** {@code prvs=1234567890=anna}, {@code prvs=anna/1234567890}, {@code SRS0=hash=day=example.net=anna} and {@code SRS1=hash=…}. */
    private static String withoutTag(String local) {
        if (local.startsWith("prvs=")) {
            int next = local.indexOf('=', 5);
            int slash = local.indexOf('/', 5);
            return next > 0 ? local.substring(next + 1) : slash > 5 ? local.substring(5, slash) : local;
        }
        if (local.startsWith("btv1==")) {
            int next = local.indexOf("==", 6);
            return next > 0 ? local.substring(next + 2) : local;
        }
        return local.startsWith("srs0") || local.startsWith("srs1") ? withoutDay(local) : local;
    }

    /** The last two pieces say who it was: domain and local part. */
    private static String withoutDay(String local) {
        int user = local.lastIndexOf('=');
        int domain = user < 0 ? -1 : local.lastIndexOf('=', user - 1);
        return domain < 0 ? local : local.substring(0, 4) + local.substring(domain);
    }

    /** {@code list-return-17-anna=example.org} names its recipient, who stands in the triplet anyway. */
    private static String withoutRecipient(String local) {
        int equals = local.lastIndexOf('=');
        if (equals <= 0 || local.startsWith("srs")) {
            return local;
        }
        DomainName domain = DomainName.of(local.substring(equals + 1));
        if (domain == null || !domain.qualified()) {
            return local;
        }
        int start = Math.max(local.lastIndexOf('-', equals), local.lastIndexOf('+', equals)) + 1;
        return local.substring(0, start) + "*";
    }

    /** Digits are {@code #}; with the first piece that is random the rest is, too. */
    private static String withoutNumbers(String local) {
        var out = new StringBuilder(local.length());
        int at = 0;
        while (at < local.length()) {
            int end = at;
            int digits = 0;
            while (end < local.length() && Character.isLetterOrDigit(local.charAt(end))) {
                digits += Character.isDigit(local.charAt(end)) ? 1 : 0;
                end++;
            }
            if (end - at >= LEAST_OPAQUE && digits >= 2) {
                return out.append('#').toString();
            }
            append(local, at, end, out);
            if (end < local.length()) {
                out.append(local.charAt(end));
            }
            at = end + 1;
        }
        return out.toString();
    }

    private static void append(String local, int from, int to, StringBuilder out) {
        for (int i = from; i < to; i++) {
            if (!Character.isDigit(local.charAt(i))) {
                out.append(local.charAt(i));
            } else if (out.isEmpty() || out.charAt(out.length() - 1) != '#') {
                out.append('#');
            }
        }
    }
}
