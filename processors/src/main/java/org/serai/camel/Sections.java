package org.serai.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.serai.admin.AdminSettings;
import org.serai.config.Settings;
import org.serai.config.Settings.Section;
import org.serai.content.AttachmentReader;
import org.serai.content.LinkReader;
import org.serai.content.TextReader;
import org.serai.custody.Journal;
import org.serai.delivery.BackendSettings;
import org.serai.delivery.OutboundSettings;
import org.serai.directory.LdapSettings;
import org.serai.dns.DnsSettings;
import org.serai.filter.Filters;
import org.serai.filter.LocalDomains;
import org.serai.filter.clamav.ClamavSettings;
import org.serai.filter.digest.DigestAddresses;
import org.serai.filter.policies.Policies;
import org.serai.filter.report.ReportAddresses;
import org.serai.history.Correspondents;
import org.serai.history.DirectoryAnswers;
import org.serai.history.FailedMails;
import org.serai.history.Greylist;
import org.serai.history.PenaltyBox;
import org.serai.history.Rates;
import org.serai.history.Reputation;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.dkim.DkimVerifier;
import org.serai.identity.dmarc.Dmarc;
import org.serai.kafka.KafkaSettings;
import org.serai.learn.Model;
import org.serai.learn.Trainer;
import org.serai.mime.MimeReader;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.SpoolSettings;
import org.serai.smtp.SubmissionSettings;
import org.serai.smtp.TlsSettings;
import org.serai.store.ClusterSettings;
import org.serai.store.HotRodSettings;
import org.serai.store.StoreSettings;
import org.serai.tracing.TracingSettings;
import org.serai.verdict.AuthenticationResultsField;
import org.serai.verdict.Scorer;
import org.serai.verdict.TraceFields;

/** All properties there are. */
public final class Sections {

    private Sections() {}

    /** The settings of an application whose files lie under {@code home}. */
    public static Settings settings(Path home, Properties system) {
        String config = system.getProperty("config.dir", System.getenv().getOrDefault("CONFIG_DIR", "config"));
        return Settings.load(all(), home.resolve(config).resolve("serai.properties"), System.getenv(), system);
    }

    /** In the order of the documentation. */
    public static List<Section> all() {
        var out = new ArrayList<Section>();
        out.add(new Section("", PolicySettings.Global.class));
        out.add(new Section("local.", LocalDomains.Options.class));
        out.add(new Section("trusted.", PolicySettings.Trusted.class));
        out.add(new Section("backend.", BackendSettings.class));
        out.add(new Section("outbound.", OutboundSettings.class));
        out.add(new Section("clamav.", ClamavSettings.class));
        out.add(new Section("dns.", DnsSettings.class));
        out.add(new Section("ldap.", LdapSettings.class));
        out.add(new Section("directory.", DirectoryAnswers.Options.class));
        out.add(new Section("threshold.", Scorer.Options.class));
        out.add(new Section("policies.", Policies.Options.class));
        out.add(new Section("smtp.", SmtpSettings.class));
        out.add(new Section("smtp.tls.", TlsSettings.class));
        out.add(new Section("outbound.", SubmissionSettings.class));
        out.add(new Section("spool.", SpoolSettings.class));
        out.add(new Section("mime.", MimeReader.Limits.class));
        out.add(new Section("text.", TextReader.Limits.class));
        out.add(new Section("text.", AttachmentReader.Limits.class));
        out.add(new Section("links.", LinkReader.Limits.class));
        out.add(new Section("learn.", Model.Options.class));
        out.add(new Section("learn.", Trainer.Options.class));
        out.add(new Section("learn.report.", ReportAddresses.class));
        out.add(new Section("learn.automatic.", LearnSettings.Automatic.class));
        out.add(new Section("learn.kafka.", LearnSettings.Topic.class));
        out.add(new Section("learn.imap.", LearnSettings.Mailbox.class));
        out.add(new Section("kafka.", KafkaSettings.class));
        out.add(new Section("trace.", TraceFields.Options.class));
        out.add(new Section("dkim.", DkimVerifier.Limits.class));
        out.add(new Section("authentication-results.", AuthenticationResultsField.Options.class));
        out.add(new Section("public-suffix.", PublicSuffixes.Options.class));
        out.add(new Section("data.", PolicySettings.Data.class));
        out.add(new Section("journal.", Journal.Options.class));
        out.add(new Section("store.", StoreSettings.class));
        out.add(new Section("store.cluster.", ClusterSettings.class));
        out.add(new Section("store.hotrod.", HotRodSettings.class));
        out.add(new Section("quarantine.", QuarantineSettings.Quarantine.class));
        out.add(new Section("claim-store.", QuarantineSettings.Claims.class));
        out.add(new Section("release.", ReleaseSettings.Release.class));
        out.add(new Section("admin.", AdminSettings.class));
        out.add(new Section("digest.", DigestAddresses.class));
        out.add(new Section("digest.", DigestSettings.Digest.class));
        out.add(new Section("dead-letter.", PolicySettings.DeadLetter.class));
        out.add(new Section("dead-letter.", FailedMails.Options.class));
        out.add(new Section("audit.", PolicySettings.Audit.class));
        out.add(new Section("dmarc.reports.", PolicySettings.DmarcReports.class));
        out.add(new Section("mailbox.", PolicySettings.Mailbox.class));
        out.add(new Section("http.", PolicySettings.Http.class));
        out.add(new Section("health.", PolicySettings.Alerts.class));
        out.add(new Section("management.", ManagementSettings.class));
        out.add(new Section("tracing.", TracingSettings.class));
        out.add(new Section("routes.", PolicySettings.Routes.class));
        out.add(new Section("config.", PolicySettings.Config.class));
        out.add(new Section("policy.", PolicySettings.LastGood.class));
        out.addAll(Filters.sections());
        out.add(new Section(Filters.prefix("dmarc"), Dmarc.Options.class));
        out.add(new Section(Filters.prefix("correspondents"), Correspondents.Options.class));
        out.add(new Section(Filters.prefix("greylist"), Greylist.Options.class));
        out.add(new Section(Filters.prefix("reputation"), Reputation.Options.class));
        out.add(new Section(Filters.prefix("penalty"), PenaltyBox.Options.class));
        out.add(new Section(Filters.prefix("rates"), Rates.Options.class));
        return out;
    }
}
