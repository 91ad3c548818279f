package org.serai.report;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.serai.identity.dmarc.ReportAddress;
import org.serai.mail.DomainName;
import org.serai.report.Observations.Counted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the reports that are due: one for each policy domain and day that is over. */
public final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** What could not be handed in by then is given up. */
    static final int MAX_DAYS = 3;

    private static final int MAX_SECONDS = 60;

    /** So many domains are asked about at once: a day may have thousands, and some DNS servers are slow. */
    private static final int AT_ONCE = 50;

    /**
     * Who reports.
     *
     * @param hostname {@code smtp.hostname}
     * @param organization in words
     * @param from its address
     * @param treeWalk how records are found
     */
    public record Reporter(String hostname, String organization, String from, boolean treeWalk) {}

    /**
     * A report on its way.
     *
     * @param to where it was asked to be sent, and may be
     * @param gzip the compressed XML
     */
    public record Due(LocalDate day, AggregateReport report, List<String> to, byte[] gzip) {}

    private final Observations observations;
    private final Reporter reporter;
    private final BiFunction<DomainName, List<String>, CompletableFuture<List<ReportAddress>>> destinations;
    private final int maxRows;
    private final Clock clock;

    /**
     * A maker of reports.
     *
     * @param destinations who may get those of a policy domain, of the URIs in its record
     * @param maxRows of all reports of a day
     */
    public Reports(
            Observations observations,
            Reporter reporter,
            BiFunction<DomainName, List<String>, CompletableFuture<List<ReportAddress>>> destinations,
            int maxRows,
            Clock clock) {
        this.observations = observations;
        this.reporter = reporter;
        this.destinations = destinations;
        this.maxRows = maxRows;
        this.clock = clock;
    }

    /** Those of the oldest day that is over which are not handed in yet; waits for the DNS. Days that are done are forgotten. */
    public List<Due> due() throws IOException, InterruptedException {
        LocalDate today = LocalDate.now(clock);
        for (LocalDate day : observations.before(today)) {
            if (day.isBefore(today.minusDays(MAX_DAYS))) {
                LOG.warn("DMARC reports of {} could not all be handed in; given up", day);
                observations.forget(day);
                continue;
            }
            List<Due> due = due(day);
            if (!due.isEmpty()) {
                return due;
            }
            observations.forget(day);
        }
        return List.of();
    }

    /** Takes it on, right before it is sent: false when another node has, or is about to. */
    public boolean claim(Due due) {
        return observations.claim(due.day(), due.report().policy().domain());
    }

    /** The report has been handed in. */
    public void done(Due due) {
        observations.done(due.day(), due.report().policy().domain());
    }

    private List<Due> due(LocalDate day) throws IOException, InterruptedException {
        var out = new ArrayList<Due>();
        List<Counts> open = counted(day).values().stream()
                .filter(counts -> !observations.reported(day, counts.policy.domain()))
                .toList();
        for (int from = 0; from < open.size(); from += AT_ONCE) {
            var asked = new LinkedHashMap<Counts, CompletableFuture<List<ReportAddress>>>();
            open.subList(from, Math.min(from + AT_ONCE, open.size()))
                    .forEach(counts -> asked.put(counts, ask(counts.policy)));
            for (var each : asked.entrySet()) {
                List<String> to = addresses(each.getKey().policy.domain(), each.getValue());
                if (!to.isEmpty()) {
                    AggregateReport report = report(day, each.getKey());
                    out.add(new Due(day, report, to, AggregateXml.gzip(report)));
                }
            }
        }
        return out;
    }

    private String id(LocalDate day, Counts counts) {
        return day + "." + counts.policy.domain() + "@" + reporter.hostname();
    }

    private AggregateReport report(LocalDate day, Counts counts) {
        return new AggregateReport(
                id(day, counts),
                reporter.hostname(),
                reporter.organization(),
                reporter.from(),
                day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusSeconds(1),
                reporter.treeWalk(),
                counts.policy,
                counts.rows);
    }

    /** What was counted for one policy domain. */
    private static final class Counts {

        private Observation.Record policy;
        private Instant last;
        private final Map<Observation.Row, Integer> rows = new LinkedHashMap<>();

        Counts(Counted first) {
            this.policy = first.policy();
            this.last = first.last();
        }

        void add(Counted counted) {
            // RFC 9990 section 3.1: only the final configuration.
            if (counted.last().isAfter(last)) {
                policy = counted.policy();
                last = counted.last();
            }
            rows.put(counted.row(), (int) Math.min(Integer.MAX_VALUE, counted.count()));
        }
    }

    /** By domain, those rows first that most mails fell under. */
    private Map<String, Counts> counted(LocalDate day) {
        var all = new ArrayList<Counted>();
        observations.read(day, all::add);
        all.sort(Comparator.comparingLong(Counted::count).reversed());
        var domains = new TreeMap<String, Counts>();
        all.stream().limit(maxRows).forEach(counted -> domains.computeIfAbsent(
                        counted.policy().domain(), domain -> new Counts(counted))
                .add(counted));
        long left = all.stream().skip(maxRows).mapToLong(Counted::count).sum();
        if (left > 0) {
            LOG.warn("DMARC reports of {} lack {} mails, beyond dmarc.reports.max-rows", day, left);
        }
        return domains;
    }

    private CompletableFuture<List<ReportAddress>> ask(Observation.Record policy) {
        DomainName domain = DomainName.of(policy.domain());
        return domain == null
                ? CompletableFuture.completedFuture(List.of())
                : destinations.apply(domain, policy.reports());
    }

    private static List<String> addresses(String domain, CompletableFuture<List<ReportAddress>> asked)
            throws InterruptedException {
        try {
            return asked.get(MAX_SECONDS, TimeUnit.SECONDS).stream()
                    .map(ReportAddress::address)
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Who gets the DMARC report about {} cannot be found out", domain, e);
            return List.of();
        }
    }
}
