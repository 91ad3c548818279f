package org.serai.camel;

import java.net.IDN;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.serai.admin.AdminSettings;
import org.serai.config.Settings;
import org.serai.delivery.BackendDomain;
import org.serai.delivery.BackendSettings;
import org.serai.delivery.OutboundSettings;
import org.serai.filter.DomainSet;
import org.serai.filter.Filters;
import org.serai.filter.LocalDomains;
import org.serai.filter.digest.DigestAddresses;
import org.serai.filter.greylist.GreylistFilter;
import org.serai.filter.recipients.RecipientList;
import org.serai.filter.recipients.RecipientsFilter;
import org.serai.mail.DomainName;
import org.serai.mail.Mode;
import org.serai.mail.Network;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.SubmissionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says once all doors are open: where mail comes in and goes, and which settings protect nobody. */
final class Announcement {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);
    private static final int MOST_DOMAINS = 20;

    private final Settings settings;
    private final Path lists;

    /** @param lists the directory of {@code config/lists} */
    Announcement(Settings settings, Path lists) {
        this.settings = settings;
        this.lists = lists;
    }

    /** @param mailbox where mail arrives when there is no other backend */
    void log(Path mailbox) {
        var smtp = settings.bind("smtp.", SmtpSettings.class);
        LOG.info("Serai {} listens for SMTP on {}:{}", version(), smtp.host(), smtp.port());
        doorOfOurUsers();
        backends(mailbox);
        warnings();
        var http = settings.bind("http.", PolicySettings.Http.class);
        LOG.info("Health and metrics: http://{}:{}/observe/health", http.host(), http.port());
        var admin = settings.bind("admin.", AdminSettings.class);
        if (admin.on()) {
            LOG.info(
                    "Quarantine: bin/serai quarantine list, or http://{}:{}/api/v1/quarantine",
                    admin.host(),
                    admin.port());
        }
        digests();
        // Not from root@ this machine, as swaks would: that is no address, or one of ours from outside.
        LOG.info(
                "Send a message: swaks --server 127.0.0.1:{} --to you@{} --from friend@example.net",
                smtp.port(),
                firstLocalDomain());
    }

    private void digests() {
        var digest = settings.bind("digest.", DigestSettings.Digest.class);
        if (settings.bind("digest.", DigestAddresses.class).enabled()) {
            LOG.info("Users are told at {} ({}) what is held back for them", digest.at(), digest.zoneId());
            if (digest.pages()) {
                LOG.info(
                        "Links of digests, {}/d/..., lead to http://{}:{}/d/...",
                        digest.linkUri(),
                        digest.host(),
                        digest.port());
            }
        }
    }

    private void doorOfOurUsers() {
        var users = settings.bind("outbound.", SubmissionSettings.class);
        if (users.enabled()) {
            LOG.info("Our own users send by {}:{}", users.host(), users.port());
            if (users.tlsPort() != 0) {
                LOG.info("Our own users send by {}:{}, TLS from the first byte", users.host(), users.tlsPort());
            }
        }
    }

    private void backends(Path mailbox) {
        var backend = settings.bind("backend.", BackendSettings.class);
        LOG.info(
                "Mail arrives {}",
                backend.uri().isEmpty() ? "in " + mailbox + "/*.eml" : "at " + joined(backend.uri()));
        backend.domains().stream()
                .limit(MOST_DOMAINS)
                .forEach(domain -> LOG.info("Mail to {} arrives at {}", name(domain), domain.server()));
        if (backend.domains().size() > MOST_DOMAINS) {
            LOG.info(
                    "and so on for {} more of backend.domains",
                    backend.domains().size() - MOST_DOMAINS);
        }
        var smarthosts = settings.bind("outbound.", OutboundSettings.class).uri();
        if (!smarthosts.isEmpty()) {
            LOG.info("Mail of our own users goes out by {}", joined(smarthosts));
        }
    }

    private void warnings() {
        if (settings.bind("", PolicySettings.Global.class).mode() == PolicySettings.GlobalMode.MONITOR) {
            LOG.warn(
                    "mode = monitor: filters only record; but for relay control nothing is refused for what they find");
        }
        var quarantine = settings.bind("quarantine.", QuarantineSettings.Quarantine.class);
        boolean digests = settings.bind("digest.", DigestAddresses.class).enabled();
        if (quarantine.reply() == QuarantineSettings.Told.ACCEPT && !digests) {
            LOG.warn(
                    "quarantine.reply = accept: senders believe what is quarantined delivered; who does not look there within"
                            + " quarantine.retention ({} d) loses it, and nobody is told; with digest.enabled = true users are",
                    quarantine.retention().toDays());
        }
        greylistOfAll();
        for (Network network :
                settings.bind("trusted.", PolicySettings.Trusted.class).networks()) {
            if (network.prefix() == 0) {
                LOG.warn("trusted.networks holds {}: an open relay, everybody there may send to anybody", network);
            }
        }
    }

    /** It stands behind the step that knows recipients; where that knows nobody, strangers learn late that there is no such one. */
    private void greylistOfAll() {
        boolean all = weighs("greylist")
                && settings.bind(Filters.prefix("greylist"), GreylistFilter.Options.class)
                                .scope()
                        == GreylistFilter.Scope.ALL;
        if (!all) {
            return;
        }
        var recipients = settings.bind(Filters.prefix("recipients"), RecipientsFilter.Options.class);
        RecipientList list = RecipientList.load(lists);
        boolean verifying = weighs("recipients");
        List<DomainName> unknown = localDomains().stream()
                .filter(domain -> !verifying || !RecipientsFilter.verifies(recipients, list, domain))
                .sorted(Comparator.comparing(DomainName::ascii))
                .toList();
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "filter.greylist.scope = all, but who exists at {}{} is not known before: who writes to nobody there is told 451"
                            + " and comes again, before he is told 550; list recipients in config/lists/recipients.txt, or set"
                            + " filter.recipients.ldap or filter.recipients.backend = callout",
                    unknown.stream().limit(MOST_DOMAINS).map(DomainName::ascii).collect(Collectors.joining(", ")),
                    unknown.size() > MOST_DOMAINS ? " and other domains" : "");
        }
    }

    private boolean weighs(String filter) {
        Mode mode = settings.bind(Filters.prefix(filter), Filters.Common.class).mode();
        return mode == Mode.SCORE || mode == Mode.ENFORCE;
    }

    private List<DomainName> localDomains() {
        return new LocalDomains(
                        settings.bind("local.", LocalDomains.Options.class),
                        "localhost",
                        DomainSet.load(lists.resolve("local-domains.txt")))
                .all();
    }

    private static String joined(List<?> servers) {
        return servers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String name(BackendDomain domain) {
        return IDN.toASCII(domain.spellings().iterator().next());
    }

    private static String version() {
        String version = Application.class.getPackage().getImplementationVersion();
        return version == null ? "(from source)" : version;
    }

    private String firstLocalDomain() {
        List<String> domains =
                settings.bind("local.", LocalDomains.Options.class).domains();
        return domains.isEmpty() ? "localhost" : domains.get(0);
    }
}
