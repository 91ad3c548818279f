package org.serai.camel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.directory.Ldap;
import org.serai.dns.MailDns;
import org.serai.filter.DnsList;
import org.serai.filter.DnsListUse;
import org.serai.filter.DnsLists;
import org.serai.filter.DomainSet;
import org.serai.filter.Filters;
import org.serai.filter.LocalDomains;
import org.serai.filter.Scores;
import org.serai.filter.Surroundings;
import org.serai.filter.attachment.NamePatterns;
import org.serai.filter.clamav.Clamd;
import org.serai.filter.digest.DigestAddresses;
import org.serai.filter.geo.GeoRule;
import org.serai.filter.lists.ListFiles;
import org.serai.filter.patterns.PatternLists;
import org.serai.filter.phishing.ProtectedNames;
import org.serai.filter.policies.Policies;
import org.serai.filter.policies.PoliciesFilter;
import org.serai.filter.recipients.RecipientList;
import org.serai.filter.report.ReportAddresses;
import org.serai.history.Correspondents;
import org.serai.history.Greylist;
import org.serai.history.PenaltyBox;
import org.serai.history.Reputation;
import org.serai.history.Traffic;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.arc.ArcVerifier;
import org.serai.identity.dkim.DkimVerifier;
import org.serai.identity.dkim.SigningKeys;
import org.serai.identity.dmarc.Dmarc;
import org.serai.identity.iprev.Iprev;
import org.serai.identity.spf.Spf;
import org.serai.learn.LiveModel;
import org.serai.mail.Finding;
import org.serai.mail.Mode;
import org.serai.mime.MimeReader;
import org.serai.store.Tables;

/** Loads a policy generation from the files: routes, scores, lists and keys together, or not at all. */
final class PolicyLoader implements Generations.Loader {

    private final Settings settings;
    private final String hostname;
    private final MailDns dns;
    private final DnsLists dnsLists;
    private final Clamd clamd;
    private final Ldap ldap;
    private final LiveModel learned;
    private final Tables tables;
    private final Traffic traffic;
    private final Clock clock;
    private final Steps.Actions actions;
    private final Steps.Running running;
    private volatile @Nullable Scores scores;

    PolicyLoader(
            Settings settings,
            String hostname,
            MailDns dns,
            DnsLists dnsLists,
            Clamd clamd,
            Ldap ldap,
            LiveModel learned,
            Tables tables,
            Traffic traffic,
            Clock clock,
            Steps.Actions actions,
            Steps.Running running) {
        this.settings = settings;
        this.hostname = hostname;
        this.dns = dns;
        this.dnsLists = dnsLists;
        this.clamd = clamd;
        this.ldap = ldap;
        this.learned = learned;
        this.tables = tables;
        this.traffic = traffic;
        this.clock = clock;
        this.actions = actions;
        this.running = running;
    }

    @Override
    public Generation load(RouteSources from, long number, Runnable afterStop) {
        Scores next = readScores(from);
        Generation generation = Generation.load(
                number, from.routeFiles(), steps(from, next), settings.effective(), running.insight(), afterStop);
        scores = next;
        return generation;
    }

    /**
     * What is wrong with the routes; nothing is left running.
     *
     * @throws ConfigException when something else than routes is wrong
     */
    List<Problem> check(RouteSources sources) {
        return Generation.check(sources.routeFiles(), steps(sources, readScores(sources)), settings.effective());
    }

