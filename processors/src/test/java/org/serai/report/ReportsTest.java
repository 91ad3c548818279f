package org.serai.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;
import org.serai.identity.dmarc.ReportAddress;
import org.serai.report.Observation.Row;
import org.serai.report.Reports.Due;
import org.serai.store.Store;
import org.serai.store.Stores;

class ReportsTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-23");
    private static final int MAX_ROWS = 100;

    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path directory;

    private Store store;
    private StoredObservations observations;

    @BeforeEach
    void open() {
        clock.set(Instant.parse("2026-11-23T12:00:00Z"));
        store = Stores.embedded(directory, StoredObservations.tables(MAX_ROWS));
        observations = new StoredObservations(store, MAX_ROWS, clock);
    }

    @AfterEach
    void close() {
        observations.close();
        store.close();
    }

    private Reports reports(int maxRows) {
        return new Reports(
                observations,
                new Reports.Reporter("mx.example.org", "Example Org", "dmarc@example.org", true),
                (domain, uris) -> CompletableFuture.completedFuture(
                        domain.ascii().equals("silent.example")
                                ? List.of()
                                : uris.stream()
                                        .map(uri -> Objects.requireNonNull(ReportAddress.of(uri)))
                                        .toList()),
                maxRows,
                clock);
    }

    private void observe(String domain, String client) {
        Row row = Sample.row();
        observations.add(new Observation(
                Sample.record(domain),
                new Row(
                        client,
                        row.disposition(),
                        row.dkimAligned(),
                        row.spfAligned(),
                        row.reason(),
                        row.comment(),
                        row.headerFrom(),
                        row.envelopeFrom(),
                        row.signatures(),
                        row.spfDomain(),
                        row.spfResult())));
        observations.flush();
    }

    private static AggregateReport read(Due due) throws IOException {
        return ReportXml.read(new GZIPInputStream(new ByteArrayInputStream(due.gzip())).readAllBytes());
    }

    @Test
    void aDayIsReportedWhenItIsOver() throws Exception {
        observe("example.com", "192.0.2.1");
        observe("example.com", "192.0.2.1");
        observe("example.com", "192.0.2.2");
        observe("other.example", "192.0.2.1");
        observe("silent.example", "192.0.2.1");
        assertThat(reports(100).due()).isEmpty();
        clock.add(Duration.ofHours(12));

        List<Due> due = reports(100).due();

        assertThat(due).hasSize(2);
        assertThat(due.get(0).to()).containsExactly("dmarc@example.com");
        AggregateReport report = read(due.get(0));
        assertThat(report.id()).isEqualTo("2026-11-23.example.com@mx.example.org");
        assertThat(report.begin()).isEqualTo("2026-11-23T00:00:00Z");
        assertThat(report.end()).isEqualTo("2026-11-23T23:59:59Z");
        assertThat(report.rows().values()).containsExactly(2, 1);
        assertThat(due.get(0).report().subject())
                .isEqualTo("Report Domain: example.com Submitter: mx.example.org Report-ID:"
                        + " <2026-11-23.example.com@mx.example.org>");
        assertThat(due.get(0).report().fileName()).isEqualTo("mx.example.org!example.com!1795392000!1795478399.xml.gz");
    }

    @Test
    void whatIsHandedInIsNotSentAgainAndTheDayIsForgotten() throws Exception {
        observe("example.com", "192.0.2.1");
        observe("other.example", "192.0.2.1");
        clock.add(Duration.ofDays(1));

        reports(100).done(reports(100).due().get(0));
        List<Due> left = reports(100).due();
        assertThat(left).extracting(due -> due.report().policy().domain()).containsExactly("other.example");
        reports(100).done(left.get(0));

        assertThat(reports(100).due()).isEmpty();
        assertThat(observations.before(LocalDate.MAX)).isEmpty();
    }

    @Test
    void givesUpAfterThreeDays() throws Exception {
        observe("example.com", "192.0.2.1");
        clock.add(Duration.ofDays(3));
        assertThat(reports(100).due()).hasSize(1);
        clock.add(Duration.ofDays(1));

        assertThat(reports(100).due()).isEmpty();
        assertThat(observations.before(LocalDate.parse("2026-12-31"))).isEmpty();
    }

    @Test
    void rowsAreBounded() throws Exception {
        for (int i = 0; i < 20; i++) {
            observe("example.com", "192.0.2." + i);
        }
        observe("example.com", "192.0.2.3");
        clock.add(Duration.ofDays(1));

        AggregateReport report = read(reports(5).due().get(0));

        assertThat(report.rows()).hasSize(5);
        assertThat(report.rows().values().stream().mapToInt(count -> count).sum())
                .isEqualTo(6);
    }

    @Test
    void eachReportIsTakenOnByOneNode() throws Exception {
        observe("example.com", "192.0.2.1");
        clock.add(Duration.ofDays(1));
        Due due = reports(100).due().get(0);

        assertThat(reports(100).claim(due)).isTrue();
        assertThat(reports(100).claim(due)).isFalse();
        assertThat(reports(100).due()).as("it is not handed in yet").hasSize(1);

        reports(100).done(due);
        assertThat(reports(100).claim(due)).isFalse();
        assertThat(reports(100).due()).isEmpty();
    }

    @Test
    void countsOfARestartAreAddedUp() throws Exception {
        observe("example.com", "192.0.2.1");
        close();
        open();
        observe("example.com", "192.0.2.1");
        clock.add(Duration.ofDays(1));

        Due due = reports(100).due().get(0);

        assertThat(due.day()).isEqualTo(DAY);
        assertThat(due.report().rows().values()).containsExactly(2);
    }

    @Test
    void destinationsAreAskedForSideBySideButNotAllAtOnce() throws Exception {
        for (int i = 0; i < 60; i++) {
            observe("d" + i + ".example", "192.0.2.1");
        }
        clock.add(Duration.ofHours(12));
        var waiting = new ArrayList<CompletableFuture<List<ReportAddress>>>();
        var most = new int[1];
        var reports = new Reports(
                observations,
                new Reports.Reporter("mx.example.org", "Example Org", "dmarc@example.org", true),
                (domain, uris) -> {
                    var asked = new CompletableFuture<List<ReportAddress>>();
                    waiting.add(asked);
                    most[0] = Math.max(most[0], waiting.size());
                    if (waiting.size() == 50 || domain.ascii().equals("d9.example")) {
                        waiting.forEach(each -> each.complete(
                                List.of(Objects.requireNonNull(ReportAddress.of("mailto:dmarc@" + domain.ascii())))));
                        waiting.clear();
                    }
                    return asked;
                },
                100,
                clock);

        assertThat(reports.due()).hasSize(60);
        assertThat(most[0]).isEqualTo(50);
    }
}
