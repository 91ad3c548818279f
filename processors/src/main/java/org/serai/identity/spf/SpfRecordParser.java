package org.serai.identity.spf;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.serai.identity.SpfResult.Result;
import org.serai.identity.spf.SpfRecord.Directive;
import org.serai.mail.Network;

/** Reads the terms of a record by the grammar of RFC 7208 section 12. */
final class SpfRecordParser {

    /** Section 3.4 wants 450 octets; the longest in use have about 4,000. */
    static final int MAX_LENGTH = 16_384;

    private final List<Directive> directives = new ArrayList<>();
    private @Nullable MacroString redirect;
    private @Nullable MacroString explanation;

    /** @param terms what follows the version */
    SpfRecord parse(String terms) {
        if (terms.length() > MAX_LENGTH) {
            throw SpfError.permanent("the record is longer than " + MAX_LENGTH + " octets");
        }
        for (int from = 0; from < terms.length(); ) {
            int space = terms.indexOf(' ', from);
            int to = space < 0 ? terms.length() : space;
            if (to > from) {
                term(terms.substring(from, to));
            }
            from = to + 1;
        }
        return new SpfRecord(directives, redirect, explanation);
    }

    private void term(String term) {
        try {
            int name = name(term, 0);
            if (name > 0 && name < term.length() && term.charAt(name) == '=') {
                modifier(term.substring(0, name).toLowerCase(Locale.ROOT), term.substring(name + 1));
            } else {
                directives.add(directive(term));
            }
        } catch (SpfError e) {
            throw e.in(SpfError.clipped(term));
        }
    }

    private void modifier(String name, String value) {
        switch (name) {
            case "redirect" -> redirect = once(redirect, value);
            case "exp" -> explanation = once(explanation, value);
            default -> MacroString.value(value);
        }
    }

    private static MacroString once(@Nullable MacroString before, String value) {
        if (before != null) {
            throw SpfError.permanent("said twice");
        }
        return MacroString.domain(value);
    }

    private static Directive directive(String term) {
        Result result =
                switch (term.charAt(0)) {
                    case '-' -> Result.FAIL;
                    case '~' -> Result.SOFTFAIL;
                    case '?' -> Result.NEUTRAL;
                    default -> Result.PASS;
                };
        int from = result == Result.PASS && term.charAt(0) != '+' ? 0 : 1;
        int end = name(term, from);
        String rest = term.substring(end);
        Mechanism mechanism =
                switch (term.substring(from, end).toLowerCase(Locale.ROOT)) {
                    case "all" -> nothing(rest, new Mechanism.All());
                    case "include" -> new Mechanism.Include(required(rest));
                    case "exists" -> new Mechanism.Exists(required(rest));
                    case "ptr" -> new Mechanism.Ptr(optional(rest));
                    case "a" -> {
                        var suffix = new Suffix(rest);
                        yield new Mechanism.Host(optional(suffix.before), suffix.prefixes());
                    }
                    case "mx" -> {
                        var suffix = new Suffix(rest);
                        yield new Mechanism.Mx(optional(suffix.before), suffix.prefixes());
                    }
                    case "ip4" -> new Mechanism.Ip(network(rest, 4));
                    case "ip6" -> new Mechanism.Ip(network(rest, 16));
                    default -> throw SpfError.permanent("an unknown mechanism");
                };
        return new Directive(result, mechanism, SpfError.clipped(term));
    }

    /** Where the name that begins at {@code from} ends. */
    private static int name(String term, int from) {
        int i = from;
        for (; i < term.length(); i++) {
            char c = term.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == from || !(c >= '0' && c <= '9') && "-_.".indexOf(c) < 0)) {
                break;
            }
        }
        return i;
    }

    private static Mechanism nothing(String rest, Mechanism mechanism) {
        if (!rest.isEmpty()) {
            throw SpfError.permanent("takes no argument");
        }
        return mechanism;
    }

    private static MacroString required(String rest) {
        MacroString domain = optional(rest);
        if (domain == null) {
            throw SpfError.permanent("needs a domain");
        }
        return domain;
    }

    private static @Nullable MacroString optional(String rest) {
        if (rest.isEmpty()) {
            return null;
        }
        if (rest.charAt(0) != ':') {
            throw SpfError.permanent("an argument that begins with no colon");
        }
        return MacroString.domain(rest.substring(1));
    }

    private static Network network(String rest, int octets) {
        int slash = rest.indexOf('/');
        String address = slash < 0 ? rest : rest.substring(0, slash);
        int bits = slash < 0 ? octets * 8 : prefix(rest.substring(slash + 1), octets * 8);
        try {
            boolean six = address.indexOf(':', 1) > 0;
            InetAddress parsed = Network.literal(address.startsWith(":") ? address.substring(1) : "");
            if (six == (octets == 16) && (six || parsed.getHostAddress().equals(address.substring(1)))) {
                return new Network(six ? unmapped(parsed) : parsed, bits);
            }
        } catch (IllegalArgumentException e) {
            throw SpfError.permanent("no address");
        }
        throw SpfError.permanent("no address");
    }

    /** Java makes an IPv4 address of {@code ::ffff:1.2.3.4}; as a network of IPv6 it is none. */
    private static InetAddress unmapped(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 16) {
            return address;
        }
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, octets[0], octets[1], octets[2], octets[3]};
        try {
            return Inet6Address.getByAddress("", mapped, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an IPv6 address", e);
        }
    }

    private static int prefix(String digits, int most) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            value = c >= '0' && c <= '9' && i < 3 ? value * 10 + c - '0' : most + 1;
        }
        if (digits.isEmpty() || digits.charAt(0) == '0' && digits.length() > 1 || value > most) {
            throw SpfError.permanent("no prefix length of 0–" + most);
        }
        return value;
    }

    /** The {@code /24//64} at the end of an argument, in which a slash may stand as well. */
    private static final class Suffix {

        private final String before;
        private final @Nullable String four;
        private final @Nullable String six;

        Suffix(String rest) {
            int last = lastNumber(rest);
            boolean dual = last > 0 && rest.charAt(last - 1) == '/';
            six = dual ? rest.substring(last + 1) : null;
            String left = dual ? rest.substring(0, last - 1) : rest;
            int slash = dual ? lastNumber(left) : last;
            four = slash < 0 ? null : left.substring(slash + 1);
            before = slash < 0 ? left : left.substring(0, slash);
        }

        Prefixes prefixes() {
            return new Prefixes(four == null ? 32 : prefix(four, 32), six == null ? 128 : prefix(six, 128));
        }

        /** The slash before the digits in which the text ends, or -1. */
        private static int lastNumber(String text) {
            int i = text.length() - 1;
            while (i >= 0 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                i--;
            }
            return i >= 0 && i < text.length() - 1 && text.charAt(i) == '/' ? i : -1;
        }
    }
}