    /** With the lists and keys as they stand. */
    private Map<String, Function<SeraiComponent.Options, Step>> steps(RouteSources sources, Scores weights) {
        ListFiles lists = ListFiles.load(sources.lists());
        var local =
                new LocalDomains(settings.bind("local.", LocalDomains.Options.class), hostname, lists.localDomains());
        ContentReaders readers = ContentReaders.of(settings, sources);
        MimeReader mime = readers.mime();
        var spf = new Spf(dns, hostname, clock);
        var dkim = new DkimVerifier(mime, dns, clock, settings.bind("dkim.", DkimVerifier.Limits.class));
        PublicSuffixes suffixes = readers.suffixes();
        var surroundings = new Surroundings(
                hostname,
                OwnAddresses.all(),
                mime,
                readers.texts(),
                readers.attachments(),
                readers.links(),
                readers.samples(),
                learned,
                tables,
                new Correspondents(
                        settings.bind(Filters.prefix("correspondents"), Correspondents.Options.class), tables, clock),
                new Greylist(settings.bind(Filters.prefix("greylist"), Greylist.Options.class), tables, clock),
                new Reputation(settings.bind(Filters.prefix("reputation"), Reputation.Options.class), tables, clock),
                new TrustedRelays(settings.bind("trusted.", PolicySettings.Trusted.class))::handedOn,
                new PenaltyBox(settings.bind(Filters.prefix("penalty"), PenaltyBox.Options.class), tables, clock),
                traffic,
                suffixes,
                local,
                lists,
                NamePatterns.load(sources.lists()),
                PatternLists.load(sources.lists()),
                dns,
                new Iprev(dns),
                dnsLists,
                dnsLists(sources),
                clamd,
                spf,
                dkim,
                new ArcVerifier(mime, dns, clock),
                new Dmarc(
                        dns,
                        mime,
                        suffixes,
                        spf::mailFrom,
                        dkim::of,
                        settings.bind(Filters.prefix("dmarc"), Dmarc.Options.class)),
                DomainSet.load(sources.lists().resolve("uribl-skip.txt")),
                ProtectedNames.load(sources.lists()),
                DomainSet.load(sources.lists().resolve("free-mailers.txt")),
                GeoRule.load(sources.lists()),
                settings.bind("learn.report.", ReportAddresses.class),
                settings.bind("digest.", DigestAddresses.class),
                RecipientList.load(sources.lists()),
                policies(sources),
                ldap,
                StoredState.directory(settings, tables, clock),
                actions.delivery()::verify,
                sources.config(),
                clock);
        return new Steps(settings, weights, surroundings, SigningKeys.load(sources.keys()), actions, running).table();
    }

    private Policies policies(RouteSources sources) {
        List<String> filters = Filters.all().stream()
                .filter(entry -> !entry.guard())
                .map(Filters.Entry::name)
                .filter(name -> !name.equals(PoliciesFilter.NAME))
                .toList();
        boolean monitor = settings.bind("", PolicySettings.Global.class).mode() == PolicySettings.GlobalMode.MONITOR;
        Policies.Options options = settings.bind("policies.", Policies.Options.class);
        return Policies.load(sources.policies(), sources.lists(), filters, monitor, options);
    }

    private static Map<DnsListUse, List<DnsList>> dnsLists(RouteSources sources) {
        var listed = new EnumMap<DnsListUse, List<DnsList>>(DnsListUse.class);
        for (DnsListUse use : DnsListUse.values()) {
            listed.put(use, use.load(sources.lists()));
        }
        return listed;
    }

    private static Scores readScores(RouteSources sources) {
        return Scores.load(sources.scores(), Filters.symbols());
    }

    /** Gives the door's own findings what the table in force gives them; in {@code mode=monitor} they weigh nothing. */
    UnaryOperator<Finding> judge() {
        Mode mode = settings.bind("", PolicySettings.Global.class).mode() == PolicySettings.GlobalMode.MONITOR
                ? Mode.MONITOR
                : Mode.SCORE;
        return finding -> finding.judged(
                "smtp",
                mode,
                Objects.requireNonNull(scores, "no policy was loaded").of(finding.symbol()),
                "",
                0);
    }

    private static Path directory(Settings settings, String property, Path home, Path said) {
        Path directory = home.resolve(said);
        if (!Files.isDirectory(directory)) {
            throw new ConfigException(settings.where(property) + " = " + said + ": there is no directory " + directory
                    + "; relative ones are under SERAI_HOME");
        }
        return directory;
    }

    /** Where a policy's files lie under the application's home. */
    static RouteSources sources(Path home, Settings settings) {
        Path routes = directory(
                settings,
                "routes.dir",
                home,
                settings.bind("routes.", PolicySettings.Routes.class).dir());
        Path config = directory(
                settings,
                "config.dir",
                home,
                settings.bind("config.", PolicySettings.Config.class).dir());
        return new RouteSources(
                routes,
                config,
                config.resolve("scores.properties"),
                config.resolve("lists"),
                config.resolve("dkim"),
                config.resolve("policies.yaml"),
                settings.file());
    }
}
