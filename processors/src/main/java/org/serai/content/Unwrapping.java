package org.serai.content;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the URL that is written in another one; asks nobody. */
final class Unwrapping {

    private static final String TRANSLATED = ".translate.goog";
    private static final String V3 = "/v3/__";

    private Unwrapping() {}

    /**
     * What is written in a URL, null: nothing that is one.
     *
     * @param parameters those that may hold it, none for hosts that are not known to lead on
     */
    static @Nullable Url inner(Url url, List<String> parameters) {
        String host = url.host().text();
        Url found = null;
        if (host.startsWith("urldefense.")) {
            found = defended(url.rest());
        } else if (host.endsWith(TRANSLATED)) {
            found = translated(url);
        } else if (host.endsWith("bing.com") && url.rest().startsWith("/ck/")) {
            found = base64(parameter(url.rest(), "u"));
        }
        for (int i = 0; found == null && i < parameters.size(); i++) {
            String value = parameter(url.rest(), parameters.get(i));
            found = Url.parse(value, null);
            if (found == null && value.indexOf('.') > 0 && Url.schemeEnd(value) < 0) {
                found = Url.parse("http://" + value, null);
            }
        }
        return found == null ? embedded(url.rest()) : found;
    }

    /** The value of a parameter of the query, or of the fragment; empty where there is none. */
    private static String parameter(String rest, String name) {
        for (int at = rest.indexOf(name + "="); at > 0; at = rest.indexOf(name + "=", at + 1)) {
            if ("?&;#".indexOf(rest.charAt(at - 1)) >= 0) {
                int from = at + name.length() + 1;
                int end = from;
                while (end < rest.length() && rest.charAt(end) != '&' && rest.charAt(end) != '#') {
                    end++;
                }
                return Percent.decoded(rest.substring(from, end));
            }
        }
        return "";
    }

    /** The first {@code http://} or {@code http%3A%2F%2F}. */
    private static @Nullable Url embedded(String rest) {
        String lower = rest.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf("http", 1); at > 0; at = lower.indexOf("http", at + 1)) {
            int colon = lower.startsWith("https", at) ? at + 5 : at + 4;
            boolean plain = lower.startsWith("://", colon);
            if (plain || lower.startsWith("%3a", colon) || lower.startsWith("%253a", colon)) {
                int end = at;
                while (end < rest.length() && (plain ? "&*" : "&/?#").indexOf(rest.charAt(end)) < 0) {
                    end++;
                }
                String once = Percent.decoded(rest.substring(at, end));
                return Url.parse(plain || once.indexOf("://") > 0 ? once : Percent.decoded(once), null);
            }
        }
        return null;
    }

    /** Proofpoint's: {@code /v2/url?u=http-3A__example.com_} and {@code /v3/__http://example.com/__;}. */
    private static @Nullable Url defended(String rest) {
        if (rest.startsWith("/v2/")) {
            return Url.parse(
                    Percent.decoded(parameter(rest, "u").replace('-', '%').replace('_', '/')), null);
        }
        int from = rest.indexOf(V3);
        int end = from < 0 ? -1 : rest.indexOf("__;", from + V3.length());
        if (end < 0) {
            return null;
        }
        String replaced = decoded(rest, end + 3);
        var out = new StringBuilder();
        int next = 0;
        for (char c : rest.substring(from + V3.length(), end).toCharArray()) {
            out.append(c == '*' && next < replaced.length() ? replaced.charAt(next++) : c);
        }
        return Url.parse(out.toString(), null);
    }

    private static String decoded(String text, int from) {
        int end = text.indexOf('!', from);
        try {
            byte[] octets = Base64.getUrlDecoder().decode(text.substring(from, end < 0 ? text.length() : end));
            return new String(octets, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Bing's: {@code a1} and base64. */
    private static @Nullable Url base64(String value) {
        return value.startsWith("a1") ? Url.parse(decoded(value, 2), null) : null;
    }

    /** Google's: {@code example-com.translate.goog} is example.com, and {@code --} a hyphen. */
    private static @Nullable Url translated(Url url) {
        String host = url.host().text();
        String name = host.substring(0, host.length() - TRANSLATED.length())
                .replace("--", "\0")
                .replace('-', '.')
                .replace('\0', '-');
        return Url.parse(url.scheme() + "://" + name + url.rest(), null);
    }
}
