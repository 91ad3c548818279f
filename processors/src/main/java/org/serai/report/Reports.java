package org.serai.report;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.serai.identity.dmarc.ReportAddress;
import org.serai.mail.DomainName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the reports that are due: one for each policy domain and day that is over. */
public final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** What could not be handed in by then is given up. */
    private static final int MAX_DAYS = 3;

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

    /** The report has been handed in. */
    public void done(Due due) throws IOException {
        observations.reported(due.day(), due.report().id());
    }

    private List<Due> due(LocalDate day) throws IOException, InterruptedException {
        var done = new HashSet<>(observations.reported(day));
        var out = new ArrayList<Due>();
        List<Counts> open = counted(day).values().stream()
                .filter(counts -> !done.contains(id(day, counts)))
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
        private final Map<Observation.Row, Integer> rows = new LinkedHashMap<>();

        Counts(Observation.Record policy) {
            this.policy = policy;
        }
    }

    private Map<String, Counts> counted(LocalDate day) throws IOException {
        var domains = new LinkedHashMap<String, Counts>();
        var rows = new int[1];
        var left = new int[1];
        observations.read(day, observation -> {
            Counts counts = domains.get(observation.policy().domain());
            boolean known = counts != null && counts.rows.containsKey(observation.row());
            if (!known && rows[0] == maxRows) {
                left[0]++;
                return;
            }
            if (counts == null) {
                counts = new Counts(observation.policy());
                domains.put(observation.policy().domain(), counts);
            }
            // RFC 9990 section 3.1: only the final configuration.
            counts.policy = observation.policy();
            counts.rows.merge(observation.row(), 1, Integer::sum);
            rows[0] += known ? 0 : 1;
        });
        if (left[0] > 0) {
            LOG.warn("DMARC reports of {} lack {} mails, beyond dmarc.reports.max-rows", day, left[0]);
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
