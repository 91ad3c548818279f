package org.serai.identity.dmarc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.identity.DmarcResult.Policy;

/**
 * A DMARC record (RFC 9989 sections 4.7 and 4.8). What it says wrongly has its default value; {@code pct}, {@code rf} and
 * {@code ri} of RFC 7489 are unknown tags now, which are ignored.
 *
 * @param policy {@code p=}, NONE where it is missing; null where it, {@code sp=} or {@code np=} is no policy and no
 *     {@code rua=} stands for the owner's interest: the record then asks for nothing (section 4.10.1)
 * @param subdomains {@code sp=}, or null
 * @param nonExistent {@code np=}, or null
 * @param strictDkim {@code adkim=s}
 * @param strictSpf {@code aspf=s}
 * @param testing {@code t=y}
 * @param failureOptions {@code fo=}
 * @param reports {@code rua=}: URIs, without the size that RFC 7489 allowed behind them
 * @param errors what is wrong with it, in our words
 */
public record DmarcRecord(
        @Nullable Policy policy,
        @Nullable Policy subdomains,
        @Nullable Policy nonExistent,
        boolean strictDkim,
        boolean strictSpf,
        PublicSuffix publicSuffix,
        boolean testing,
        String failureOptions,
        List<String> reports,
        List<String> errors) {

    /** {@code psd=}: is the domain a public suffix? */
    public enum PublicSuffix {
        YES,
        NO,
        UNKNOWN
    }

    /** More tags or report addresses than this are not read. */
    private static final int MAX_TAGS = 50;

    private static final int MAX_REPORTS = 20;
    private static final int MAX_ERRORS = 5;
    private static final int MAX_SHOWN = 60;

    public DmarcRecord {
        reports = List.copyOf(reports);
        errors = List.copyOf(errors);
    }

    /** Null when the text is no record of this version of DMARC: it does not begin with {@code v=DMARC1}. */
    public static @Nullable DmarcRecord parse(String text) {
        int end = end(text, 0);
        int equals = text.indexOf('=');
        if (equals < 0
                || equals > end
                || !trim(text, 0, equals).equalsIgnoreCase("v")
                || !trim(text, equals + 1, end).equals("DMARC1")) {
            return null;
        }
        return new Reading(text, end).record();
    }

    /** What applies to a domain of the header From. */
    Policy policyFor(boolean itself, boolean exists) {
        Policy said = policy == null ? Policy.NONE : policy;
        Policy found = said;
        if (!itself) {
            found = subdomains == null ? said : subdomains;
            found = exists || nonExistent == null ? found : nonExistent;
        }
        return testing ? lowered(found) : found;
    }

    /** True when it makes a difference whether the subdomain exists. */
    boolean asksForExistence() {
        return nonExistent != null && nonExistent != (subdomains == null ? policy : subdomains);
    }

    /** Section 4.7, tag {@code t}: one level below. */
    private static Policy lowered(Policy policy) {
        return switch (policy) {
            case REJECT -> Policy.QUARANTINE;
            case QUARANTINE, NONE -> Policy.NONE;
        };
    }

    private static int end(String text, int from) {
        int semicolon = text.indexOf(';', from);
        return semicolon < 0 ? text.length() : semicolon;
    }

    /** Only spaces and tabs are white space here. */
    private static String trim(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && blank(text.charAt(start))) {
            start++;
        }
        while (end > start && blank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    private static String shown(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_SHOWN; i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c < 127 ? c : '?');
        }
        return out.toString();
    }

    /** One record, being read. */
    private static final class Reading {

        private final Map<String, String> tags = new HashMap<>();
        private final List<String> errors = new ArrayList<>();
        private boolean badPolicy;

        Reading(String text, int versionEnd) {
            int at = versionEnd + 1;
            for (int count = 0; at < text.length(); count++) {
                if (count == MAX_TAGS) {
                    error("more than " + MAX_TAGS + " tags");
                    break;
                }
                int end = end(text, at);
                tag(text, at, end);
                at = end + 1;
            }
        }

        private void tag(String text, int from, int to) {
            int equals = text.indexOf('=', from);
            if (equals < 0 || equals >= to) {
                String said = trim(text, from, to);
                // Only the last semicolon may have nothing behind it.
                if (!said.isEmpty() || to < text.length()) {
                    error("'" + shown(said) + "' is no tag");
                }
                return;
            }
            String name = trim(text, from, equals).toLowerCase(Locale.ROOT);
            if (tags.putIfAbsent(name, trim(text, equals + 1, to)) != null) {
                error("tag " + shown(name) + " stands twice");
            }
        }

        DmarcRecord record() {
            List<String> reports = reports();
            Policy said = policy("p");
            Policy sub = policy("sp");
            Policy nonExistent = policy("np");
            boolean strictDkim = one("adkim", "rs") == 's';
            boolean strictSpf = one("aspf", "rs") == 's';
            char psd = one("psd", "uyn");
            boolean testing = one("t", "ny") == 'y';
            PublicSuffix suffix = psd == 'y' ? PublicSuffix.YES : psd == 'n' ? PublicSuffix.NO : PublicSuffix.UNKNOWN;
            Policy policy = said == null ? Policy.NONE : said;
            if (badPolicy) {
                sub = null;
                nonExistent = null;
                policy = reports.isEmpty() ? null : Policy.NONE;
            }
            return new DmarcRecord(
                    policy, sub, nonExistent, strictDkim, strictSpf, suffix, testing, options(), reports, errors);
        }

        private void error(String what) {
            if (errors.size() < MAX_ERRORS) {
                errors.add(what);
            }
        }

        private @Nullable Policy policy(String tag) {
            String value = tags.get(tag);
            if (value == null) {
                return null;
            }
            for (Policy each : Policy.values()) {
                if (each.id().equalsIgnoreCase(value)) {
                    return each;
                }
            }
            badPolicy = true;
            error(tag + "=" + shown(value) + " is no policy");
            return null;
        }

        /** One of these letters; the first is the default. */
        private char one(String tag, String letters) {
            String value = tags.get(tag);
            if (value == null) {
                return letters.charAt(0);
            }
            char said = value.length() == 1 ? Character.toLowerCase(value.charAt(0)) : '?';
            if (letters.indexOf(said) < 0) {
                error(tag + "=" + shown(value) + " is unknown");
                return letters.charAt(0);
            }
            return said;
        }

        /** {@code fo=}: 0 or 1, d, s, each at most once. */
        private String options() {
            String value = tags.get("fo");
            if (value == null) {
                return "0";
            }
            var seen = new StringBuilder();
            boolean option = true;
            for (int i = 0; i < value.length(); i++) {
                char c = Character.toLowerCase(value.charAt(i));
                if (blank(c)) {
                    continue;
                }
                boolean fits = option
                        ? "01ds".indexOf(c) >= 0
                                && seen.indexOf(String.valueOf(c)) < 0
                                && !(c == '0' && seen.indexOf("1") >= 0 || c == '1' && seen.indexOf("0") >= 0)
                        : c == ':';
                if (!fits) {
                    error("fo=" + shown(value) + " is unknown");
                    return "0";
                }
                seen.append(c);
                option = !option;
            }
            if (option) {
                error("fo=" + shown(value) + " is unknown");
                return "0";
            }
            return seen.toString();
        }

        private List<String> reports() {
            String value = tags.get("rua");
            var out = new ArrayList<String>();
            int at = 0;
            while (value != null && at <= value.length() && out.size() < MAX_REPORTS) {
                int comma = value.indexOf(',', at);
                int end = comma < 0 ? value.length() : comma;
                String uri = ReportAddress.withoutSize(trim(value, at, end));
                if (uri == null) {
                    error("rua=" + shown(trim(value, at, end)) + " is no URI");
                } else {
                    out.add(uri);
                }
                at = end + 1;
            }
            return out;
        }
    }
}
