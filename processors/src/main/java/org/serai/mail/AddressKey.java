package org.serai.mail;

import java.util.Locale;

/**
 * An address in the one form in which addresses are compared: lower case, without quotes around the local part, the domain as
 * A-labels.
 *
 * @param local may hold any character; empty for the null reverse-path
 * @param domain an address literal with its brackets; empty for {@code <Postmaster>} and the null reverse-path
 */
public record AddressKey(String local, String domain) {

    public static AddressKey of(Path path) {
        return of(path.localPart(), path.domain());
    }

    /** Of both sides of an address as somebody wrote them. */
    public static AddressKey of(String localPart, String domain) {
        DomainName name = DomainName.of(domain);
        return new AddressKey(unquoted(localPart), name == null ? domain.toLowerCase(Locale.ROOT) : name.ascii());
    }

    /**
     * Without what follows the first delimiter in the local part: {@code anna+shop} is {@code anna}. The same where none does, or
     * nothing would be left.
     *
     * @param delimiters each character is one
     */
    public AddressKey untagged(String delimiters) {
        for (int i = 1; i < local.length(); i++) {
            if (delimiters.indexOf(local.charAt(i)) >= 0) {
                return new AddressKey(local.substring(0, i), domain);
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return domain.isEmpty() ? local : local + "@" + domain;
    }

    private static String unquoted(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        if (lower.length() < 2 || !lower.startsWith("\"") || !lower.endsWith("\"")) {
            return lower;
        }
        var out = new StringBuilder(lower.length());
        for (int i = 1; i < lower.length() - 1; i++) {
            if (lower.charAt(i) == '\\' && i + 2 < lower.length()) {
                i++;
            }
            out.append(lower.charAt(i));
        }
        return out.toString();
    }
}
