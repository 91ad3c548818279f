package org.serai.camel;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.delivery.BackendAddress;
import org.serai.delivery.BackendSettings;
import org.serai.delivery.OutboundSettings;
import org.serai.dns.Dns;
import org.serai.filter.Filters;
import org.serai.history.Effects;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.dkim.DkimSigner;
import org.serai.identity.dkim.SigningKeys;
import org.serai.identity.dmarc.Dmarc;
import org.serai.identity.dmarc.ReportDestinations;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;
import org.serai.report.Observation;
import org.serai.report.Observations;
import org.serai.report.Reports;
import org.serai.report.StoredObservations;
import org.serai.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aggregate reports: counts each decided mail, and is the steps of {@code routes/listeners/dmarc-reports.camel.yaml}. {@code
 * serai:dmarc-reports} makes the list of what is due, {@code serai:dmarc-report} a mail of one, {@code
 * serai:dmarc-report-done} notes that it was handed in.
 */
final class DmarcReports implements Effects {

    static final String ROUTE = "dmarc-reports";

    private static final Logger LOG = LoggerFactory.getLogger(DmarcReports.class);

    private static final String DUE = "serai.dmarc.due";

    private final Supplier<Observations> observations;
    private final Supplier<Reports> reports;
    private final String from;
    private final Path keys;
    private final MimeReader mime;
    private final Clock clock;
    private volatile DkimSigner signer;

    /** @param observations before the first mail comes, they are there */
    DmarcReports(
            Settings settings,
            String hostname,
            RouteSources sources,
            CompletableFuture<? extends Observations> observations,
            Dns dns,
            Clock clock) {
        var own = settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class);
        var dmarc = settings.bind(Filters.prefix("dmarc"), Dmarc.Options.class);
        var suffixes =
                PublicSuffixes.of(settings.bind("public-suffix.", PublicSuffixes.Options.class), sources.config());
        this.observations = observations::join;
        this.keys = sources.keys();
        this.mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        this.clock = clock;
        this.signer = new DkimSigner(SigningKeys.load(keys), mime, clock);
        this.from = own.from().isEmpty() ? "postmaster@" + hostname : own.from();
        this.reports = observations.thenApply(opened -> new Reports(
                opened,
                new Reports.Reporter(
                        hostname, own.organization().isEmpty() ? hostname : own.organization(), from, dmarc.treeWalk()),
                new ReportDestinations(dns, suffixes, dmarc)::of,
                own.maxRows(),
                clock))::join;
    }

    /** Counts from now on, in the store once it is open. */
    static DmarcReports open(
            Settings settings,
            String hostname,
            Resources resources,
            CompletableFuture<Store> store,
            ScheduledExecutorService counts,
            RouteSources sources,
            Dns dns,
            Clock clock) {
        int maxRows = settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class)
                .maxRows();
        var observations = store.thenApply(opened -> {
            var stored = new StoredObservations(opened, maxRows, clock);
            counts.scheduleWithFixedDelay(stored::flush, 1, 1, TimeUnit.SECONDS);
            return stored;
        });
        resources.add(() -> observations.thenAccept(StoredObservations::close).join());
        return new DmarcReports(settings, hostname, sources, observations, dns, clock);
    }

    /** The server that reports are handed in to. */
    static String uri(Settings settings, BackendAddress mailbox) {
        for (List<BackendAddress> some : List.of(
                settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class)
                        .uri(),
                settings.bind("outbound.", OutboundSettings.class).uri(),
                settings.bind("backend.", BackendSettings.class).uri())) {
            for (BackendAddress address : some) {
                if (address.protocol() == BackendAddress.Protocol.SMTP) {
                    return address.toString();
                }
            }
        }
        return mailbox.toString();
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Observation observation = mail.phase() == Phase.DATA ? Observation.of(mail, disposition) : null;
        if (observation != null) {
            observations.get().add(observation);
        }
        return DONE;
    }

    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        return Map.of(
                "dmarc-reports",
                Steps.plain((Step.Now) this::due),
                "dmarc-report",
                Steps.plain((Step.Now) this::mail),
                "dmarc-report-done",
                Steps.plain((Step.Now) exchange -> reports.get().done(exchange.getProperty(DUE, Reports.Due.class))));
    }

    private void due(Exchange exchange) throws IOException, InterruptedException {
        reloadKeys();
        exchange.getMessage().setBody(reports.get().due());
    }

    /** A wrong key file is no reason to send nothing: the keys read before go on, as those of the policy do. */
    private void reloadKeys() {
        try {
            signer = new DkimSigner(SigningKeys.load(keys), mime, clock);
        } catch (ConfigException e) {
            LOG.warn("DMARC reports are signed with the keys as they were before: {}", e.getMessage());
        }
    }

    private void mail(Exchange exchange) throws InvalidPayloadException, MessagingException, IOException {
        var due = exchange.getMessage().getMandatoryBody(Reports.Due.class);
        if (!reports.get().claim(due)) {
            exchange.setRouteStop(true); // Another node sends it.
            return;
        }
        exchange.setProperty(DUE, due);
        exchange.getMessage().setBody(ReportMail.of(due, from, clock.instant(), signer::sign));
    }
}
