package org.serai.filter.phishing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.content.Confusables;
import org.serai.filter.LocalDomains;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;

/** Domains that look like one of ours. */
final class LookAlikes {

    /** Of ours, more are not compared. */
    private static final int MAX_OWN = 1000;

    /** Shorter ones have too many honest neighbours. */
    private static final int MIN_LABEL = 6;

    private final LocalDomains local;
    private final PublicSuffixes suffixes;

    /** Ours, by what they look like. */
    private final Map<String, Own> own = new LinkedHashMap<>();

    /**
     * A registered domain of ours.
     *
     * @param label in front of the suffix
     */
    private record Own(String domain, String label, String suffix) {

        boolean distinctive() {
            return label.length() >= MIN_LABEL;
        }
    }

    /**
     * What is like what.
     *
     * @param how in our words
     * @param otherTop they differ in the public suffix alone, which honest namesakes do too
     */
    record Likeness(String domain, String own, String how, boolean otherTop) {}

    LookAlikes(LocalDomains local, PublicSuffixes suffixes) {
        this.local = local;
        this.suffixes = suffixes;
        for (DomainName each : local.all()) {
            DomainName registered = suffixes.registrable(each);
            if (registered != null && registered.qualified() && own.size() < MAX_OWN) {
                String domain = registered.ascii();
                int dot = domain.indexOf('.');
                own.put(
                        Confusables.skeleton(domain),
                        new Own(domain, domain.substring(0, dot), domain.substring(dot + 1)));
            }
        }
    }

    /** Which of our domains a host looks like, null: none, or it is ours. */
    @Nullable
    Likeness of(DomainName host) {
        DomainName registered = own.isEmpty() ? null : suffixes.registrable(host);
        if (registered == null || local.contains(host.ascii()) || isOwn(registered, own.values())) {
            return null;
        }
        String domain = registered.ascii();
        Own same = own.get(Confusables.skeleton(domain));
        if (same != null) {
            return new Likeness(host.ascii(), same.domain(), "the same to the eye", false);
        }
        int dot = domain.indexOf('.');
        String label = domain.substring(0, dot);
        String suffix = domain.substring(dot + 1);
        for (Own each : own.values()) {
            if (begins(host.ascii(), each.domain()) || label.contains(each.label() + "-" + each.suffix())) {
                return new Likeness(host.ascii(), each.domain(), "ours, with something behind", false);
            }
            if (each.distinctive() && each.label().equals(label)) {
                return new Likeness(host.ascii(), each.domain(), "another top-level domain", true);
            }
            if (each.distinctive() && each.suffix().equals(suffix) && close(each.label(), label)) {
                return new Likeness(host.ascii(), each.domain(), "a hyphen or a letter differs", false);
            }
        }
        return null;
    }

    private static boolean isOwn(DomainName registered, Collection<Own> own) {
        return own.stream().anyMatch(each -> each.domain().equals(registered.ascii()));
    }

    /** {@code example.org.login.bad.com}, {@code www.example.org.bad.com}. */
    private static boolean begins(String host, String domain) {
        return host.startsWith(domain + ".") || host.contains("." + domain + ".");
    }

    /** But for hyphens, at most one letter is another one, missing, too much, or swapped with its neighbour. */
    private static boolean close(String one, String other) {
        String a = one.replace("-", "");
        String b = other.replace("-", "");
        if (Math.abs(a.length() - b.length()) > 1) {
            return false;
        }
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        String restA = a.substring(same);
        String restB = b.substring(same);
        return restA.equals(restB)
                || tail(restA, 1).equals(tail(restB, 1))
                || restA.equals(tail(restB, 1))
                || tail(restA, 1).equals(restB)
                || restA.length() > 1
                        && restB.length() > 1
                        && restA.charAt(0) == restB.charAt(1)
                        && restA.charAt(1) == restB.charAt(0)
                        && tail(restA, 2).equals(tail(restB, 2));
    }

    private static String tail(String text, int from) {
        return text.substring(Math.min(from, text.length()));
    }
}
