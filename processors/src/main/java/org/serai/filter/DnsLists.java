package org.serai.filter;

import java.net.Inet4Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.filter.DnsList.Meaning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks lists in the DNS, and keeps an eye on them: one that fails the test of RFC 5782 section 5 is not counted until it passes it. Made once
 * for all policy generations.
 */
public final class DnsLists {

    private static final Logger LOG = LoggerFactory.getLogger(DnsLists.class);
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final Duration UNTIL_RETEST = Duration.ofDays(1);
    private static final Duration UNTIL_RETEST_OF_A_FAILURE = Duration.ofHours(1);
    private static final int MAX_REASON = 200;

    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    /**
     * A list that has something.
     *
     * @param answer the address that it gave
     * @param reason what its TXT record says, text of a stranger; maybe empty
     */
    public record Hit(DnsList list, Meaning meaning, String answer, String reason) {}

    /**
     * What a list says of something.
     *
     * @param unanswered why it says nothing, else empty
     */
    public record Said(List<Hit> hits, String unanswered) {

        private static final Said NOTHING = new Said(List.of(), "");

        public Said {
            hits = List.copyOf(hits);
        }
    }

    /** @param clock by which lists are tested and alerts raised */
    public DnsLists(Clock clock) {
        this.clock = clock;
    }

    private static final class Watched {

        final DnsList list;
        final DnsListUse use;
        volatile String problem = "";
        volatile Instant due = Instant.MIN;
        private String refusal = "";
        private Instant refused = Instant.EPOCH;
        private Instant silentUntil = Instant.MIN;
        private long errors;

        Watched(DnsList list, DnsListUse use) {
            this.list = list;
            this.use = use;
        }

        synchronized String words(Instant now) {
            if (!problem.isEmpty()) {
                return "does not count: " + problem;
            }
            return now.isBefore(refused.plus(SILENCE)) ? "answers " + refusal + ", which is no hit" : "counts";
        }

        synchronized void error(String answer, Instant now) {
            errors++;
            refusal = answer;
            refused = now;
            if (!now.isBefore(silentUntil)) {
                silentUntil = now.plus(SILENCE);
                LOG.warn(
                        "DNS list {} answers {}, which counts as no hit: it refuses questions of this resolver, or is no"
                                + " list any more; see docs/filters/dnsbl.md ({} such answers, told once an hour)",
                        list.zone(),
                        answer,
                        errors);
            }
        }
    }

    /** A list is in use: it is tested soon, and then daily. */
    public void watch(DnsList list, DnsListUse use) {
        watched(list, use);
    }

    private Watched watched(DnsList list, DnsListUse use) {
        return watched.computeIfAbsent(use + " " + list.suffix(), key -> new Watched(list, use));
    }

    /**
     * Asks a list.
     *
     * @param labels of the question, without the zone: a reversed address, or a domain
     * @return never fails
     */
    public CompletableFuture<Said> ask(DnsList list, DnsListUse use, String labels, Dns dns) {
        Watched watch = watched(list, use);
        if (!watch.problem.isEmpty()) {
            return CompletableFuture.completedFuture(Said.NOTHING);
        }
        String question = list.question(labels);
        return dns.lookup(question, RecordType.A).thenCompose(answer -> {
            if (answer.temporary()) {
                return CompletableFuture.completedFuture(new Said(List.of(), answer.words()));
            }
            Map<String, Hit> hits = hits(watch, answer.records());
            return hits.isEmpty()
                    ? CompletableFuture.completedFuture(Said.NOTHING)
                    : dns.lookup(question, RecordType.TXT)
                            .thenApply(text -> new Said(
                                    hits.values().stream()
                                            .map(hit -> new Hit(list, hit.meaning(), hit.answer(), reason(text)))
                                            .toList(),
                                    ""));
        });
    }

    /** One of each kind. */
    private Map<String, Hit> hits(Watched watch, List<Inet4Address> answers) {
        var hits = new TreeMap<String, Hit>();
        for (Inet4Address answer : answers) {
            Meaning meaning = watch.list.meaning(answer);
            if (watch.list.refuses(answer)) {
                watch.error(answer.getHostAddress(), clock.instant());
            } else if (meaning != null) {
                hits.putIfAbsent(meaning.kind(), new Hit(watch.list, meaning, answer.getHostAddress(), ""));
            }
        }
        return hits;
    }

    private static String reason(Answer<String> text) {
        String reason = text.records().isEmpty() ? "" : text.records().get(0);
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
    }

    /** Tests the lists whose time has come; does not wait for what they say. */
    public void test(Dns dns) {
        Instant now = clock.instant();
        watched.values().stream()
                .filter(each -> !each.list.untested() && !now.isBefore(each.due))
                .forEach(each -> test(each, dns));
    }

    private void test(Watched each, Dns dns) {
        each.due = clock.instant().plus(UNTIL_RETEST_OF_A_FAILURE);
        dns.lookup(each.list.question(each.use.listed()), RecordType.A)
                .thenCombine(dns.lookup(each.list.question(each.use.unlisted()), RecordType.A), DnsLists::problem)
                .thenAccept(problem -> tested(each, problem));
    }

    private static String problem(Answer<Inet4Address> listed, Answer<Inet4Address> unlisted) {
        if (listed.temporary() || unlisted.temporary()) {
            return "no answer to its test";
        }
        for (Inet4Address answer : listed.records()) {
            if (ListAnswers.error(answer)) {
                return "answers " + answer.getHostAddress() + " to its test";
            }
        }
        if (listed.isVoid()) {
            return "does not have the test entry";
        }
        return unlisted.isVoid() ? "" : "has what no list has";
    }

    private void tested(Watched each, String problem) {
        if (problem.isEmpty()) {
            each.due = clock.instant().plus(UNTIL_RETEST);
        }
        if (!problem.equals(each.problem)) {
            each.problem = problem;
            if (problem.isEmpty()) {
                LOG.info("DNS list {} passes its test (RFC 5782) and counts again", each.list.zone());
            } else {
                LOG.warn(
                        "DNS list {} {} (RFC 5782): it does not count until it passes; tried again in an hour",
                        each.list.zone(),
                        problem);
            }
        }
    }

    /** For health: each list with "counts" or why it does not. */
    public Map<String, String> state() {
        return watched.values().stream()
                .collect(Collectors.toMap(
                        each -> each.list.zone(),
                        each -> each.words(clock.instant()),
                        (one, other) -> one,
                        TreeMap::new));
    }
}
