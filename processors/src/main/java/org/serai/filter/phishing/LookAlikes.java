package org.serai.filter.phishing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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

    /** Words with which forgers make a name of ours look like an office of ours. */
    private static final Set<String> LURES = Set.of(
            "account",
            "accounts",
            "admin",
            "alert",
            "auth",
            "billing",
            "email",
            "help",
            "helpdesk",
            "invoice",
            "login",
            "logon",
            "mail",
            "notice",
            "office",
            "online",
            "payment",
            "portal",
            "secure",
            "security",
            "service",
            "signin",
            "sso",
            "support",
            "update",
            "verify",
            "webmail");

    private final LocalDomains local;
    private final PublicSuffixes suffixes;

    /** Ours, by what they look like. */
    private final Map<String, Own> own = new LinkedHashMap<>();

    /**
     * A registered domain of ours.
     *
     * @param label in front of the suffix, without accents
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
     */
    record Likeness(Kind kind, String domain, String own, String how) {}

    /** How much it says. */
    enum Kind {
        /** Hardly by chance. */
        ALIKE,
        /** They differ in the public suffix alone, which honest namesakes do too. */
        OTHER_TOP,
        /** With a word such as {@code login}: also what a reseller or a service of ours may call itself. */
        LURE
    }

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
                        new Own(domain, Confusables.folded(domain.substring(0, dot)), domain.substring(dot + 1)));
            }
        }
    }

    /** How many domains of ours there are to compare with. */
    int count() {
        return own.size();
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
            return new Likeness(Kind.ALIKE, host.ascii(), same.domain(), "the same to the eye");
        }
        int dot = domain.indexOf('.');
        String label = Confusables.folded(domain.substring(0, dot));
        String suffix = domain.substring(dot + 1);
        Likeness weak = null;
        for (Own each : own.values()) {
            if (begins(host.ascii(), each.domain()) || label.contains(each.label() + "-" + each.suffix())) {
                return new Likeness(Kind.ALIKE, host.ascii(), each.domain(), "ours, with something behind");
            }
            if (each.distinctive() && each.suffix().equals(suffix) && close(each.label(), label)) {
                return new Likeness(Kind.ALIKE, host.ascii(), each.domain(), "a hyphen or a letter differs");
            }
            if (weak == null && each.distinctive() && each.label().equals(label)) {
                weak = new Likeness(Kind.OTHER_TOP, host.ascii(), each.domain(), "another top-level domain");
            } else if (weak == null && lures(label, each)) {
                weak = new Likeness(Kind.LURE, host.ascii(), each.domain(), "ours, with a word more");
            }
        }
        return weak;
    }

    /** {@code secure-example.org}, {@code examplelogin.com}, {@code exampleorg.com}. */
    private static boolean lures(String label, Own own) {
        String name = own.label();
        if (label.equals(name + own.suffix().replace(".", ""))) {
            return true;
        }
        boolean hyphen = label.startsWith(name + "-") || label.endsWith("-" + name);
        String rest = label.startsWith(name)
                ? label.substring(name.length())
                : label.endsWith(name) ? label.substring(0, label.length() - name.length()) : "";
        return (hyphen || own.distinctive()) && LURES.contains(rest.replace("-", ""));
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
